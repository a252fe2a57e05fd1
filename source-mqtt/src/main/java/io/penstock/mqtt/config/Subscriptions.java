package io.penstock.mqtt.config;

import io.penstock.common.config.ConfigSpec;
import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.common.error.CommonError;
import io.penstock.common.template.PatternGroups;
import io.penstock.common.template.Template;
import io.penstock.mqtt.client.RequestedFilter;
import io.penstock.mqtt.client.TopicFilter;
import io.penstock.mqtt.client.VersionChoice;
import io.penstock.mqtt.mapping.KafkaTopicName;
import io.penstock.mqtt.mapping.MessageView;
import io.penstock.mqtt.mapping.MessageVocabulary;
import io.penstock.mqtt.mapping.RecordTemplate;
import io.penstock.mqtt.mapping.Route;
import io.penstock.mqtt.mapping.TopicMatcher;
import io.penstock.mqtt.mapping.ValueFormat;
import io.penstock.mqtt.mapping.json.JsonValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** All that is subscribed to: the filters of {@code mqtt.topics} and the rows of {@code mqtt.subscriptions}. */
final class Subscriptions {
    private final Values general;
    private final SubscriptionRow others;
    private final JsonValues inferred;
    private final List<SubscriptionRow> rows;

    private Subscriptions(Values general, List<SubscriptionRow> rows) {
        this.general = general;
        this.others = SubscriptionRow.others(general);
        this.rows = List.copyOf(rows);
        this.inferred = new JsonValues.Inferred(
                general.find(MappingKeys.MAX_INFERRED_FIELDS).orElse(1));
    }

    /** @param parser of the keys of rows; puts every fault under its key */
    static Subscriptions read(Values general, BiFunction<ConfigSpec, Problems, Values> parser, Problems problems) {
        List<SubscriptionRow> rows = new ArrayList<>();
        general.find(MqttKeys.TOPICS)
                .ifPresent(filters -> filters.forEach(filter -> rows.add(SubscriptionRow.plain(filter, general))));
        general.find(MqttKeys.SUBSCRIPTIONS)
                .ifPresent(names ->
                        names.forEach(name -> rows.add(SubscriptionRow.named(name, general, parser, problems))));
        return new Subscriptions(general, rows);
    }

    List<SubscriptionRow> rows() {
        return rows;
    }

    /** Whether every filter is known, and none faulty. */
    boolean complete() {
        return general.written(MqttKeys.TOPICS) == general.find(MqttKeys.TOPICS).isPresent()
                && general.written(MqttKeys.SUBSCRIPTIONS)
                        == general.find(MqttKeys.SUBSCRIPTIONS).isPresent()
                && rows.stream()
                        .allMatch(row -> row.filter().isPresent()
                                && row.find(MqttKeys.QOS).isPresent());
    }

    /** Those of one session, where sessions share none. */
    List<RequestedFilter> requestedBy(int session) {
        return rows.stream()
                .filter(row -> row.session().filter(number -> number == session).isPresent())
                .map(SubscriptionRow::requested)
                .toList();
    }

    List<RequestedFilter> requested() {
        return rows.stream().map(SubscriptionRow::requested).toList();
    }

    /** Those whose records are not made by the connector's keys alone. */
    List<Route> routes() {
        return rows.stream()
                .filter(SubscriptionRow::mapsForItself)
                .map(row -> new Route(new TopicMatcher(row.requested().filter().plain()), row.template(inferred)))
                .toList();
    }

    /** For what matches none of those. */
    RecordTemplate others() {
        return others.template(inferred);
    }

    /** Whether one of them takes part in acknowledgements. */
    boolean acknowledges() {
        return rows.stream().anyMatch(row -> row.find(MqttKeys.QOS).orElse(0) > 0);
    }

    /** Two that match the same topics, as a clause; empty if there are none. */
    Optional<String> overlap() {
        return rows.stream()
                .flatMap(row -> overlapped(row).stream().map(other -> other + " and " + row.text()))
                .findFirst();
    }

