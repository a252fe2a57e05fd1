package io.penstock.s3.format;

import org.apache.kafka.connect.sink.SinkRecord;

/**
 * What of each record is written as a row, and by which schema. Thread-confined.
 *
 * @param <T> what a schema is compiled to
 */
interface RowSource<T extends FileSchema> {

    /**
     * Takes a record, whose row is {@link #row()} from then on.
     *
     * @return the compiled schema of the row
     * @throws Unwritable when it has none
     */
    T take(SinkRecord record);

    /** Of the record that was taken last: a Struct or a map of its schema's fields, or a single value. */
    Object row();

    /** What messages call that which is written. */
    String what();

    /** The record that was taken last is in a file: what it taught about its topic stays. Of any other nothing does. */
    void remember();
}
