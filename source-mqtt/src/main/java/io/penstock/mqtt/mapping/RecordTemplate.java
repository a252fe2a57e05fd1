package io.penstock.mqtt.mapping;

import io.penstock.common.error.RecordException;
import io.penstock.common.template.Template;
import io.penstock.mqtt.error.MqttError;
import io.penstock.mqtt.mapping.json.JsonValues;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.jspecify.annotations.Nullable;

/**
 * What records are made of.
 *
 * @param partition empty: the producer chooses, by the key
 * @param timestamp empty: the time at which the producer gets the record
 * @param json for payloads of that format
 * @param empty for payloads without a byte
 */
public record RecordTemplate(
        Template<MessageView> topic,
        Template<MessageView> key,
        Optional<Template<MessageView>> partition,
        Optional<RecordTimestamp> timestamp,
        ValueFormat format,
        JsonValues json,
        EmptyPayload empty) {

    RecordTemplate at(Clock now) {
        return new RecordTemplate(topic, key, partition, timestamp.map(there -> there.at(now)), format, json, empty);
    }

    String topicOf(MessageView message) {
        String name = topic.render(message);
        return topic.constant() ? KafkaTopicName.legal(name) : KafkaTopicName.notReserved(topic.toString(), name);
    }

    String keyOf(MessageView message) {
        return key.render(message);
    }

    @Nullable
    Integer partitionOf(MessageView message) {
        if (partition.isEmpty()) {
            return null;
        }
        return partitionNumber(partition.get().render(message))
                .orElseThrow(() -> new RecordException(
                        MqttError.VALUE_UNUSABLE,
                        "what kafka.partition makes of the message is no number of a partition"));
    }

    private static OptionalInt partitionNumber(String text) {
        try {
            int number = Integer.parseInt(text);
            return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    SchemaAndValue valueOf(MessageView message, String kafkaTopic) {
        return isTombstone(message) ? SchemaAndValue.NULL : format.read(message, kafkaTopic, json);
    }

    private boolean isTombstone(MessageView message) {
        return message.message().payload().length == 0 && empty.isTombstone(format);
    }

    /** Of a tombstone, which has no fields, that of the producer. A key or partition that it lacks cannot be left out: the tombstone would meet nothing. */
    @Nullable
    Long timestampOf(MessageView message) {
        return timestamp.isEmpty() || (isTombstone(message) && timestamp.get().readsFields())
                ? null
                : (Long) timestamp.get().of(message);
    }
}
