package io.penstock.mqtt;

import static io.penstock.mqtt.DrivenTask.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.penstock.mqtt.mapping.SourceOffset;
import io.penstock.testkit.process.FreePorts;
import io.penstock.testkit.process.Service;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The task against a real broker; the test plays the worker. */
@Timeout(300) // above what the waits of a test may add up to
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BrokerSuite {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration QUIET = Duration.ofMillis(1_200);
    private static final String NEWS = "news";

    /** Messages that the broker may have in flight to a task with {@link #SMALL}: what waits when it comes is sent as one such window. */
    private static final int WINDOW = 50;

    private static final Map<String, String> SMALL = Map.of("mqtt.receive.maximum", String.valueOf(WINDOW));

    private Running broker;
    private Publisher publisher;

    /**
     * A broker of whatever make.
     *
     * @param webSocketPayload as large as it can send over WebSocket, or large enough
     */
    record Running(int port, URI webSocketUri, int webSocketPayload, Service service) {}

    abstract Running start(Path directory);

    /** How many messages its queue takes for one who does not read, as far as tests go. */
    int queue() {
        return 1_000_000;
    }

    private int upTo(int messages) {
        return Math.min(messages, queue());
    }

    /** Whether the broker may send a message again whose PUBREL it has sent. */
    boolean sendsAgainAfterPubrel() {
        return false;
    }

    @BeforeAll
    void startBroker(@TempDir Path directory) {
        broker = start(directory);
        publisher = new Publisher(port());
    }

    @AfterAll
    void stop() {
        publisher.close();
        broker.service().close();
    }

    final int port() {
        return broker.port();
    }

    final String uri() {
        return "tcp://127.0.0.1:" + port();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void acknowledgesWhatIsCommittedSoThatNothingComesAgain(String version) {
        // Given
        String topic = "committed/" + version;
        Map<String, String> more = Map.of("mqtt.version", version);
        List<SourceRecord> received;
        List<String> published;
        try (DrivenTask task = subscribed(topic, topic, more)) {
            published = publisher.publish(topic, "m", upTo(5_000));

            // When
            received = task.drain(upTo(5_000), LONG);
            assertThat(task.metric("mqtt-protocol-level")).isEqualTo(version.equals("5") ? 5 : 4);
        }

        // Then
        assertThat(values(received)).isEqualTo(published);
        assertThat(received.get(0).key()).isEqualTo(topic);
        assertThat(received.get(0).headers().lastWithName("mqtt.topic").value()).isEqualTo(topic);
        try (DrivenTask next = DrivenTask.start(uri(), topic, topic, more)) {
            assertThat(comesBeforeNews(next, topic)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void endsTheHandshakeOfQos2SoThatNothingComesAgain(String version) {
        // Given
        String topic = "handshake/" + version;
        Map<String, String> more = Map.of("mqtt.version", version, "mqtt.qos", "2", "mqtt.receive.maximum", "50");
        List<SourceRecord> received;
        List<String> published;
        try (DrivenTask task = subscribed(topic, topic, more)) {
            published = publisher.publish(topic, "m", upTo(2_000), MqttQos.EXACTLY_ONCE);

            // When
            received = task.drain(upTo(2_000), LONG);
        }

        // Then
        assertThat(values(received)).isEqualTo(published);
        assertThat(received.get(0).headers().lastWithName("mqtt.qos").value()).isEqualTo(2);
        try (DrivenTask next = DrivenTask.start(uri(), topic, topic, more)) {
            assertThat(comesBeforeNews(next, topic)).isEmpty();
        }
    }

    @Test
    void emitsNothingTwiceAtQos2HoweverConnectionsBreak() {
        // Given
        Map<String, String> more = Map.of("mqtt.qos", "2", "mqtt.receive.maximum", "20");
        subscribed("twice", "twice", more).close();
        List<String> published = new ArrayList<>();
        SentAgain watch = new SentAgain();
        try (PacketNetwork relay = PacketNetwork.to(port(), watch);
                DrivenTask task = DrivenTask.start(relay.uri(), "twice", "twice", more)) {
            List<SourceRecord> all = new ArrayList<>();

            // When
            for (int round = 0; round < 8; round++) {
                // Mosquitto 2.0.11 sends beyond the window, and all at once: none would be left for the later rounds.
                published.addAll(publisher.publish("twice", "m" + round + "-", upTo(1_000) / 8, MqttQos.EXACTLY_ONCE));
                List<SourceRecord> batch = task.poll(1, LONG);
                all.addAll(batch);
                if (round % 2 == 0) {
                    relay.cut(); // before the PUBREC
                    task.commit(batch);
                } else {
                    task.commit(batch);
                    relay.cut(); // somewhere in the handshake
                }
            }
            all.addAll(task.drain(published.size() - all.size(), LONG));
            all.addAll(comesBeforeNews(task, "twice"));

            // Then
            assertOnce(values(all), published, watch.wrongly());
        }
    }

    @Test
    void bringsAllAgainWhenTheTaskDiedBeforeKafkaHadIt() {
        // Given
        List<String> published = publishedToAbsent("crash", upTo(3_000));
        Relay relay = Relay.to(port());
        try (DrivenTask dead = DrivenTask.start(relay.uri(), "crash", "crash", SMALL)) {
            List<SourceRecord> polled = dead.poll(WINDOW, LONG);
            assertThat(values(polled)).isEqualTo(published.subList(0, WINDOW));

            // When
            relay.close(); // the dead do not connect again
            try (DrivenTask next = DrivenTask.start(uri(), "crash", "crash", SMALL)) {
                List<SourceRecord> again = next.drain(published.size(), LONG);

                // Then
                assertThat(values(again)).isEqualTo(published);
                assertThat(again.subList(0, WINDOW))
                        .allMatch(record -> Boolean.TRUE.equals(
                                record.headers().lastWithName("mqtt.dup").value()));
            }
        }
    }

    @Test
    void acknowledgesOnlyThePrefixThatIsCommittedWithoutGaps() {
        // Given
        List<String> published = publishedToAbsent("gap", 10);
        try (DrivenTask task = DrivenTask.start(uri(), "gap", "gap", Map.of())) {
            List<SourceRecord> records = new ArrayList<>(task.poll(10, LONG));
            records.remove(4);

            // When
            task.commit(records);
        }

        // Then
        try (DrivenTask next = DrivenTask.start(uri(), "gap", "gap", Map.of())) {
            assertThat(values(next.poll(6, LONG))).isEqualTo(published.subList(4, 10));
        }
    }

    @Test
    void emitsNothingTwiceThatItNeverAcknowledgedWhenConnectionsBreak() {
        // Given
        List<String> published = publishedToAbsent("cut", upTo(1_000));
        try (Relay relay = Relay.to(port());
                DrivenTask task = DrivenTask.start(relay.uri(), "cut", "cut", SMALL)) {
            List<SourceRecord> all = new ArrayList<>(task.poll(WINDOW, LONG));
            assertThat(all).hasSize(WINDOW);

            // When
            cut(relay);
            List<SourceRecord> whileInFlight = task.pollFor(QUIET); // the broker sends the window again
            task.commit(all.subList(0, 20));
            all.addAll(task.poll(20, LONG)); // the acknowledgements arrive, and make room for as many
            all.addAll(task.pollFor(QUIET));
            cut(relay);
            task.commit(all.subList(20, all.size())); // durable before the broker has sent them again
            all.addAll(task.drain(published.size() - all.size(), LONG));
            all.addAll(comesBeforeNews(task, "cut"));

            // Then
            assertThat(whileInFlight).isEmpty();
            assertThat(values(all)).isEqualTo(published);
        }
    }

    @Test
    void losesNothingWhenConnectionsBreakAtAnyTime() {
        // Given
        subscribed("breaks", "breaks", SMALL).close();
        List<String> published = new ArrayList<>();
        try (Relay relay = Relay.to(port());
                DrivenTask task = DrivenTask.start(relay.uri(), "breaks", "breaks", SMALL)) {
            List<SourceRecord> all = new ArrayList<>();

            // When
            for (int round = 0; round < 6; round++) {
                // Mosquitto 2.0.11 sends beyond the window, and all at once: none would be left for the later rounds.
                published.addAll(publisher.publish("breaks", "m" + round + "-", upTo(2_100) / 6));
                List<SourceRecord> batch = task.poll(1, LONG);
                all.addAll(batch);
                relay.cut(); // some acknowledgements go out, some are lost
                task.commit(batch);
            }
            Set<String> seen = new HashSet<>(values(all));
            working().until(() -> {
                seen.addAll(values(task.drain(1, QUIET)));
                return seen.size() >= published.size();
            });

            // Then
            assertThat(seen).hasSameElementsAs(published);
        }
    }

    /** Returns when the task is connected again. */
    private static void cut(Relay relay) {
        int before = relay.accepted();
        relay.cut();
        await().atMost(LONG).until(() -> relay.accepted() > before);
    }

    @Test
    void holdsMemoryAndConnectionWhileKafkaIsAway() {
        // Given
        Map<String, String> small = Map.of("mqtt.buffer.max.messages", "30", "mqtt.keepalive.ms", "2000");
        List<String> published = publishedToAbsent("away", upTo(5_000));
        try (Relay relay = Relay.to(port());
                DrivenTask task = DrivenTask.start(relay.uri(), "away", "away", small)) {

            // When
            List<SourceRecord> held = task.pollFor(Duration.ofSeconds(4));

            // Then
            assertThat(held).hasSize(30);
            task.commit(held);
            List<SourceRecord> rest = task.drain(published.size() - 30, LONG);
            assertThat(values(held)).isEqualTo(published.subList(0, 30));
            assertThat(values(rest)).isEqualTo(published.subList(30, published.size()));
            assertThat(relay.accepted()).isEqualTo(1);
        }
    }

    @Test
    void waitsForABrokerThatComesLater() {
        // Given
        int port = FreePorts.next();
        try (DrivenTask task = DrivenTask.start("tcp://127.0.0.1:" + port, "early", "early", Map.of())) {
            await().atMost(LONG).until(() -> task.poll().isEmpty() && task.metric("reconnects") > 1);

            // When
            try (Relay relay = Relay.listen(port, port())) {
                awaitSubscribed(task);
                List<String> published = publisher.publish("early", "m", 100);

                // Then
                assertThat(values(task.drain(100, LONG))).isEqualTo(published);
                assertThat(relay.accepted()).isEqualTo(1);
            }
        }
    }

    @Test
    void triesTheNextUriWhenOneDoesNotAnswer() {
        // Given
        String uris = "tcp://127.0.0.1:" + FreePorts.next() + "," + uri();

        // When
        try (DrivenTask task = DrivenTask.start(uris, "failover", "failover", Map.of())) {
            awaitSubscribed(task);

            // Then
            List<String> published = publisher.publish("failover", "m", 10);
            assertThat(values(task.drain(10, LONG))).isEqualTo(published);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void unsubscribesFromWhatTheConfigurationHasNoMore(String version) {
        // Given
        Map<String, String> more = Map.of("mqtt.version", version);
        String kept = "former/kept/" + version;
        String former = "former/gone/" + version;
        Map<String, Object> offset;
        try (DrivenTask task = DrivenTask.start(uri(), former, kept + "," + former, more)) {
            awaitSubscribed(task);
            publisher.publish(kept, "m", 1);
            offset = new HashMap<>(SourceOffset.atLeastOnce(
                    SourceOffset.filters(task.drain(1, LONG).get(0).sourceOffset())));
        }

        // When
        try (DrivenTask task = DrivenTask.start(
                uri(), former, kept, more, Map.of(Map.of("cluster", "default", "client.id", former), offset))) {
            await().atMost(LONG).until(() -> {
                publisher.publish(kept, "probe", 1);
                return task.drain(1, QUIET).stream()
                        .anyMatch(record ->
                                SourceOffset.filters(record.sourceOffset()).equals(List.of(kept)));
            });
            comesBeforeNews(task, kept);
            publisher.publish(former, "gone", 5);
            publisher.publish(kept, "kept", 5);

            // Then
            assertThat(values(comesBeforeNews(task, kept))).hasSize(5).allMatch(value -> value.startsWith("kept"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void dealsMessagesToSessionsThatShareTheirFilters(String version) {
        // Given
        String topic = "shared/" + version;
        Map<String, String> more = Map.of(
                "mqtt.version",
                version,
                "mqtt.sessions",
                "3",
                "mqtt.share.group",
                "group-" + version,
                "mqtt.receive.maximum",
                "50");
        List<SourceRecord> received = new ArrayList<>();
        List<String> published = new ArrayList<>();

        // When
        try (DrivenTask task = DrivenTask.start(uri(), topic, topic, more)) {
            working().until(() -> {
                task.drain(1, Duration.ofMillis(20));
                return task.metric("subscribed") == 3;
            });
            // One by one, since HiveMQ CE gives a burst to one of them.
            for (int i = 0; i < 60; i++) {
                published.addAll(publisher.publish(topic, "single-" + i + "-", 1));
                received.addAll(task.drain(1, LONG));
            }
            published.addAll(publisher.publish(topic, "m", upTo(3_000)));
            received.addAll(task.drain(upTo(3_000), LONG));

            // Then
            assertThat(task.metric("connected")).isEqualTo(3);
            assertThat(values(received)).hasSameSizeAs(published).hasSameElementsAs(published);
            assertThat(received)
                    .extracting(
                            record -> String.valueOf(record.sourcePartition().get("client.id")))
                    .contains(topic, topic + "-1", topic + "-2");
        }
        try (DrivenTask next = DrivenTask.start(uri(), topic, topic, more)) {
            await().atMost(LONG).until(() -> next.metric("subscribed") == 3);
            assertThat(next.pollFor(QUIET)).isEmpty();
        }
    }

    @Test
    void keepsSessionsWithFiltersOfTheirOwnInOneTaskExactlyOnce() {
        // Given
        Map<String, String> more = new HashMap<>(Map.of("mqtt.qos", "2", "exactly.once.support", "required"));
        more.putAll(Map.of(
                "mqtt.sessions", "2",
                "mqtt.subscriptions", "second",
                "mqtt.subscription.second.filter", "own/b",
                "mqtt.subscription.second.session", "1",
                "batch.max.records", "5"));
        List<SourceRecord> records = new ArrayList<>();
        List<String> published = new ArrayList<>();

        // When
        try (DrivenTask task = DrivenTask.start(uri(), "own", "own/a", more)) {
            await().atMost(LONG).until(() -> {
                task.store(task.poll());
                return task.metric("subscribed") == 2;
            });
            published.addAll(publisher.publish("own/a", "a", 200, MqttQos.EXACTLY_ONCE));
            published.addAll(publisher.publish("own/b", "b", 200, MqttQos.EXACTLY_ONCE));
            await().atMost(LONG).until(() -> {
                List<SourceRecord> batch = task.poll();
                records.addAll(batch);
                task.store(batch);
                return messages(records).size() >= 400;
            });
            records.addAll(task.pollFor(QUIET)); // what would come twice
        }

        // Then
        List<String> messages = messages(records);
        Set<String> clientIds = new HashSet<>();
        records.forEach(
                record -> clientIds.add(String.valueOf(record.sourcePartition().get("client.id"))));
        assertThat(messages).hasSameSizeAs(published).hasSameElementsAs(published);
        assertThat(clientIds).containsExactlyInAnyOrder("own", "own-1");
    }

    /** In the transaction in which its neighbours are, and once. */
    @Test
    void putsMalformedPayloadsIntoTheDeadLetterTopicExactlyOnce() {
        // Given
        Map<String, String> more = Map.of(
                "mqtt.qos", "2",
                "exactly.once.support", "required",
                "value.format", "json",
                "errors.parse", "dlq",
                "errors.parse.dlq.topic", "dead");
        StoringWorker worker = new StoringWorker("dlq");
        List<SourceRecord> records = new ArrayList<>();
        try (Relay relay = Relay.to(port())) {
            try (DrivenTask task = worker.start(relay.uri(), "dlq/#", more)) {
                working().until(() -> {
                    worker.store(task, task.poll());
                    return task.metric("subscribed") == 1;
                });
                publisher.publish("dlq/good", "", 3, MqttQos.EXACTLY_ONCE);
                publisher.publish("dlq/bad", "oops-", 2, MqttQos.EXACTLY_ONCE);
                publisher.publish("dlq/good", "1", 3, MqttQos.EXACTLY_ONCE);

                // When
                working().until(() -> {
                    List<SourceRecord> batch = task.poll();
                    batch.stream().filter(record -> record.value() != null).forEach(records::add);
                    if (records.size() >= 8) {
                        relay.deafenAtNextPubrec();
                    }
                    worker.store(task, batch);
                    return records.size() >= 8;
                });

                // Then
                assertThat(task.metric("messages-malformed")).isEqualTo(2);
                await().atMost(LONG).until(() -> relay.lostPubrecs() > 0);
            }
            relay.cut(); // hears again
            try (DrivenTask next = worker.start(relay.uri(), "dlq/#", more)) {
                working().until(() -> {
                    worker.store(next, next.poll());
                    return next.metric("duplicates-rebound") > 0; // sent again, and known
                });
                publisher.publish("dlq/good", "99", 1, MqttQos.EXACTLY_ONCE);
                working().until(() -> {
                    worker.store(next, next.poll());
                    return worker.hasStored("990");
                });
            }
        }
        assertThat(worker.messages())
                .containsExactlyInAnyOrder("0", "1", "2", "oops-0", "oops-1", "10", "11", "12", "990");
        assertThat(records)
                .filteredOn(record -> record.topic().equals("dead"))
                .extracting(record -> record.key() + " "
                        + record.headers().lastWithName("mqtt.topic").value())
                .containsExactly("dlq/bad dlq/bad", "dlq/bad dlq/bad");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void givesEachRowItsQosTopicKeyAndFormat(String version) {
        // Given
        String root = "rows/" + version;
        Map<String, String> rows = Map.of(
                "mqtt.version", version,
                "mqtt.subscriptions", "numbers,texts",
                "mqtt.subscription.numbers.filter", root + "/+/number",
                "mqtt.subscription.numbers.qos", "2",
                "mqtt.subscription.numbers.kafka.topic", "numbers",
                "mqtt.subscription.numbers.kafka.key", "${mqtt.topic.3}",
                "mqtt.subscription.numbers.value.format", "json",
                "mqtt.subscription.texts.filter", root + "/+/text",
                "mqtt.subscription.texts.qos", "0");
        List<SourceRecord> received = new ArrayList<>();

        // When
        try (DrivenTask task = DrivenTask.start(uri(), root, root + "/plain", rows)) {
            awaitSubscribed(task);
            publisher.publish(root + "/a/number", "", 2, MqttQos.EXACTLY_ONCE);
            publisher.publish(root + "/a/text", "t", 1, MqttQos.EXACTLY_ONCE);
            publisher.publish(root + "/plain", "p", 1, MqttQos.EXACTLY_ONCE);
            received.addAll(task.drain(4, LONG));
        }

        // Then
        assertThat(received)
                .extracting(record -> record.topic() + " " + record.key() + " " + record.value() + " at "
                        + record.headers().lastWithName("mqtt.qos").value())
                .containsExactlyInAnyOrder(
                        "numbers a 0 at 2",
                        "numbers a 1 at 2",
                        "readings " + root + "/a/text t0 at 0",
                        "readings " + root + "/plain p0 at 1");
    }

    @ParameterizedTest
    @CsvSource({
        "5, new_subscription, 1, 0",
        "5, always, 1, 1",
        "5, skip, 0, 0",
        "3.1.1, new_subscription, 1, 1",
        "3.1.1, skip, 0, 0"
    })
    void bringsRetainedMessagesAsChosen(String version, String choice, int first, int second) {
        // Given
        String topic = "retained/" + version + "/" + choice;
        Map<String, String> more = Map.of("mqtt.version", version, "mqtt.retained", choice);
        publisher.retain(topic, "retained");

        // Then
        for (int expected : List.of(first, second)) {
            try (DrivenTask task = DrivenTask.start(uri(), topic, topic, more)) {
                assertThat(task.drain(1, expected > 0 ? LONG : QUIET)).hasSize(expected);
            }
        }
    }

    @Test
    void tellsWhatThePublisherSaidOfAMessage() {
        // Given
        try (DrivenTask task = subscribed("properties", "properties", Map.of())) {
            // When
            publisher.publishWithProperties("properties");
            Headers headers = task.drain(1, LONG).get(0).headers();

            // Then
            assertThat(headers.lastWithName("mqtt.content.type").value()).isEqualTo("text/plain");
            assertThat(headers.lastWithName("mqtt.response.topic").value()).isEqualTo("answers");
            assertThat(headers.lastWithName("mqtt.correlation.data").value()).isEqualTo(new byte[] {1, 2});
            assertThat((Long) headers.lastWithName("mqtt.expiry.s").value()).isBetween(60L, 90L);
            assertThat(headers)
                    .filteredOn(header -> header.key().equals("mqtt.user.site"))
                    .extracting(Header::value)
                    .containsExactly("a", "b");
        }
    }

    @Test
    void leavesAWillForABrokenConnectionAndNoneForAStop() {
        // Given
        Map<String, String> will =
                Map.of("mqtt.will.topic", "wills", "mqtt.will.payload", "gone", "mqtt.will.qos", "1");
        try (DrivenTask watcher = subscribed("watcher", "wills", Map.of());
                Relay relay = Relay.to(port())) {
            subscribed("mortal", "mortal", will).close();
            assertThat(watcher.pollFor(QUIET)).isEmpty();

            // When
            try (DrivenTask mortal = DrivenTask.start(relay.uri(), "mortal", "mortal", will)) {
                awaitSubscribed(mortal);
                relay.cut();

                // Then
                assertThat(values(watcher.drain(1, LONG))).containsExactly("gone");
            }
        }
    }

    @Test
    void stopsWithinTwoSecondsWithMessagesInFlight() {
        // Given
        publishedToAbsent("stop", 200);
        DrivenTask task = DrivenTask.start(uri(), "stop", "stop", Map.of("mqtt.buffer.max.messages", "20"));
        task.poll(20, LONG);

        // When
        long began = System.nanoTime();
        task.close();

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        task.close(); // once more is harmless
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1", "auto"})
    void deliversOverWebSocketAsOverTcp(String version) {
        // Given
        String topic = "web/" + version;
        String uri = broker.webSocketUri().toString();
        // Pings, since mosquitto 2.0.11 leaves the last packets of a WebSocket unsent until it has another reason to
        // write.
        Map<String, String> more = Map.of("mqtt.version", version, "mqtt.qos", "2", "mqtt.keepalive.ms", "2000");
        List<SourceRecord> received;
        List<String> published;
        try (DrivenTask task = DrivenTask.start(uri, topic, topic, more)) {
            awaitSubscribed(task);
            published = new ArrayList<>(publisher.publish(topic, "m", upTo(1_000), MqttQos.EXACTLY_ONCE));
            published.addAll(publisher.publish(topic, "x".repeat(broker.webSocketPayload()), 5, MqttQos.EXACTLY_ONCE));

            // When
            received = task.drain(published.size(), LONG);
        }

        // Then
        assertThat(values(received)).isEqualTo(published);
        try (DrivenTask next = DrivenTask.start(uri, topic, topic, more)) {
            assertThat(comesBeforeNews(next, topic)).isEmpty();
        }
    }

    @Test
    void tellsByWhichSubscriptionsAMessageCame() {
        // Given
        Map<String, String> rows = Map.of(
                "mqtt.subscriptions", "a,b",
                "mqtt.subscription.a.filter", "ids/a",
                "mqtt.subscription.a.id", "7",
                "mqtt.subscription.b.filter", "ids/b",
                "mqtt.subscription.b.id", "268435455");
        try (DrivenTask task = subscribed("ids", "ids/c", rows)) {
            // When
            List<String> published = new ArrayList<>();
            List.of("a", "b", "c").forEach(name -> published.addAll(publisher.publish("ids/" + name, name, 1)));
            List<SourceRecord> records = task.drain(3, LONG);

            // Then
            assertThat(values(records)).containsExactlyInAnyOrderElementsOf(published);
            assertThat(records)
                    .extracting(record -> record.value() + " " + headers(record, "mqtt.subscription.id"))
                    .containsExactlyInAnyOrder("a0 [7]", "b0 [268435455]", "c0 []");
        }
    }

    private static List<Object> headers(SourceRecord record, String name) {
        List<Object> found = new ArrayList<>();
        record.headers().allWithName(name).forEachRemaining(header -> found.add(header.value()));
        return found;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bringsTheWillOfTheOwnLastConnectionUnlessThatIsNotWanted(boolean noLocal) {
        // Given
        String topic = "local/" + noLocal;
        Map<String, String> more = Map.of(
                "mqtt.will.topic",
                topic,
                "mqtt.will.payload",
                "dead",
                "mqtt.will.qos",
                "1",
                "mqtt.no.local",
                String.valueOf(noLocal));
        try (DrivenTask watcher = subscribed("watcher-" + topic, topic, Map.of());
                PacketNetwork relay = PacketNetwork.to(port(), new SentAgain());
                DrivenTask mortal = DrivenTask.start(relay.uri(), topic, topic, more)) {
            awaitSubscribed(mortal);

            // When
            relay.cut();
            assertThat(values(watcher.drain(1, LONG))).containsExactly("dead");

            // Then
            assertThat(values(comesBeforeNews(mortal, topic))).isEqualTo(noLocal ? List.of() : List.of("dead"));
        }
    }

    /** Tasks end with records that are stored, or not, and connections break in every step of the handshake. */
    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void losesAndDoublesNothingExactlyOnceHoweverConnectionsBreakAndTasksEnd(String version) {
        // Given
        String topic = "once/" + version;
        Map<String, String> more = Map.of(
                "mqtt.version",
                version,
                "mqtt.qos",
                "2",
                "exactly.once.support",
                "required",
                "mqtt.receive.maximum",
                "20");
        StoringWorker worker = new StoringWorker(topic);
        SentAgain watch = new SentAgain();
        try (PacketNetwork relay = PacketNetwork.to(port(), watch)) {
            try (DrivenTask task = worker.start(relay.uri(), topic, more)) {
                working().until(() -> {
                    worker.store(task, task.poll());
                    return task.metric("subscribed") == 1;
                });
            }
            List<String> published = new ArrayList<>();

            // When
            for (int round = 0; round < 9; round++) {
                // Mosquitto 2.0.11 sends beyond the window, and all at once: none would be left for the later rounds.
                published.addAll(publisher.publish(topic, "m" + round + "-", 70, MqttQos.EXACTLY_ONCE));
                try (DrivenTask task = worker.start(relay.uri(), topic, more)) {
                    for (int i = 0; i < 4; i++) {
                        List<SourceRecord> batch = task.poll(1, QUIET);
                        if (round % 3 == 0) {
                            relay.cut(); // before the commit
                        }
                        worker.store(task, batch);
                        if (round % 3 == 1) {
                            relay.cut(); // somewhere in the handshake
                        }
                    }
                    task.poll(); // never stored
                    relay.cut();
                }
            }
            try (DrivenTask task = worker.start(relay.uri(), topic, more)) {
                working().until(() -> {
                    worker.store(task, task.poll());
                    return worker.messages().size() >= published.size();
                });
                publisher.publish(topic, NEWS, 1, MqttQos.EXACTLY_ONCE); // what would come twice comes before
                working().until(() -> {
                    worker.store(task, task.poll());
                    return worker.hasStored(NEWS + 0);
                });
            }
            published.add(NEWS + 0);

            // Then
            assertOnce(worker.messages(), published, watch.wrongly());
        }
    }

    /** All but bookkeeping. */
    static List<String> messages(List<SourceRecord> records) {
        return values(records.stream().filter(record -> record.value() != null).toList());
    }

    /** @param wrongly those apart, which the broker was seen on the wire to send again against the specification */
    final void assertOnce(List<String> messages, List<String> published, Set<String> wrongly) {
        assertThat(messages).hasSameElementsAs(published);
        List<String> excess = new ArrayList<>(messages);
        published.forEach(excess::remove);
        excess.removeAll(wrongly);
        assertThat(excess).as("twice, %d others aside", wrongly.size()).isEmpty();
        if (!sendsAgainAfterPubrel()) {
            assertThat(wrongly).isEmpty();
        }
    }

    /** Leaves messages at the broker, in a session whose client id and filter are {@code topic}. */
    private List<String> publishedToAbsent(String topic, int count) {
        subscribed(topic, topic, Map.of()).close();
        return publisher.publish(topic, "m", count);
    }

    final DrivenTask subscribed(String clientId, String topic, Map<String, String> more) {
        DrivenTask task = DrivenTask.start(uri(), clientId, topic, more);
        awaitSubscribed(task);
        return task;
    }

    /** What a task gets before a message that is published now: on its connection all that the broker sends again comes first. Commits it. */
    private List<SourceRecord> comesBeforeNews(DrivenTask task, String topic) {
        publisher.publish(topic, NEWS, 1);
        List<SourceRecord> all = new ArrayList<>();
        working().until(() -> {
            all.addAll(task.drain(1, QUIET));
            return values(all).contains(NEWS + 0);
        });
        assertThat(values(all)).endsWith(NEWS + 0);
        return all.subList(0, all.size() - 1);
    }

    /** For a condition that does work itself: as fast as the machine, and not a step in each tenth of a second. */
    static ConditionFactory working() {
        return await().atMost(LONG.multipliedBy(3)).pollInterval(Duration.ofMillis(1));
    }

    /** Returns once the broker has granted the subscription. */
    static void awaitSubscribed(DrivenTask task) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(5)).until(() -> task.metric("subscribed") == 1);
    }
}
