package io.penstock.s3.format;

import java.util.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * What a named schema means beyond its type: Connect's logical types, and Debezium's times ("Temporal types" in its connectors'
 * documentation), which know no zone.
 */
public enum LogicalType {
    DECIMAL,
    DATE,
    TIME_MILLIS,
    TIME_MICROS,
    TIME_NANOS,
    /** A moment. */
    TIMESTAMP_MILLIS,
    LOCAL_TIMESTAMP_MILLIS,
    LOCAL_TIMESTAMP_MICROS,
    LOCAL_TIMESTAMP_NANOS;

    private static final long DAY_MILLIS = 86_400_000;

    /** Readers count microseconds: some 292,000 years around 1970. */
    private static final long MOST_MILLIS = Long.MAX_VALUE / 1_000;

    /** What a schema stands for; null for nothing but its type. */
    public static @Nullable LogicalType of(Schema schema) {
        String name = schema.name();
        if (name == null) {
            return null;
        }
        LogicalType meant = named(name);
        return meant != null && meant.physical(schema.type()) ? meant : null;
    }

    private static @Nullable LogicalType named(String name) {
        return switch (name) {
            case Decimal.LOGICAL_NAME -> DECIMAL;
            case org.apache.kafka.connect.data.Date.LOGICAL_NAME, "io.debezium.time.Date" -> DATE;
            case Time.LOGICAL_NAME, "io.debezium.time.Time" -> TIME_MILLIS;
            case "io.debezium.time.MicroTime" -> TIME_MICROS;
            case "io.debezium.time.NanoTime" -> TIME_NANOS;
            case Timestamp.LOGICAL_NAME -> TIMESTAMP_MILLIS;
            case "io.debezium.time.Timestamp" -> LOCAL_TIMESTAMP_MILLIS;
            case "io.debezium.time.MicroTimestamp" -> LOCAL_TIMESTAMP_MICROS;
            case "io.debezium.time.NanoTimestamp" -> LOCAL_TIMESTAMP_NANOS;
            default -> null;
        };
    }

    private boolean physical(Schema.Type type) {
        return switch (this) {
            case DECIMAL -> type == Schema.Type.BYTES;
            case DATE, TIME_MILLIS -> type == Schema.Type.INT32;
            default -> type == Schema.Type.INT64;
        };
    }

    /**
     * The number of a value: days, or units of the day or since 1970. Not for decimals.
     *
     * @throws Unwritable when the type has no such number: readers would refuse the file, good records and all
     */
    long number(Object value) {
        long number = value instanceof Number plain ? plain.longValue() : number((Date) value);
        if (!holds(number)) {
            throw new Unwritable(
                    isTime()
                            ? "a time is not one of a day, as MySQL's durations are not: the transform Cast makes a plain number of"
                                    + " such a field (spec=<field>:int64)"
                            : "a date or a timestamp is beyond the years that its type has room for, as when nanoseconds were"
                                    + " taken for milliseconds");
        }
        return number;
    }

    private long number(Date value) {
        long millis = value.getTime();
        return switch (this) {
            case DATE -> Math.floorDiv(millis, DAY_MILLIS);
            default -> millis;
        };
    }

    /** Whether it says when something was, be it the day alone. */
    public boolean isMoment() {
        return this != DECIMAL && !isTime();
    }

    /** A moment's number as milliseconds since 1970; of one without a zone as if it were UTC. */
    public long millis(long number) {
        return switch (this) {
            case DATE -> number * DAY_MILLIS; // of 32 bits
            case LOCAL_TIMESTAMP_MICROS -> Math.floorDiv(number, 1_000);
            case LOCAL_TIMESTAMP_NANOS -> Math.floorDiv(number, 1_000_000);
            case TIMESTAMP_MILLIS, LOCAL_TIMESTAMP_MILLIS -> number;
            case DECIMAL, TIME_MILLIS, TIME_MICROS, TIME_NANOS -> throw new IllegalStateException("no moment");
        };
    }

    private boolean isTime() {
        return this == TIME_MILLIS || this == TIME_MICROS || this == TIME_NANOS;
    }

    private boolean holds(long number) {
        return switch (this) {
            case DATE -> number == (int) number;
            case TIME_MILLIS -> number >= 0 && number < DAY_MILLIS;
            case TIME_MICROS -> number >= 0 && number < DAY_MILLIS * 1_000;
            case TIME_NANOS -> number >= 0 && number < DAY_MILLIS * 1_000_000;
            case TIMESTAMP_MILLIS, LOCAL_TIMESTAMP_MILLIS -> number <= MOST_MILLIS && number >= -MOST_MILLIS;
            default -> true;
        };
    }
}
