package io.penstock.mqtt.client;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Topic aliases of one connection; a new connection begins with none [MQTT-3.3.2-7]. Used by the reading thread. */
final class TopicAliases {
    private final @Nullable String[] topics;

    TopicAliases(int maximum) {
        this.topics = new @Nullable String[maximum + 1];
    }

    /** @throws MqttProtocolException for alias 0 [MQTT-3.3.2-8], one above the maximum [MQTT-3.3.2-11], or one that was never set */
    String resolve(String topic, OptionalInt alias) throws MqttProtocolException {
        if (alias.isEmpty()) {
            if (topic.isEmpty()) {
                throw MqttProtocolException.protocol("PUBLISH has neither a topic nor a topic alias");
            }
            return topic;
        }
        int index = alias.getAsInt();
        if (index == 0 || index >= topics.length) {
            throw new MqttProtocolException(
                    ReasonCode.TOPIC_ALIAS_INVALID,
                    "topic alias " + index + " is not between 1 and " + (topics.length - 1));
        }
        if (!topic.isEmpty()) {
            topics[index] = topic;
            return topic;
        }
        String known = topics[index];
        if (known == null) {
            throw MqttProtocolException.protocol("topic alias " + index + " was never given a topic");
        }
        return known;
    }
}
