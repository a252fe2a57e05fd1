package io.penstock.mqtt.mapping;

import io.penstock.common.error.RecordException;
import io.penstock.common.template.Renderer;
import io.penstock.common.template.Vocabulary;
import io.penstock.mqtt.error.MqttError;
import java.util.List;
import java.util.Optional;

/**
 * Variables of {@code kafka.topic} and {@code kafka.key}: {@code mqtt.topic}, the whole topic, and {@code mqtt.topic.<n>}, its n-th level. Levels count from 1 and are what
 * stands between slashes: that of {@code /hfp/v2} numbered 1 is empty.
 */
public final class TopicVocabulary implements Vocabulary<MqttMessage> {
    private static final String TOPIC = "mqtt.topic";
    private static final String LEVEL = TOPIC + ".";

    @Override
    public Optional<Renderer<MqttMessage>> find(String name, List<String> arguments) {
        if (!name.equals(TOPIC) && !name.startsWith(LEVEL)) {
            return Optional.empty();
        }
        if (!arguments.isEmpty()) {
            throw new IllegalArgumentException("${" + name + "} takes no arguments");
        }
        if (name.equals(TOPIC)) {
            return Optional.of((message, out) -> out.append(message.topic()));
        }
        int level = level(name);
        return Optional.of((message, out) -> appendLevel(message.topic(), level, out));
    }

    private static int level(String name) {
        try {
            int level = Integer.parseInt(name.substring(LEVEL.length()));
            if (level >= 1) {
                return level;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("${" + name + "} needs the number of a level, as in ${mqtt.topic.1}", e);
        }
        throw new IllegalArgumentException("${" + name + "}: levels count from 1");
    }

    private static void appendLevel(String topic, int level, StringBuilder out) {
        int from = 0;
        for (int i = 1; i < level; i++) {
            int slash = topic.indexOf('/', from);
            if (slash < 0) {
                throw new RecordException(
                        MqttError.UNMAPPABLE_TOPIC,
                        "MQTT topic " + topic + " has only " + i + " levels, but ${" + LEVEL + level
                                + "} is asked for");
            }
            from = slash + 1;
        }
        int end = topic.indexOf('/', from);
        out.append(topic, from, end < 0 ? topic.length() : end);
    }

    @Override
    public List<String> known() {
        return List.of("mqtt.topic", "mqtt.topic.<level>");
    }
}
