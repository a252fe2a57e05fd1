package io.penstock.jdbc.schema;

import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** The names that Debezium gives to schemas whose values mean more than their type says (its manual, "Data type mappings"). */
public final class DebeziumTypes {

    /** Days since 1970-01-01. */
    public static final String DATE = "io.debezium.time.Date";
    /** Milliseconds since midnight. */
    public static final String TIME = "io.debezium.time.Time";
    /** Microseconds since midnight. */
    public static final String MICRO_TIME = "io.debezium.time.MicroTime";
    /** Nanoseconds since midnight. */
    public static final String NANO_TIME = "io.debezium.time.NanoTime";
    /** Milliseconds since 1970-01-01T00:00, without a zone. */
    public static final String TIMESTAMP = "io.debezium.time.Timestamp";
    /** Microseconds since 1970-01-01T00:00, without a zone. */
    public static final String MICRO_TIMESTAMP = "io.debezium.time.MicroTimestamp";
    /** Nanoseconds since 1970-01-01T00:00, without a zone. */
    public static final String NANO_TIMESTAMP = "io.debezium.time.NanoTimestamp";
    /** A text: a date of ISO-8601 with a {@code Z} behind it. */
    public static final String ISO_DATE = "io.debezium.time.IsoDate";
    /** A text: a time of day of ISO-8601 with a {@code Z} behind it. */
    public static final String ISO_TIME = "io.debezium.time.IsoTime";
    /** A text: date and time of ISO-8601 with a {@code Z} behind them, of a clock without a zone. */
    public static final String ISO_TIMESTAMP = "io.debezium.time.IsoTimestamp";
    /** A text: a time of day with an offset. */
    public static final String ZONED_TIME = "io.debezium.time.ZonedTime";
    /** A text: a point in time with an offset. */
    public static final String ZONED_TIMESTAMP = "io.debezium.time.ZonedTimestamp";
    /** How many microseconds. */
    public static final String MICRO_DURATION = "io.debezium.time.MicroDuration";
    /** A text: a duration of ISO-8601. */
    public static final String INTERVAL = "io.debezium.time.Interval";

    /** A text that is JSON. */
    public static final String JSON = "io.debezium.data.Json";
    /** A text that is a UUID. */
    public static final String UUID = "io.debezium.data.Uuid";
    /** A text that is XML. */
    public static final String XML = "io.debezium.data.Xml";
    /** Bytes whose lowest bit comes first, of which parameter {@code length} says how many bits count. */
    public static final String BITS = "io.debezium.data.Bits";
    /** A structure of a scale and the bytes of the unscaled number. */
    public static final String VARIABLE_SCALE_DECIMAL = "io.debezium.data.VariableScaleDecimal";

    private static final String TIMES = "io.debezium.time.";
    private static final String GEOMETRIES = "io.debezium.data.geometry.";

    private DebeziumTypes() {}

    /** Whether values are structures that stand for one number. */
    public static boolean isVariableScaleDecimal(@Nullable Schema schema) {
        return schema != null
                && schema.type() == Schema.Type.STRUCT
                && VARIABLE_SCALE_DECIMAL.equals(schema.name())
                && schema.field("scale") != null
                && schema.field("value") != null;
    }

    /** Whether numbers count days or parts of seconds. */
    public static boolean isTime(@Nullable Schema schema) {
        return schema != null && schema.name() != null && schema.name().startsWith(TIMES);
    }

    public static boolean isBits(@Nullable Schema schema) {
        return schema != null && schema.type() == Schema.Type.BYTES && BITS.equals(schema.name());
    }

    /** Whether values are structures that hold a geometry in the well-known binary form. */
    public static boolean isGeometry(@Nullable Schema schema) {
        return schema != null
                && schema.type() == Schema.Type.STRUCT
                && schema.name() != null
                && schema.name().startsWith(GEOMETRIES)
                && schema.field("wkb") != null;
    }
}
