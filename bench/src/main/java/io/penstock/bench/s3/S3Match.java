package io.penstock.bench.s3;

/** What the contestants of one match share. */
record S3Match(S3Case kind, S3Case.Cut cut, Readings readings) {

    static S3Match of(S3Case kind, int items) {
        return new S3Match(kind, kind.cut(items), kind.readings().get());
    }

    /** Offsets follow those of the round before. */
    long firstOffset(int round) {
        return (long) round * cut.records();
    }
}
