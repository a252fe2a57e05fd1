package io.penstock.s3.partition;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.format.LogicalType;
import io.penstock.s3.format.PlainDecimal;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** One value of a record as a segment of a path. Pure. */
final class ValueText {

    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

    private ValueText() {}

    /**
     * @param field that messages call by its name
     * @throws RecordException when it is not a single value
     */
    static String at(RecordField field, SinkRecord record, String nullName) {
        return of(field.value(record), field.schema(record), field.toString(), record, nullName);
    }

    /** @throws RecordException when it is not a single value */
    static String of(@Nullable Object value, @Nullable Schema schema, String name, SinkRecord record, String nullName) {
        if (value == null) {
            return nullName;
        }
        if (value instanceof Integer days && schema != null && LogicalType.of(schema) == LogicalType.DATE) {
            return KeySegment.ofValue(LocalDate.ofEpochDay(days).toString(), nullName);
        }
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            String text = value instanceof BigDecimal decimal ? plain(decimal, name, record) : value.toString();
            return KeySegment.ofValue(text, nullName);
        }
        if (value instanceof java.util.Date date) {
            return KeySegment.ofValue(iso(date, schema, name, record), nullName);
        }
        throw new RecordException(
                S3Error.PATH_VALUE, name + " is not a single value at " + RecordCoordinates.of(record));
    }

    /** @throws RecordException when the bytes are no text */
    static String ofUtf8(byte[] bytes, String name, SinkRecord record, String nullName) {
        try {
            // A decoder's own method refuses what String's constructor would replace.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return KeySegment.ofValue(text, nullName);
        } catch (CharacterCodingException e) {
            throw new RecordException(
                    S3Error.PATH_VALUE,
                    name + " is bytes that are no text in UTF-8 at " + RecordCoordinates.of(record));
        }
    }

    private static String plain(BigDecimal number, String name, SinkRecord record) {
        return PlainDecimal.text(number)
                .orElseThrow(() -> new RecordException(
                        S3Error.PATH_VALUE, name + " has too large an exponent at " + RecordCoordinates.of(record)));
    }

    /** One text, whatever the JVM's zone is. */
    private static String iso(java.util.Date date, @Nullable Schema schema, String name, SinkRecord record) {
        String type = schema == null || schema.name() == null ? Timestamp.LOGICAL_NAME : schema.name();
        // By milliseconds: java.sql's subclasses of Date refuse toInstant().
        OffsetDateTime moment = Instant.ofEpochMilli(date.getTime()).atOffset(ZoneOffset.UTC);
        return switch (type) {
            case Date.LOGICAL_NAME -> moment.toLocalDate().toString();
            case Time.LOGICAL_NAME -> timeOfDay(date.getTime(), name, record);
            default -> moment.toInstant().toString();
        };
    }

    /** The end of a day, which databases have, is not its beginning. */
    private static String timeOfDay(long millis, String name, SinkRecord record) {
        if (millis == DAY_MILLIS) {
            return "24:00";
        }
        if (millis < 0 || millis > DAY_MILLIS) {
            throw new RecordException(
                    S3Error.PATH_VALUE, name + " is not a time of a day at " + RecordCoordinates.of(record));
        }
        return LocalTime.ofNanoOfDay(TimeUnit.MILLISECONDS.toNanos(millis)).toString();
    }
}
