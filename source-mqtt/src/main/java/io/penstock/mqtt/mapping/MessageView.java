package io.penstock.mqtt.mapping;

import io.penstock.common.error.RecordException;
import io.penstock.mqtt.error.MqttError;
import io.penstock.mqtt.error.WireText;
import io.penstock.mqtt.mapping.json.JsonPayload;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A message as templates see it: what several of them ask for is worked out once. Thread-confined. */
public final class MessageView {
    private final MqttMessage message;
    private final Optional<Pattern> topics;
    private @Nullable Matcher groups;
    private boolean parsed;
    private @Nullable Object json;

    /** @param topics whose groups say what of the topic is meant */
    MessageView(MqttMessage message, Optional<Pattern> topics) {
        this.message = message;
        this.topics = topics;
    }

    MqttMessage message() {
        return message;
    }

    /** @throws RecordException if the pattern does not match, or not with that group */
    String group(String name) {
        Matcher matcher = groups();
        String captured = matcher == null ? null : matcher.group(name);
        if (captured == null) {
            throw new RecordException(
                    MqttError.UNMAPPABLE_TOPIC,
                    "mqtt.topic.pattern captures no ${mqtt.topic." + name + "} of MQTT topic "
                            + WireText.of(message.topic()));
        }
        return captured;
    }

    private @Nullable Matcher groups() {
        if (groups == null) {
            groups = topics.map(pattern -> pattern.matcher(message.topic()))
                    .filter(this::matches)
                    .orElse(null);
        }
        return groups;
    }

    /** A repetition of alternatives goes as deep as the topic is long, and publishers make topics. */
    private boolean matches(Matcher matcher) {
        try {
            return matcher.matches();
        } catch (StackOverflowError e) {
            throw new RecordException(
                    MqttError.UNMAPPABLE_TOPIC,
                    "mqtt.topic.pattern goes too deep in an MQTT topic of "
                            + message.topic().length()
                            + " characters, as a repetition of alternatives does; (?:a|b)*+ instead of (?:a|b)* may do without");
        }
    }

    /**
     * The payload as a value without a schema.
     *
     * @throws RecordException if it is not JSON
     */
    @Nullable
    Object json() {
        if (!parsed) {
            json = JsonPayload.read(message.payload());
            parsed = true;
        }
        return json;
    }
}