    private Optional<String> overlapped(SubscriptionRow row) {
        Optional<TopicFilter> filter = row.filter();
        return filter.isEmpty()
                ? Optional.empty()
                : rows.subList(0, rows.indexOf(row)).stream()
                        .filter(earlier ->
                                earlier.filter().filter(filter.get()::overlaps).isPresent())
                        .map(SubscriptionRow::text)
                        .findFirst();
    }

    void check(Problems problems) {
        if (!general.written(MqttKeys.TOPICS) && !general.written(MqttKeys.SUBSCRIPTIONS)) {
            problems.add(
                    CommonError.MISSING_VALUE,
                    MqttKeys.TOPICS.name(),
                    "nothing is subscribed to",
                    "Set it to topic filters parted by commas, or mqtt.subscriptions to names of rows.");
        }
        checkNames(problems);
        for (SubscriptionRow row : rows) {
            overlapped(row)
                    .ifPresent(other -> problems.add(
                            row.key(),
                            row.text() + " matches topics that " + other
                                    + " matches too, and the broker may send their messages" + " once for each",
                            "Narrow one of them."));
        }
        checkOptions(problems);
        List<SubscriptionRow> all = new ArrayList<>(List.of(others));
        all.addAll(rows);
        checkTemplates(all, problems);
        JsonSchemaRules.check(all, problems);
    }

    /** What MQTT 3.1.1 does not know, or a shared subscription must not have. */
    private void checkOptions(Problems problems) {
        boolean old = general.find(MqttKeys.VERSION)
                .filter(VersionChoice.V3_1_1::equals)
                .isPresent();
        Set<String> seen = new HashSet<>();
        for (SubscriptionRow row : rows) {
            String where = row.where(MqttKeys.NO_LOCAL);
            boolean noLocal = row.find(MqttKeys.NO_LOCAL).orElse(false);
            boolean shared = general.written(MqttKeys.SHARE_GROUP)
                    || row.filter().filter(TopicFilter::shared).isPresent();
            if (noLocal && shared && seen.add(where)) {
                problems.add(
                        where,
                        "MQTT forbids it for shared subscriptions [MQTT-3.8.3-4]",
                        "Set it to false, or do without $share/ and mqtt.share.group.");
            } else if (noLocal && old && seen.add(where)) {
                problems.add(where, "MQTT 3.1.1 has no such thing", "Set it to false, or use mqtt.version=5.");
            }
            row.whereId()
                    .filter(key -> old)
                    .ifPresent(key -> problems.add(
                            key, "MQTT 3.1.1 has no subscription identifiers", "Remove it, or use mqtt.version=5."));
        }
    }

    /** Rows that nobody reads, and words in rows that nobody knows. */
    private void checkNames(Problems problems) {
        Optional<List<String>> names = general.find(MqttKeys.SUBSCRIPTIONS);
        if (names.isEmpty() && general.written(MqttKeys.SUBSCRIPTIONS)) {
            return; // faulty, or not known yet
        }
        List<String> known = SubscriptionRow.names();
        for (String written : new TreeSet<>(
                general.originalsWithPrefix(SubscriptionRow.PREFIX).keySet())) {
            int dot = written.indexOf('.');
            String name = dot < 0 ? written : written.substring(0, dot);
            if (!names.orElse(List.of()).contains(name)) {
                problems.add(
                        SubscriptionRow.PREFIX + written,
                        "mqtt.subscriptions has no row of that name",
                        "Add \"" + name + "\" to it, or remove the key.");
            } else if (!known.contains(written.substring(dot + 1))) {
                problems.add(
                        SubscriptionRow.PREFIX + written,
                        "a row has no such key",
                        "Use one of " + String.join(", ", known) + " after the row's name.");
            }
        }
    }

