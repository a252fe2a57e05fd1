package io.penstock.mqtt.mapping;

import io.penstock.common.error.RecordException;
import io.penstock.common.template.Template;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of messages. Immutable.
 *
 * @param headersEnabled whether each record tells where it came from
 */
public record MessageMapper(
        Template<MqttMessage> topic,
        Template<MqttMessage> key,
        ValueFormat format,
        ParseErrors onError,
        boolean headersEnabled) {

    private static final String ERROR_HEADER = "penstock.error";

    /**
     * @throws RecordException if the message has no Kafka topic; or, with {@link ParseErrors#FAIL}, no key or no value of the format
     */
    public MappedRecord map(MqttMessage message) {
        String name = KafkaTopicName.legal(topic.render(message));
        try {
            SchemaAndValue value = format.read(message.payload());
            return new MappedRecord(name, key.render(message), value.schema(), value.value(), headers(message, null));
        } catch (RecordException e) {
            if (onError == ParseErrors.FAIL) {
                throw e;
            }
            return new MappedRecord(name, rawKey(message), Schema.BYTES_SCHEMA, message.payload(), headers(message, e));
        }
    }

    private @Nullable String rawKey(MqttMessage message) {
        try {
            return key.render(message);
        } catch (RecordException e) {
            return null; // the header tells why, unless it tells of the payload
        }
    }

    private ConnectHeaders headers(MqttMessage message, @Nullable RecordException error) {
        ConnectHeaders headers = new ConnectHeaders();
        if (headersEnabled) {
            headers.addString("mqtt.topic", message.topic());
            headers.addInt("mqtt.qos", message.qos());
            headers.addBoolean("mqtt.dup", message.duplicate());
            headers.addBoolean("mqtt.retained", message.retained());
        }
        if (error != null) {
            headers.addString(ERROR_HEADER, String.valueOf(error.getMessage()));
        }
        return headers;
    }
}
