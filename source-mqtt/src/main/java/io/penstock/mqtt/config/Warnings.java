package io.penstock.mqtt.config;

import io.penstock.common.config.Values;
import io.penstock.mqtt.client.Endpoint;
import io.penstock.mqtt.client.RetainHandling;
import io.penstock.mqtt.client.VersionChoice;
import io.penstock.mqtt.mapping.ValueFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is allowed, and may do what its user does not expect; for the log at the start of a task. Pure. */
final class Warnings {
    static final String MAX_REQUEST_SIZE = "producer.override.max.request.size";
    private static final String VALUE_CONVERTER = "value.converter";

    /** Kafka's own default. */
    private static final long DEFAULT_REQUEST_BYTES = 1_048_576;

    /** For the topic, which is in the key and in a header too, the other headers, and the frame of the record. */
    private static final long ROOM_BYTES = 131_072;

    private Warnings() {}

    /** @param sessions of the task */
    static List<String> of(Values values, Subscriptions subscriptions, int sessions) {
        List<String> warnings = new ArrayList<>();
        recordSize(values, subscriptions).ifPresent(warnings::add);
        converter(values, subscriptions).ifPresent(warnings::add);
        shared(values).ifPresent(warnings::add);
        names(values, subscriptions).ifPresent(warnings::add);
        buffer(values, sessions).ifPresent(warnings::add);
        if (MqttSourceConfig.requiresExactlyOnce(values)) {
            severalBrokers(values).ifPresent(warnings::add);
            retained(values).ifPresent(warnings::add);
        }
        return List.copyOf(warnings);
    }

    private static Optional<String> recordSize(Values values, Subscriptions subscriptions) {
        long packet = values.get(MqttKeys.MAX_PACKET_BYTES);
        long request = requestBytes(values);
        boolean base64 = ParseErrorRules.writesBytes(values.get(MappingKeys.PARSE_ERRORS), subscriptions)
                && values.original(VALUE_CONVERTER)
                        .filter(name -> name.trim().endsWith("JsonConverter"))
                        .isPresent();
        long record = (base64 ? packet / 3 * 4 : packet) + ROOM_BYTES;
        if (record <= request) {
            return Optional.empty();
        }
        long fits = Math.max(0, request - ROOM_BYTES);
        return Optional.of("a message of mqtt.max.packet.bytes=" + packet + " may become a record beyond the producer's"
                + " max.request.size=" + request + ", since its topic is its key and a header too"
                + (base64 ? " and the JSON converter writes bytes as Base64" : "")
                + ". Kafka refuses such a record, the task fails, and the broker sends the message again, each time. Set "
                + MAX_REQUEST_SIZE + " to " + record + " and the topic's max.message.bytes likewise, or"
                + " mqtt.max.packet.bytes to " + (base64 ? fits / 4 * 3 : fits)
                + ". If the worker's producer.max.request.size is that large already, nothing needs to be done");
    }

    /** The worker's own is not to be seen from here. */
    private static Optional<String> converter(Values values, Subscriptions subscriptions) {
        boolean open = values.original(VALUE_CONVERTER).isEmpty();
        return open && ParseErrorRules.writesBytes(values.get(MappingKeys.PARSE_ERRORS), subscriptions)
                ? Optional.of(
                        "value.converter is not set, so the worker's is used. If that is StringConverter, it writes of bytes no more"
                                + " than the name of a Java object, and the payloads are lost, though acknowledged. Set value.converter: "
                                + (subscriptions.all(MappingKeys.VALUE_FORMAT).stream()
                                                .allMatch(ValueFormat.BYTES::equals)
                                        ? "org.apache.kafka.connect.converters.ByteArrayConverter, for example, passes payloads on as they are"
                                        : "org.apache.kafka.connect.json.JsonConverter, for example, writes what value.format=json and string make, and bytes"
                                                + " as Base64; ByteArrayConverter takes nothing but bytes"))
                : Optional.empty();
    }

    /** Kafka's metrics write a dot as an underscore, so it creates no second topic that would be the same there. What templates make is not known yet. */
    private static Optional<String> names(Values values, Subscriptions subscriptions) {
        Map<String, String> seen = new HashMap<>();
        Set<String> names = new TreeSet<>(subscriptions.constantTopics());
        values.find(MappingKeys.DEAD_LETTER_TOPIC).ifPresent(names::add);
        if (MqttSourceConfig.requiresExactlyOnce(values)) {
            names.add(values.get(MqttKeys.LEDGER_TOPIC));
        }
        for (String name : names) {
            String other = seen.putIfAbsent(name.replace('.', '_'), name);
            if (other != null) {
                return Optional.of("the Kafka topics " + other + " and " + name
                        + " differ in . and _ alone: Kafka creates only one of them, and the task fails at the first"
                        + " record for the other. Rename one, with - in the place of . and _, for example");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> shared(Values values) {
        int sessions = values.get(MqttKeys.SESSIONS);
        return sessions > 1 && values.find(MqttKeys.SHARE_GROUP).isPresent()
                ? Optional.of("mqtt.sessions=" + sessions
                        + " share their filters: the broker deals the messages of a topic to all of"
                        + " them, and they come to Kafka in no order, also those of one key")
                : Optional.empty();
    }

    /** A message that is alone is taken however large it is, and each session may have one. */
    private static Optional<String> buffer(Values values, int sessions) {
        long bytes = values.get(MqttKeys.BUFFER_BYTES);
        long packet = values.get(MqttKeys.MAX_PACKET_BYTES);
        return sessions > 1 && bytes / sessions < packet
                ? Optional.of("buffer.memory.bytes=" + bytes + " is divided among " + sessions
                        + " sessions of this task, and each may hold one message of mqtt.max.packet.bytes=" + packet
                        + " whatever its share is: together " + sessions * packet
                        + " bytes. Raise buffer.memory.bytes to that, raise tasks.max, or lower mqtt.max.packet.bytes")
                : Optional.empty();
    }

    private static long requestBytes(Values values) {
        try {
            return values.original(MAX_REQUEST_SIZE)
                    .map(text -> Long.parseLong(text.trim()))
                    .orElse(DEFAULT_REQUEST_BYTES);
        } catch (NumberFormatException e) {
            return DEFAULT_REQUEST_BYTES; // the producer refuses it
        }
    }

    private static Optional<String> severalBrokers(Values values) {
        List<Endpoint> endpoints = values.get(MqttKeys.URIS);
        return endpoints.size() == 1
                ? Optional.empty()
                : Optional.of(
                        "exactly once takes the brokers " + endpoints + " for one cluster, which shares its sessions;"
                                + " else messages in flight come twice when the task goes from one to another and back");
    }

    private static Optional<String> retained(Values values) {
        VersionChoice version = values.get(MqttKeys.VERSION);
        return version.mayBeOld() && values.get(MqttKeys.RETAINED) != RetainHandling.SKIP
                ? Optional.of(
                        "with mqtt.version=" + version + " and exactly once each new connection "
                                + (version.fallsBack() ? "to a broker that does not know MQTT 5 " : "")
                                + "brings the retained messages again, as new ones: mqtt.version=5 or mqtt.retained=skip does without")
                : Optional.empty();
    }
}
