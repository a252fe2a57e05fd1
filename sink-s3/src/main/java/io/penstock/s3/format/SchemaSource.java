package io.penstock.s3.format;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.error.S3Error;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Encodes each record by the compiled schema of its row. Thread-confined.
 *
 * @param <T> what a schema is compiled to
 */
final class SchemaSource<T extends FileSchema> {

    private final String format;
    private final RowSource<T> rows;

    /** @param format for messages */
    SchemaSource(String format, RowOptions options, Function<Schema, T> compiler) {
        this.format = format;
        this.rows = switch (options.envelope()) {
            case NONE -> new ValueRows<>(compiler, options.project());
            case FULL -> new EnvelopeRows<>(compiler, options.project());
        };
    }

    /**
     * Encodes a record.
     *
     * @param encoder writes the record's row by its schema
     * @throws RecordException when that cannot be done
     */
    T encode(SinkRecord record, BiConsumer<T, Object> encoder) {
        try {
            T known = rows.take(record);
            encoder.accept(known, rows.row());
            return known;
        } catch (RecordException e) {
            throw e;
        } catch (RuntimeException e) {
            // Nothing but the record's own classes can be at fault: no I/O is done here.
            throw new RecordException(
                    S3Error.NO_FORM,
                    "the " + rows.what() + " at " + RecordCoordinates.of(record) + " has no form in " + format
                            + (e instanceof Unwritable ? ": " + e.getMessage() : ""));
        }
    }

    /** The record that was encoded last is in a file: a schema that was inferred for it stays. */
    void remember() {
        rows.remember();
    }
}
