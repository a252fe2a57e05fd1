package io.penstock.bench.s3;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What is in a file.
 *
 * @param sumOfIds of the records' first fields
 */
record Contents(long records, long sumOfIds) {

    static final Contents NONE = new Contents(0, 0);

    Contents plus(Contents other) {
        return new Contents(records + other.records, sumOfIds + other.sumOfIds);
    }

    /** Looks into files of one format, by another's code than the sink's. */
    @FunctionalInterface
    interface Reader {
        Contents of(Path file) throws IOException;
    }
}
