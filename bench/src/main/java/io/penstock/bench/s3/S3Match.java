package io.penstock.bench.s3;

import org.apache.kafka.connect.sink.SinkRecord;

/** What the contestants of one match share. */
record S3Match(S3Case kind, S3Case.Cut cut, Readings readings) {

    static S3Match of(S3Case kind, int items) {
        return new S3Match(kind, kind.cut(items), kind.readings().get());
    }

    /** Offsets follow those of the round before. */
    long firstOffset(int round) {
        return (long) round * cut.records();
    }

    /** Each batch begins with the same value. */
    SinkRecord record(long offset) {
        return readings.record(offset, number(offset));
    }

    private int number(long offset) {
        return (int) (offset % cut.recordsOfBatch());
    }

    /** Of a round's records, by their first fields. */
    long sumOfIds() {
        long sum = 0;
        for (int offset = 0; offset < cut.records(); offset++) {
            sum += Readings.id(number(offset));
        }
        return sum;
    }
}
