package io.penstock.jdbc.plan;

import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.jspecify.annotations.Nullable;

/** What a {@code java.util.Date} stands for in Connect's data: the class is the same for three logical types. */
enum Moment {
    /** Midnight UTC of a day. */
    DATE,
    /** Milliseconds after midnight, on 1970-01-01 UTC. */
    TIME,
    /** A point in time; also what it is without a schema. */
    TIMESTAMP;

    static Moment of(@Nullable Schema schema) {
        String name = schema == null ? null : schema.name();
        if (Date.LOGICAL_NAME.equals(name)) {
            return DATE;
        }
        return Time.LOGICAL_NAME.equals(name) ? TIME : TIMESTAMP;
    }
}
