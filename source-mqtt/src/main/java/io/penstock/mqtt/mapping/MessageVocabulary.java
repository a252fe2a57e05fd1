package io.penstock.mqtt.mapping;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.RecordException;
import io.penstock.common.record.FieldPath;
import io.penstock.common.template.Renderer;
import io.penstock.common.template.Vocabulary;
import io.penstock.mqtt.error.MqttError;
import io.penstock.mqtt.error.WireText;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Variables of what a record is made of. {@code mqtt.topic} is the whole topic, {@code mqtt.topic.<n>} its n-th level: levels count from 1 and are what stands between slashes, so that of {@code /hfp/v2} numbered 1 is empty.
 * {@code mqtt.topic.<group>} is what a group of {@code mqtt.topic.pattern} captures. The others are called as the headers are; {@code value.<field>} is a field of a payload that is JSON.
 */
public final class MessageVocabulary implements Vocabulary<MessageView> {
    private static final String TOPIC = "mqtt.topic";
    private static final String PART = TOPIC + ".";
    private static final String USER = "mqtt.user.";
    private static final String FIELD = "value.";
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern GROUP = Pattern.compile("[A-Za-z][A-Za-z0-9]*");

    @Override
    public List<String> known() {
        return List.of(
                TOPIC,
                PART + "<level>",
                PART + "<group>",
                "mqtt.content.type",
                "mqtt.response.topic",
                USER + "<name>",
                FIELD + "<field>");
    }

    @Override
    public Optional<Renderer<MessageView>> find(String name, List<String> arguments) {
        Optional<Renderer<MessageView>> found = find(name);
        if (found.isPresent() && !arguments.isEmpty()) {
            throw new IllegalArgumentException("${" + name + "} takes no arguments");
        }
        return found;
    }

    private static Optional<Renderer<MessageView>> find(String name) {
        return switch (name) {
            case TOPIC -> Optional.of((view, out) -> out.append(view.message().topic()));
            case "mqtt.content.type" ->
                Optional.of(
                        property(name, properties -> properties.contentType().orElse(null)));
            case "mqtt.response.topic" ->
                Optional.of(
                        property(name, properties -> properties.responseTopic().orElse(null)));
            default -> ofFamily(name);
        };
    }

    private static Optional<Renderer<MessageView>> ofFamily(String name) {
        if (name.startsWith(PART)) {
            return Optional.of(partOfTopic(name, name.substring(PART.length())));
        }
        if (name.startsWith(USER) && name.length() > USER.length()) {
            String wanted = name.substring(USER.length());
            return Optional.of(property(name, properties -> lastOf(wanted, properties.user())));
        }
        return field(name).map(path -> (view, out) -> out.append(text(name, path.get(view.json()))));
    }

    private static @Nullable String lastOf(String wanted, List<MessageProperties.Pair> properties) {
        String value = null;
        for (MessageProperties.Pair property : properties) {
            if (property.name().equals(wanted)) {
                value = property.value();
            }
        }
        return value;
    }

    /** The field of the payload that a variable names. */
    public static Optional<FieldPath> field(String variable) {
        return variable.startsWith(FIELD)
                ? Optional.of(FieldPath.parse(variable.substring(FIELD.length())))
                : Optional.empty();
    }

    /** The group of {@code mqtt.topic.pattern} that a variable names. */
    public static Optional<String> group(String variable) {
        return Optional.of(variable)
                .filter(name -> name.startsWith(PART))
                .map(name -> name.substring(PART.length()))
                .filter(part -> GROUP.matcher(part).matches());
    }

    private static Renderer<MessageView> partOfTopic(String name, String part) {
        if (GROUP.matcher(part).matches()) {
            return (view, out) -> out.append(view.group(part));
        }
        if (!NUMBER.matcher(part).matches() || part.length() > 5) {
            throw new IllegalArgumentException(
                    "${" + name + "} needs the number of a level, as in ${mqtt.topic.1}, or the name of a"
                            + " group of mqtt.topic.pattern, which has letters and digits only");
        }
        int level = Integer.parseInt(part);
        if (level == 0) {
            throw new IllegalArgumentException("${" + name + "}: levels count from 1");
        }
        return (view, out) -> appendLevel(view.message().topic(), level, out);
    }

    private static void appendLevel(String topic, int level, StringBuilder out) {
        int from = 0;
        for (int i = 1; i < level; i++) {
            int slash = topic.indexOf('/', from);
            if (slash < 0) {
                throw new RecordException(
                        MqttError.UNMAPPABLE_TOPIC,
                        "MQTT topic " + WireText.of(topic) + " has only " + i + " levels, but ${" + PART + level
                                + "} is asked for");
            }
            from = slash + 1;
        }
        int end = topic.indexOf('/', from);
        out.append(topic, from, end < 0 ? topic.length() : end);
    }

    private static Renderer<MessageView> property(String name, Function<MessageProperties, @Nullable String> reader) {
        return (view, out) -> out.append(text(name, reader.apply(view.message().properties())));
    }

    private static String text(String name, @Nullable Object value) {
        if (value == null) {
            throw missing(name, "is null or absent in the message");
        }
        if (value instanceof Map || value instanceof Collection) {
            throw missing(name, "is not a single value in the message");
        }
        return value.toString();
    }

    private static RecordException missing(String name, String why) {
        return new RecordException(CommonError.TEMPLATE_VALUE_MISSING, "${" + name + "} " + why);
    }
}
