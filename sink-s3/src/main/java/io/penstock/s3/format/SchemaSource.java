package io.penstock.s3.format;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.error.S3Error;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The compiled schema of each record: of its own schema, or of one inferred from values like it. Thread-confined.
 *
 * @param <T> what a schema is compiled to
 */
final class SchemaSource<T extends FileSchema> {

    private final String format;
    private final InferredSchemas<T> inferred;
    private final CompiledSchemas<T> given;

    /** @param format for messages */
    SchemaSource(String format, Function<Schema, T> compiler) {
        this.format = format;
        this.inferred = new InferredSchemas<>(compiler);
        this.given = new CompiledSchemas<>(compiler);
    }

    /**
     * Encodes a record.
     *
     * @param encoder writes the record's value by its schema
     * @throws RecordException when that cannot be done
     */
    T encode(SinkRecord record, BiConsumer<T, Object> encoder) {
        inferred.forget();
        try {
            Object value = record.value();
            if (value == null) {
                throw new Unwritable("a record without a value has none");
            }
            Schema schema = record.valueSchema();
            T known = schema == null ? inferred.of(record.topic(), value) : given.of(schema, value);
            encoder.accept(known, value);
            return known;
        } catch (RecordException e) {
            throw e;
        } catch (RuntimeException e) {
            // Nothing but the record's own classes can be at fault: no I/O is done here.
            throw new RecordException(
                    S3Error.NO_FORM,
                    "the value at " + RecordCoordinates.of(record) + " has no form in " + format
                            + (e instanceof Unwritable ? ": " + e.getMessage() : ""));
        }
    }

    /** The record that was encoded last is in a file: a schema that was inferred for it stays. */
    void remember() {
        inferred.keep();
    }
}
