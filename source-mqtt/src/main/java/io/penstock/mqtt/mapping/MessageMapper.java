package io.penstock.mqtt.mapping;

import io.penstock.common.error.RecordException;
import io.penstock.mqtt.error.MqttError;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of messages. Immutable but for schemas that are inferred; thread-confined.
 *
 * @param routes of subscriptions with a mapping of their own; no two match one topic
 * @param others for what matches none of them, such as what the broker had queued for a filter that is gone
 * @param topics whose groups say what of a topic is meant
 * @param headersEnabled whether each record tells where it came from; a dead letter always does
 */
public record MessageMapper(
        List<Route> routes,
        RecordTemplate others,
        Optional<Pattern> topics,
        ParseErrors onError,
        boolean headersEnabled) {

    private static final String ERROR_HEADER = "penstock.error";
    private static final int MAX_ERROR_CHARS = 1_000;
    private static final String USER_HEADER = "mqtt.user.";
    private static final String TRUNCATED_HEADER = "mqtt.truncated";

    /** Each takes some ten bytes more in Kafka than in MQTT; of empty ones a packet of a megabyte has 200,000. */
    private static final int MAX_USER_HEADERS = 2_000;

    /** Filters of a session do not overlap; of former ones there may be some. */
    private static final int MAX_SUBSCRIPTION_HEADERS = 100;

    public MessageMapper {
        routes = List.copyOf(routes);
    }

    /** The same, with the time that what {@code kafka.timestamp} makes is compared with. */
    public MessageMapper at(Clock now) {
        return new MessageMapper(
                routes.stream()
                        .map(route -> new Route(route.filter(), route.template().at(now)))
                        .toList(),
                others.at(now),
                topics,
                onError,
                headersEnabled);
    }

    /**
     * @throws RecordException if no record can be made of the message: with {@link ParseErrors.Fail} as it is configured, with {@link ParseErrors.Raw} no Kafka topic
     */
    public MappedRecord map(MqttMessage message) {
        RecordTemplate template = template(message.topic());
        MessageView view = new MessageView(message, topics);
        try {
            return made(() -> record(template, view));
        } catch (RecordException e) {
            if (onError instanceof ParseErrors.DeadLetter queue) {
                return deadLetter(queue, message, e);
            }
            if (onError instanceof ParseErrors.Raw) {
                return raw(template, view, e);
            }
            throw e;
        }
    }

    /**
     * Whatever fails here does so by the message, which would come again with each start of the task: {@link ParseErrors} has to hear of it. Patterns with alternatives in a repetition, for one, go as deep as a topic is long.
     * What an exception says may be the publisher's words; where it was thrown is kept, since it may as well be a fault of ours.
     */
    private static <T extends @Nullable Object> T made(Supplier<T> part) {
        try {
            return part.get();
        } catch (RecordException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new RecordException(
                    MqttError.PAYLOAD_MALFORMED,
                    "it cannot be worked out: " + e.getClass().getName(),
                    UnforeseenException.of(e));
        }
    }

    private MappedRecord record(RecordTemplate template, MessageView view) {
        String name = template.topicOf(view);
        Integer partition = template.partitionOf(view);
        String key = template.keyOf(view);
        Long timestamp = template.timestampOf(view);
        SchemaAndValue value = template.valueOf(view, name); // last: a schema that it widens is that of a record
        ConnectHeaders headers = headersEnabled ? headers(view.message()) : new ConnectHeaders();
        return new MappedRecord(name, partition, key, value.schema(), value.value(), timestamp, headers, null);
    }

    private MappedRecord raw(RecordTemplate template, MessageView view, RecordException why) {
        MqttMessage message = view.message();
        return new MappedRecord(
                made(() -> template.topicOf(view)),
                ifAny(() -> template.partitionOf(view)),
                ifAny(() -> template.keyOf(view)),
                Schema.BYTES_SCHEMA,
                message.payload(),
                ifAny(() -> template.timestampOf(view)),
                with(why, headersEnabled ? headers(message) : new ConnectHeaders()),
                why);
    }

    private static MappedRecord deadLetter(ParseErrors.DeadLetter queue, MqttMessage message, RecordException why) {
        return new MappedRecord(
                queue.topic(),
                null,
                message.topic(),
                Schema.BYTES_SCHEMA,
                message.payload(),
                null,
                with(why, headers(message)),
                why);
    }

    private static ConnectHeaders with(RecordException why, ConnectHeaders headers) {
        String text = String.valueOf(why.getMessage());
        headers.addString(ERROR_HEADER, text.length() > MAX_ERROR_CHARS ? text.substring(0, MAX_ERROR_CHARS) : text);
        return headers;
    }

    private RecordTemplate template(String topic) {
        for (Route route : routes) {
            if (route.filter().matches(topic)) {
                return route.template();
            }
        }
        return others;
    }

    private static <T> @Nullable T ifAny(Supplier<@Nullable T> part) {
        try {
            return made(part);
        } catch (RecordException e) {
            return null; // the header tells why, unless it tells of another part
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
        properties.subscriptions().stream()
                .limit(MAX_SUBSCRIPTION_HEADERS)
                .forEach(id -> headers.addInt("mqtt.subscription.id", id));
        List<MessageProperties.Pair> user = properties.user();
        for (int i = 0; i < Math.min(user.size(), MAX_USER_HEADERS); i++) {
            headers.addString(USER_HEADER + user.get(i).name(), user.get(i).value());
        }
        if (hasTooManyHeaders(properties)) {
            headers.addBoolean(TRUNCATED_HEADER, true);
        }
    }

    private static boolean hasTooManyHeaders(MessageProperties properties) {
        return properties.user().size() > MAX_USER_HEADERS;
    }

    /** Whether some of a message's user properties became no headers of a record that was made of it. */
    public static boolean truncates(MqttMessage message, MappedRecord record) {
        return hasTooManyHeaders(message.properties()) && record.headers().lastWithName(TRUNCATED_HEADER) != null;
    }

    private static ConnectHeaders headers(MqttMessage message) {
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString("mqtt.topic", message.topic());
        headers.addInt("mqtt.qos", message.qos());
        headers.addBoolean("mqtt.dup", message.duplicate());
        headers.addBoolean("mqtt.retained", message.retained());
        if (message.qos() > 0) {
            headers.addInt("mqtt.packet.id", message.packetId());
        }
        add(message.properties(), headers);
        return headers;
    }
}
