package io.penstock.s3.format;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.concurrent.TimeUnit;

/**
 * The forms of single values: bytes as base64 text; dates as {@code 2026-11-21}, times as {@code 12:34:56.789}, timestamps as
 * {@code 2026-11-21T12:34:56.789Z}, all UTC as Connect's logical types are; decimals as plain numbers with their scale.
 */
final class JsonScalars {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'");

    private JsonScalars() {}

    static void bytes(JsonGenerator json, Object value) throws IOException {
        if (value instanceof ByteBuffer buffer) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            json.writeBinary(copy);
        } else {
            json.writeBinary((byte[]) value);
        }
    }

    static void float32(JsonGenerator json, Object value) throws IOException {
        float number = (Float) value;
        if (!Float.isFinite(number)) {
            throw new Unwritable("JSON has no NaN and no infinity");
        }
        json.writeNumber(number);
    }

    static void float64(JsonGenerator json, Object value) throws IOException {
        double number = (Double) value;
        if (!Double.isFinite(number)) {
            throw new Unwritable("JSON has no NaN and no infinity");
        }
        json.writeNumber(number);
    }

    static void date(JsonGenerator json, Object value) throws IOException {
        json.writeString(utc(value).atZone(ZoneOffset.UTC).toLocalDate().toString());
    }

    static void time(JsonGenerator json, Object value) throws IOException {
        long millis = LogicalType.TIME_MILLIS.number(value);
        json.writeString(TIME.format(LocalTime.ofNanoOfDay(TimeUnit.MILLISECONDS.toNanos(millis))));
    }

    static void timestamp(JsonGenerator json, Object value) throws IOException {
        json.writeString(TIMESTAMP.format(utc(value).atOffset(ZoneOffset.UTC)));
    }

    private static Instant utc(Object value) {
        // By milliseconds: java.sql's subclasses of Date refuse toInstant().
        return Instant.ofEpochMilli(((Date) value).getTime());
    }
}
