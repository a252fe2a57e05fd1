package io.penstock.mqtt;

import io.penstock.mqtt.intake.Delivery;
import io.penstock.mqtt.mapping.MappedRecord;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that knows which message it came from. Connect hands this very object back to {@code commitRecord}, whatever transforms made of it.
 *
 * <p>Equal to itself only: where the worker supports exactly once, it keeps the records of a transaction as the keys of a map, and of two messages with the same content it would report but one.
 */
final class DeliveredRecord extends SourceRecord {
    private final transient StartedSession session;
    private final transient Delivery delivery;

    DeliveredRecord(
            Map<String, ?> partition,
            Map<String, ?> offset,
            MappedRecord record,
            StartedSession session,
            Delivery delivery) {
        super(
                partition,
                offset,
                record.topic(),
                record.partition(),
                record.key() == null ? null : Schema.STRING_SCHEMA,
                record.key(),
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                record.headers());
        this.session = session;
        this.delivery = delivery;
    }

    /** Its turn is over. */
    void durable(boolean stored) {
        session.durable(delivery, stored);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
