package io.penstock.bench.s3;

import io.penstock.bench.measure.Contestant;
import io.penstock.bench.measure.Work;
import io.penstock.bench.measure.WrongResultException;
import java.util.Map;

/** The sink's encoders alone: files are made, but nothing is kept and nothing goes anywhere. */
final class EncoderFloor implements Contestant {

    private final S3Match match;
    private final FileMaker maker;
    private long firstOffset;
    private long bytes;
    private long records;

    EncoderFloor(S3Match match) {
        this.match = match;
        this.maker = new FileMaker(match.kind().form().format());
    }

    @Override
    public void prepare(int round) {
        firstOffset = match.firstOffset(round);
        bytes = 0;
        records = 0;
    }

    @Override
    public void run() {
        long end = firstOffset + match.cut().records();
        long ofFile = match.cut().records() / match.cut().files();
        for (long offset = firstOffset; offset < end; offset++) {
            bytes += maker.add(match.record(offset));
            maker.drop();
            records++;
            if (records % ofFile == 0 || offset == end - 1) {
                maker.end();
                maker.clear();
            }
        }
    }

    @Override
    public Work check() {
        WrongResultException.unlessEqual("records", (long) match.cut().records(), records);
        long mean = bytes / records;
        if (mean < 80 || mean > 250) {
            throw new WrongResultException("records of " + mean + " bytes");
        }
        return new Work(records, Map.of("bytes", bytes));
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
