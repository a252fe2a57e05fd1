package io.penstock.s3.restore;

import io.penstock.common.error.FatalException;
import io.penstock.s3.config.RestoreConverters;
import io.penstock.s3.config.RestoreConverters.Part;
import io.penstock.s3.error.S3Error;
import org.apache.kafka.connect.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Whether a record's parts are what the converters take: StringConverter writes of bytes where they are in memory, and
 * ByteArrayConverter takes no texts.
 */
final class ConverterFit {

    private final RestoreConverters converters;

    ConverterFit(RestoreConverters converters) {
        this.converters = converters;
    }

    /** @throws FatalException for a record that would be written otherwise than it was archived */
    void check(ArchivedRecord record) {
        check(record, "key", "key.converter", record.key(), converters.key());
        check(record, "value", "value.converter", record.value(), converters.value());
        for (Header header : record.headers()) {
            check(record, "header", "header.converter", header.value(), converters.header());
        }
    }

    private static void check(
            ArchivedRecord record, String name, String converter, @Nullable Object value, Part taken) {
        if (value == null) {
            return;
        }
        Part needed = value instanceof String ? Part.TEXTS : Part.BYTES;
        if (needed != taken) {
            throw new FatalException(
                    S3Error.NOT_REPLAYABLE,
                    record.topic() + "-" + record.partition() + "@" + record.offset() + " cannot be replayed: a " + name
                            + " was archived as "
                            + (needed == Part.TEXTS ? "a text" : "bytes") + ", which " + converter + "=" + taken.type()
                            + " would not write so. Set " + converter + "=" + needed.type()
                            + "; topics with texts and topics with bytes need a restore each");
        }
    }
}