    /** Each fault once, where it stands. */
    private void checkTemplates(List<SubscriptionRow> all, Problems problems) {
        Set<String> seen = new HashSet<>();
        for (SubscriptionRow row : all) {
            for (Key<Template<MessageView>> key : SubscriptionRow.TEMPLATES) {
                row.find(key).ifPresent(template -> {
                    if (seen.add(row.where(key) + " " + row.where(MappingKeys.VALUE_FORMAT))) {
                        checkFields(row, key, template, problems);
                    }
                    if (seen.add(row.where(key))) {
                        checkGroups(row.where(key), template, problems);
                    }
                });
            }
            row.find(MappingKeys.KAFKA_TOPIC)
                    .filter(topic -> seen.add("name of " + row.where(MappingKeys.KAFKA_TOPIC)))
                    .ifPresent(topic -> checkTopic(row.where(MappingKeys.KAFKA_TOPIC), topic, problems));
        }
    }

    private static void checkFields(
            SubscriptionRow row, Key<?> key, Template<MessageView> template, Problems problems) {
        row.find(MappingKeys.VALUE_FORMAT)
                .filter(format -> format != ValueFormat.JSON)
                .flatMap(format -> template.variables().stream()
                        .filter(name -> MessageVocabulary.field(name).isPresent())
                        .findFirst())
                .ifPresent(name -> problems.add(
                        row.where(key),
                        "${" + name + "} is a field of a payload that is JSON, and "
                                + row.where(MappingKeys.VALUE_FORMAT) + " is not json",
                        "Set it to json, or take the variable out."));
    }

    private void checkGroups(String where, Template<MessageView> template, Problems problems) {
        List<String> groups = template.variables().stream()
                .flatMap(name -> MessageVocabulary.group(name).stream())
                .toList();
        Optional<Pattern> pattern = general.find(MappingKeys.TOPIC_PATTERN);
        for (String group : groups) {
            if (!general.written(MappingKeys.TOPIC_PATTERN)) {
                problems.add(
                        where,
                        "${mqtt.topic." + group + "} names a group, and mqtt.topic.pattern is missing",
                        "Set it, or name a level by its number, as in ${mqtt.topic.1}.");
            } else if (pattern.isPresent() && !PatternGroups.has(pattern.get(), group)) {
                problems.add(
                        where,
                        "${mqtt.topic." + group + "}: mqtt.topic.pattern has no group of this name",
                        "Write (?<" + group + ">…) there, or correct the name.");
            }
        }
    }

    private static void checkTopic(String where, Template<MessageView> topic, Problems problems) {
        String name = topic.toString();
        if (topic.constant() && !KafkaTopicName.legal(name).equals(name)) {
            problems.add(
                    where,
                    "\"" + name + "\" is no legal Kafka topic name",
                    "Use letters, digits, ., _ and -, for example \"" + KafkaTopicName.legal(name) + "\".");
        }
    }

    /** Exactly once needs QoS 2 of each. */
    void checkExactlyOnce(Problems problems) {
        rows.stream()
                .filter(row -> row.find(MqttKeys.QOS).orElse(2) != 2)
                .map(row -> row.where(MqttKeys.QOS))
                .distinct()
                .forEach(where -> problems.add(
                        where,
                        "it is not 2, and does not go with exactly.once.support=required",
                        "Set it to 2, or exactly.once.support to requested."));
    }

    /** Whether all come at QoS 2, as far as is known. */
    boolean allAtQosTwo() {
        return !rows.isEmpty()
                && rows.stream().allMatch(row -> row.find(MqttKeys.QOS).orElse(-1) == 2);
    }

    /** Whether messages are written to that topic whatever they say. */
    boolean writesTo(String topic) {
        return rows.stream()
                .flatMap(row -> row.find(MappingKeys.KAFKA_TOPIC).stream())
                .anyMatch(template -> template.constant() && template.toString().equals(topic));
    }

    /** Kafka topics that messages are written to whatever they say. */
    List<String> constantTopics() {
        return rows.stream()
                .flatMap(row -> row.find(MappingKeys.KAFKA_TOPIC).stream())
                .filter(Template::constant)
                .map(Template::toString)
                .toList();
    }

    /** The value of a key for each of them. */
    <T> List<T> all(Key<T> key) {
        return rows.stream().flatMap(row -> row.find(key).stream()).toList();
    }
}
