package io.penstock.mqtt.config;

import io.penstock.common.config.ConfigSpec;
import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.common.template.Template;
import io.penstock.mqtt.client.RequestedFilter;
import io.penstock.mqtt.client.TopicFilter;
import io.penstock.mqtt.mapping.MessageView;
import io.penstock.mqtt.mapping.RecordTemplate;
import io.penstock.mqtt.mapping.RecordTimestamp;
import io.penstock.mqtt.mapping.json.JsonValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;

/** One subscription: a filter of {@code mqtt.topics}, or a row of {@code mqtt.subscriptions} with keys of its own. What a row does not say, the connector's keys say. */
final class SubscriptionRow {
    static final String PREFIX = "mqtt.subscription.";
    private static final String FILTER = "filter";

    /** Which of several sessions has its filter. */
    private static final Key<Integer> SESSION = Key.integer("session", 0, MqttKeys.MAX_SESSIONS - 1)
            .doc("Number of the session.")
            .defaultsTo("0");

    /** By which the broker says of each message which subscription brought it. */
    private static final Key<Integer> ID = Key.integer("id", 1, 268_435_455)
            .doc("Identifier of the subscription.")
            .optional();

    private static final Values NOTHING =
            ConfigSpec.builder("MQTT source").build().read(Map.of(), new Problems());

    /** All that is made of a message by a template. */
    static final List<Key<Template<MessageView>>> TEMPLATES = List.of(
            MappingKeys.KAFKA_TOPIC, MappingKeys.KAFKA_KEY, MappingKeys.KAFKA_PARTITION, MappingKeys.KAFKA_TIMESTAMP);

    /** Which schema JSON has; a row that says one of the last two does not mind what the connector says by the other. */
    private static final List<Key<?>> SCHEMA =
            List.of(MappingKeys.JSON_SCHEMA, MappingKeys.JSON_SCHEMA_LOCATION, MappingKeys.JSON_SCHEMA_INLINE);

    /** What a row may say for itself, by the name that it has there. */
    private static final Map<String, Key<?>> OWN = own();

    private final String key;
    private final Optional<TopicFilter> filter;
    private final Map<Key<?>, Key<?>> keys;
    private final Values values;
    private final Values general;

    private SubscriptionRow(
            String key, Optional<TopicFilter> filter, Map<Key<?>, Key<?>> keys, Values values, Values general) {
        this.key = key;
        this.filter = filter;
        this.keys = keys;
        this.values = values;
        this.general = general;
    }

    private static Map<String, Key<?>> own() {
        Map<String, Key<?>> own = new LinkedHashMap<>();
        own.put("qos", MqttKeys.QOS);
        own.put("no.local", MqttKeys.NO_LOCAL);
        own.put(ID.name(), ID);
        own.put(SESSION.name(), SESSION);
        for (Key<?> key : TEMPLATES) {
            own.put(key.name(), key);
        }
        own.put(MappingKeys.TIMESTAMP_UNIT.name(), MappingKeys.TIMESTAMP_UNIT);
        own.put(MappingKeys.TIMESTAMP_MAX_AHEAD.name(), MappingKeys.TIMESTAMP_MAX_AHEAD);
        own.put(MappingKeys.VALUE_FORMAT.name(), MappingKeys.VALUE_FORMAT);
        own.put(MappingKeys.EMPTY_PAYLOAD.name(), MappingKeys.EMPTY_PAYLOAD);
        for (Key<?> key : SCHEMA) {
            own.put(key.name(), key);
        }
        return own;
    }

    /** The names of what a row may say. */
    static List<String> names() {
        List<String> names = new ArrayList<>(List.of(FILTER));
        names.addAll(OWN.keySet());
        return List.copyOf(names);
    }

    /** A filter of {@code mqtt.topics}. */
    static SubscriptionRow plain(TopicFilter filter, Values general) {
        return new SubscriptionRow(MqttKeys.TOPICS.name(), Optional.of(filter), Map.of(), general, general);
    }

    /** No filter: what matches none of them. */
    static SubscriptionRow others(Values general) {
        return new SubscriptionRow(MqttKeys.TOPICS.name(), Optional.empty(), Map.of(), general, general);
    }

    /** @param parser of the row's own keys; puts every fault under its key */
    static SubscriptionRow named(
            String name, Values general, BiFunction<ConfigSpec, Problems, Values> parser, Problems problems) {
        String prefix = PREFIX + name + ".";
        Key<TopicFilter> filter = Key.parsed(
                        prefix + FILTER, SubscriptionRow::filter, "a topic filter, for example plant/+/temperature")
                .doc("Topic filter of the row.")
                .required();
        ConfigSpec.Builder spec = ConfigSpec.builder("MQTT source").keys(filter);
        Map<Key<?>, Key<?>> keys = new LinkedHashMap<>();
        OWN.forEach((own, key) -> {
            Key<?> ofRow = key.as(prefix + own);
            keys.put(key, ofRow);
            spec.keys(ofRow);
        });
        Values values = parser.apply(spec.build(), problems);
        return new SubscriptionRow(filter.name(), values.find(filter), keys, values, general);
    }

