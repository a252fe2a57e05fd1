package io.penstock.mqtt.mapping;

import io.penstock.common.error.RecordException;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of messages. Immutable.
 *
 * @param routes of subscriptions with a mapping of their own; no two match one topic
 * @param others for what matches none of them, such as what the broker had queued for a filter that is gone
 * @param headersEnabled whether each record tells where it came from
 */
public record MessageMapper(
        List<Route> routes, RecordTemplate others, ParseErrors onError, boolean headersEnabled) {

    private static final String ERROR_HEADER = "penstock.error";
    private static final String USER_HEADER = "mqtt.user.";

    public MessageMapper {
        routes = List.copyOf(routes);
    }

    /**
     * @throws RecordException if the message has no Kafka topic; or, with {@link ParseErrors#FAIL}, no key or no value of the format
     */
    public MappedRecord map(MqttMessage message) {
        RecordTemplate template = template(message.topic());
        String name = KafkaTopicName.legal(template.topic().render(message));
        try {
            SchemaAndValue value = template.format().read(message.payload());
            return new MappedRecord(
                    name, template.key().render(message), value.schema(), value.value(), headers(message, null));
        } catch (RecordException e) {
            if (onError == ParseErrors.FAIL) {
                throw e;
            }
            return new MappedRecord(
                    name,
                    rawKey(template, message),
                    Schema.BYTES_SCHEMA,
                    message.payload(),
                    headers(message, e));
        }
    }

    private RecordTemplate template(String topic) {
        for (Route route : routes) {
            if (route.filter().matches(topic)) {
                return route.template();
            }
        }
        return others;
    }

    private static @Nullable String rawKey(RecordTemplate template, MqttMessage message) {
        try {
            return template.key().render(message);
        } catch (RecordException e) {
            return null; // the header tells why, unless it tells of the payload
        }
    }

    private static void add(MessageProperties properties, ConnectHeaders headers) {
        if (properties.equals(MessageProperties.NONE)) {
            return;
        }
        properties.contentType().ifPresent(type -> headers.addString("mqtt.content.type", type));
        properties.responseTopic().ifPresent(topic -> headers.addString("mqtt.response.topic", topic));
        properties.correlationData().ifPresent(data -> headers.addBytes("mqtt.correlation.data", data));
        properties.expirySeconds().ifPresent(seconds -> headers.addLong("mqtt.expiry.s", seconds));
        properties.user().forEach(pair -> headers.addString(USER_HEADER + pair.name(), pair.value()));
    }

    private ConnectHeaders headers(MqttMessage message, @Nullable RecordException error) {
        ConnectHeaders headers = new ConnectHeaders();
        if (headersEnabled) {
            headers.addString("mqtt.topic", message.topic());
            headers.addInt("mqtt.qos", message.qos());
            headers.addBoolean("mqtt.dup", message.duplicate());
            headers.addBoolean("mqtt.retained", message.retained());
            if (message.qos() > 0) {
                headers.addInt("mqtt.packet.id", message.packetId());
            }
            add(message.properties(), headers);
        }
        if (error != null) {
            headers.addString(ERROR_HEADER, String.valueOf(error.getMessage()));
        }
        return headers;
    }
}
