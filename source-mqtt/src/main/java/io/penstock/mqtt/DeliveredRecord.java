package io.penstock.mqtt;

import io.penstock.mqtt.intake.Delivery;
import io.penstock.mqtt.mapping.MappedRecord;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A record that knows which message it came from. Connect hands this very object back to {@code commitRecord}, whatever transforms made of it.
 */
final class DeliveredRecord extends SourceRecord {
    private final transient Delivery delivery;

    DeliveredRecord(Map<String, ?> partition, Map<String, ?> offset, MappedRecord record, Delivery delivery) {
        super(
                partition,
                offset,
                record.topic(),
                null,
                record.key() == null ? null : Schema.STRING_SCHEMA,
                record.key(),
                record.valueSchema(),
                record.value(),
                null,
                record.headers());
        this.delivery = delivery;
    }

    Delivery delivery() {
        return delivery;
    }
}
