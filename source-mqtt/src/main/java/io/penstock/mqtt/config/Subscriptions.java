package io.penstock.mqtt.config;

import io.penstock.common.config.ConfigSpec;
import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.common.error.CommonError;
import io.penstock.common.template.Template;
import io.penstock.mqtt.client.RequestedFilter;
import io.penstock.mqtt.client.TopicFilter;
import io.penstock.mqtt.mapping.KafkaTopicName;
import io.penstock.mqtt.mapping.MqttMessage;
import io.penstock.mqtt.mapping.Route;
import io.penstock.mqtt.mapping.TopicMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** All that is subscribed to: the filters of {@code mqtt.topics} and the rows of {@code mqtt.subscriptions}. */
final class Subscriptions {
    private final Values general;
    private final List<SubscriptionRow> rows;

    private Subscriptions(Values general, List<SubscriptionRow> rows) {
        this.general = general;
        this.rows = List.copyOf(rows);
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

    List<RequestedFilter> requested() {
        return rows.stream().map(SubscriptionRow::requested).toList();
    }

    /** Those whose records are not made by the connector's keys alone. */
    List<Route> routes() {
        return rows.stream()
                .filter(SubscriptionRow::mapsForItself)
                .map(row -> new Route(
                        new TopicMatcher(row.requested().filter().plain()), row.template()))
                .toList();
    }

    /** Whether one of them takes part in acknowledgements. */
    boolean acknowledges() {
        return rows.stream().anyMatch(row -> row.find(MqttKeys.QOS).orElse(0) > 0);
    }

    /** Two that match the same topics, as a clause; empty if there are none. */
    Optional<String> overlap() {
        return rows.stream()
                .flatMap(row -> overlapped(row).stream().map(other -> other + " and " + text(row)))
                .findFirst();
    }

    private Optional<String> overlapped(SubscriptionRow row) {
        Optional<TopicFilter> filter = row.filter();
        return filter.isEmpty()
                ? Optional.empty()
                : rows.subList(0, rows.indexOf(row)).stream()
                        .filter(earlier ->
                                earlier.filter().filter(filter.get()::overlaps).isPresent())
                        .map(Subscriptions::text)
                        .findFirst();
    }

    private static String text(SubscriptionRow row) {
        return row.filter().map(TopicFilter::text).orElse("");
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
                            text(row) + " matches topics that " + other + " matches too, and the broker may send their messages"
                                    + " once for each",
                            "Narrow one of them."));
        }
        checkTopics(problems);
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

    private void checkTopics(Problems problems) {
        checkTopic(MqttKeys.KAFKA_TOPIC.name(), general.find(MqttKeys.KAFKA_TOPIC), problems);
        for (SubscriptionRow row : rows) {
            String where = row.where(MqttKeys.KAFKA_TOPIC);
            if (!where.equals(MqttKeys.KAFKA_TOPIC.name())) {
                checkTopic(where, row.find(MqttKeys.KAFKA_TOPIC), problems);
            }
        }
    }

    private static void checkTopic(String where, Optional<Template<MqttMessage>> topic, Problems problems) {
        topic.filter(Template::constant)
                .map(Template::toString)
                .filter(name -> !KafkaTopicName.legal(name).equals(name))
                .ifPresent(name -> problems.add(
                        where,
                        "\"" + name + "\" is no legal Kafka topic name",
                        "Use letters, digits, ., _ and -, for example \"" + KafkaTopicName.legal(name) + "\"."));
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
                .flatMap(row -> row.find(MqttKeys.KAFKA_TOPIC).stream())
                .anyMatch(template -> template.constant() && template.toString().equals(topic));
    }

    /** The value of a key for each of them. */
    <T> List<T> all(Key<T> key) {
        return rows.stream().flatMap(row -> row.find(key).stream()).toList();
    }
}
