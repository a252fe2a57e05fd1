package io.penstock.s3.partition;

import org.apache.kafka.connect.sink.SinkRecord;

/** Deals the records of a topic partition to files: those of one path, and of one topic, share one. Thread-confined. */
@FunctionalInterface
public interface Partitioner {

    /**
     * The {@code ${partition.path}} of the record's object: segments parted by slashes, all safe in a key; empty for
     * {@code partition=<number>}.
     *
     * @throws io.penstock.common.error.RecordException when the record has what cannot be part of a path
     */
    String path(SinkRecord record);
}
