package io.penstock.s3.format;

import org.jspecify.annotations.Nullable;

/** Writes values of one schema in Avro's binary encoding. */
@FunctionalInterface
interface AvroWriter {

    /** @param value null only for schemas that take it */
    void write(Scratch out, @Nullable Object value);
}