    private static TopicFilter filter(String text) {
        if (text.indexOf(',') >= 0) {
            throw new IllegalArgumentException(
                    "a row has one filter, and filters with a comma in them are not supported");
        }
        return TopicFilter.parse(text);
    }

    /** Where its filter stands. */
    String key() {
        return key;
    }

    /** Empty if it is faulty, or not known yet. */
    Optional<TopicFilter> filter() {
        return filter;
    }

    /** For messages; nothing where it is faulty. */
    String text() {
        return filter.map(TopicFilter::text).orElse("");
    }

    /** The session that has its filter, if sessions share none; empty if it is faulty, or not known yet. */
    Optional<Integer> session() {
        return whereSession().isEmpty() ? Optional.of(0) : find(SESSION);
    }

    /** The key that says so, if one does. */
    Optional<String> whereSession() {
        return whereItself(SESSION);
    }

    private OptionalInt id() {
        return whereId().flatMap(key -> find(ID)).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** The key that gives its subscription an identifier, if one does. */
    Optional<String> whereId() {
        return whereItself(ID);
    }

    private Optional<String> whereItself(Key<?> wanted) {
        Key<?> own = keys.get(wanted);
        return own != null && values.written(own) ? Optional.of(own.name()) : Optional.empty();
    }

    /** What holds for this row. */
    <T> Optional<T> find(Key<T> wanted) {
        Key<?> own = keys.get(wanted);
        return own != null && values.written(own) ? values.find(typed(own)) : general.find(wanted);
    }

    @SuppressWarnings("unchecked") // made by Key.as of a key of the same type
    private static <T> Key<T> typed(Key<?> own) {
        return (Key<T>) own;
    }

    /** Where {@link #find} finds it. */
    String where(Key<?> wanted) {
        Key<?> own = keys.get(wanted);
        return own != null && values.written(own) ? own.name() : wanted.name();
    }

    private <T> T get(Key<T> wanted) {
        return find(wanted).orElseThrow(() -> new IllegalStateException("no usable value for " + where(wanted)));
    }

    /** Without options that are faulty, or not known yet. */
    RequestedFilter requested() {
        return new RequestedFilter(
                filter.orElseThrow(), get(MqttKeys.QOS), find(MqttKeys.NO_LOCAL).orElse(false), id());
    }

    boolean written(Key<?> wanted) {
        Key<?> own = keys.get(wanted);
        return (own != null && values.written(own)) || general.written(wanted);
    }

    private boolean saysItself(Key<?> wanted) {
        return !where(wanted).equals(wanted.name());
    }

    /** The same, without what the connector says of the schema if the row does. */
    SubscriptionRow schemaKeys() {
        boolean own = saysItself(MappingKeys.JSON_SCHEMA_LOCATION) || saysItself(MappingKeys.JSON_SCHEMA_INLINE);
        return own ? new SubscriptionRow(key, filter, keys, values, NOTHING) : this;
    }

    RecordTemplate template(JsonValues inferred) {
        return new RecordTemplate(
                get(MappingKeys.KAFKA_TOPIC),
                get(MappingKeys.KAFKA_KEY),
                find(MappingKeys.KAFKA_PARTITION),
                find(MappingKeys.KAFKA_TIMESTAMP)
                        .map(template -> new RecordTimestamp(
                                template,
                                get(MappingKeys.TIMESTAMP_UNIT),
                                find(MappingKeys.TIMESTAMP_MAX_AHEAD).orElseGet(this::usuallyAhead),
                                RecordTimestamp.NO_TIME)),
                get(MappingKeys.VALUE_FORMAT),
                JsonSchemaRules.of(this, inferred),
                get(MappingKeys.EMPTY_PAYLOAD));
    }

    /** As Kafka 4 does, where there is a way for what is beyond; else it is left to Kafka, which may allow more. */
    private Duration usuallyAhead() {
        return get(MappingKeys.PARSE_ERRORS) == ParseErrorChoice.FAIL
                ? Duration.ofMillis(Long.MAX_VALUE)
                : Duration.ofHours(1);
    }

    /** Whether records of the connector's own kind do not become of its messages. */
    boolean mapsForItself() {
        return !keys.isEmpty();
    }
}
