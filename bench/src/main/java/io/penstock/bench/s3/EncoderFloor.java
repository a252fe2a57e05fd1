package io.penstock.bench.s3;

import io.penstock.bench.measure.Contestant;
import io.penstock.bench.measure.Work;
import io.penstock.bench.measure.WrongResultException;
import io.penstock.s3.format.RecordEncoder;
import io.penstock.s3.format.Scratch;
import java.util.Map;

/** The sink's encoder alone: nothing is kept and nothing goes anywhere. */
final class EncoderFloor implements Contestant {

    private static final int LARGEST_RECORD = 1 << 20;

    private final S3Match match;
    private final RecordEncoder encoder;
    private final Scratch scratch = new Scratch(LARGEST_RECORD);
    private long firstOffset;
    private long bytes;
    private long lines;

    EncoderFloor(S3Match match, RecordEncoder encoder) {
        this.match = match;
        this.encoder = encoder;
    }

    @Override
    public void prepare(int round) {
        firstOffset = match.firstOffset(round);
        bytes = 0;
        lines = 0;
    }

    @Override
    public void run() {
        long end = firstOffset + match.cut().records();
        for (long offset = firstOffset; offset < end; offset++) {
            encoder.encode(match.record(offset), scratch);
            bytes += scratch.size();
            lines++;
        }
    }

    @Override
    public Work check() {
        WrongResultException.unlessEqual("records", (long) match.cut().records(), lines);
        long mean = bytes / lines;
        if (mean < 150 || mean > 250) {
            throw new WrongResultException("records of " + mean + " bytes");
        }
        return new Work(lines, Map.of("bytes", bytes));
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
