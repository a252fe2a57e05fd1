package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.DebeziumTypes;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.jspecify.annotations.Nullable;

/** What a value of time stands for where its class does not tell: a {@code java.util.Date} of Connect, or a count of Debezium's. */
enum Moment {
    /** A {@code Date}: midnight UTC of a day. */
    DATE,
    /** A {@code Date}: milliseconds after midnight, on 1970-01-01 UTC. */
    TIME,
    /** A {@code Date}: a point in time; also what it is without a schema. */
    TIMESTAMP,
    /** Days since 1970-01-01. */
    EPOCH_DAY,
    /** Milliseconds on a clock without a zone since 1970-01-01T00:00. */
    EPOCH_MILLI,
    /** Microseconds on a clock without a zone since 1970-01-01T00:00. */
    EPOCH_MICRO,
    /** Nanoseconds on a clock without a zone since 1970-01-01T00:00. */
    EPOCH_NANO,
    /** Milliseconds since midnight. */
    MILLI_OF_DAY,
    /** Microseconds since midnight. */
    MICRO_OF_DAY,
    /** Nanoseconds since midnight. */
    NANO_OF_DAY,
    /** How many microseconds something takes. */
    DURATION_MICROS;

    static Moment of(@Nullable Schema schema) {
        String name = schema == null ? null : schema.name();
        if (name == null) {
            return TIMESTAMP;
        }
        return switch (name) {
            case Date.LOGICAL_NAME -> DATE;
            case Time.LOGICAL_NAME -> TIME;
            case DebeziumTypes.DATE -> EPOCH_DAY;
            case DebeziumTypes.TIMESTAMP -> EPOCH_MILLI;
            case DebeziumTypes.MICRO_TIMESTAMP -> EPOCH_MICRO;
            case DebeziumTypes.NANO_TIMESTAMP -> EPOCH_NANO;
            case DebeziumTypes.TIME -> MILLI_OF_DAY;
            case DebeziumTypes.MICRO_TIME -> MICRO_OF_DAY;
            case DebeziumTypes.NANO_TIME -> NANO_OF_DAY;
            case DebeziumTypes.MICRO_DURATION -> DURATION_MICROS;
            default -> TIMESTAMP;
        };
    }

    /** Whether numbers count from 1970. */
    boolean isSinceEpoch() {
        return this == EPOCH_DAY || this == EPOCH_MILLI || this == EPOCH_MICRO || this == EPOCH_NANO;
    }

    /** Whether numbers count from midnight. */
    boolean isSinceMidnight() {
        return this == MILLI_OF_DAY || this == MICRO_OF_DAY || this == NANO_OF_DAY;
    }

    /** Whether it is numbers that stand for times. */
    boolean isCount() {
        return this != DATE && this != TIME && this != TIMESTAMP;
    }
}
