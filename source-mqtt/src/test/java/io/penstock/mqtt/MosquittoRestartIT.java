package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.penstock.mqtt.mapping.SourceOffset;
import io.penstock.mqtt.session.Snapshot;
import io.penstock.testkit.mqtt.MosquittoBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that is stopped as such, and starts again with the sessions that it saved. Runs where mosquitto is installed, and is reported as skipped elsewhere. */
@Timeout(300)
@EnabledIf(value = "installed", disabledReason = "mosquitto is not installed (Debian: apt-get install mosquitto)")
class MosquittoRestartIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofMillis(600);
    private static final int COUNT = 500;

    static boolean installed() {
        return MosquittoBroker.installed().isPresent();
    }

    @ParameterizedTest
    @CsvSource({"5, 2, false", "3.1.1, 2, false", "5, 1, false", "5, 2, true"})
    void losesNothingWhenTheBrokerIsStoppedAndStartsAgain(
            String version, int qos, boolean webSocket, @TempDir Path directory) throws InterruptedException {
        // Given
        // With MQTT 5 all messages are in flight at the first stop; each round has some left to hand out.
        Map<String, String> more = Map.of(
                "mqtt.version",
                version,
                "mqtt.qos",
                String.valueOf(qos),
                "mqtt.keepalive.ms",
                "1000",
                "batch.max.records",
                String.valueOf(COUNT / 5));
        try (MosquittoBroker broker =
                MosquittoBroker.start(MosquittoBroker.installed().orElseThrow(), directory)) {
            String uri = webSocket ? broker.webSocketUri().toString() : "tcp://127.0.0.1:" + broker.port();
            try (DrivenTask task = DrivenTask.start(uri, "restart", "restart", more)) {
                await().atMost(LONG).until(() -> task.metric("subscribed") == 1);
            }
            List<String> published;
            try (Publisher publisher = new Publisher(broker.port())) {
                published = publisher.publish("restart", "m", COUNT, MqttQos.EXACTLY_ONCE);
            }
            try (DrivenTask task = DrivenTask.start(uri, "restart", "restart", more)) {
                List<SourceRecord> all = new ArrayList<>();

                // When
                for (int round = 0; round < 3; round++) {
                    List<SourceRecord> batch = task.poll(1, LONG);
                    all.addAll(batch);
                    long before = task.metric("reconnects");
                    broker.process().restart();
                    task.commit(batch);
                    await().atMost(LONG)
                            .until(() -> task.metric("reconnects") > before && task.metric("subscribed") == 1);
                    // Mosquitto sends a message again whose handshake another break interrupts
                    // (docs/concepts/delivery.md).
                    TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
                }
                BrokerSuite.working().until(() -> {
                    List<SourceRecord> batch = task.poll();
                    task.commit(batch);
                    all.addAll(batch);
                    return DrivenTask.values(all).stream().distinct().count() == COUNT;
                });

                all.addAll(task.pollFor(QUIET)); // for doubles that follow

                // Then
                assertThat(DrivenTask.values(all)).containsAll(published);
                if (qos == 2) {
                    assertThat(all).hasSize(COUNT);
                }
            }
        }
    }

    /** As after a loss of power: what mosquitto has not saved for half an hour, it has forgotten. */
    @ParameterizedTest
    @ValueSource(strings = {"at least once", "exactly once"})
    void takesTheNewFilterThoughTheBrokerWentBackToTheOldOne(String guarantee, @TempDir Path directory) {
        // Given
        boolean exactlyOnce = guarantee.equals("exactly once");
        Map<String, String> more =
                Map.of("mqtt.qos", "2", "exactly.once.support", exactlyOnce ? "required" : "requested");
        Map<String, Object> known = exactlyOnce
                ? SourceOffset.remembering(Snapshot.EMPTY, List.of("old/#"))
                : SourceOffset.atLeastOnce(List.of("old/#"));
        try (MosquittoBroker broker =
                MosquittoBroker.start(MosquittoBroker.installed().orElseThrow(), directory)) {
            String uri = "tcp://127.0.0.1:" + broker.port();
            try (DrivenTask task = DrivenTask.start(uri, "back", "old/#", more)) {
                storeUntil(task, () -> task.metric("subscribed") == 1);
            }
            broker.process().restart();
            try (DrivenTask task = DrivenTask.start(
                    uri, "back", "new/#", more, Map.of(Map.of("cluster", "default", "client.id", "back"), known))) {
                try (Publisher publisher = new Publisher(broker.port())) {
                    storeUntil(task, () -> task.metric("subscribed") == 1);
                    await().atMost(LONG).until(() -> {
                        publisher.publish("new/1", "probe", 1, MqttQos.EXACTLY_ONCE);
                        List<SourceRecord> probe = storeUntilRecord(task);
                        return SourceOffset.filters(probe.get(0).sourceOffset())
                                .equals(List.of("new/#")); // old/# was given up
                    });
                }

                // When
                broker.process().kill();
                broker.process().restart();
                storeUntil(task, () -> task.metric("reconnects") > 0 && task.metric("subscribed") == 1);
                try (Publisher publisher = new Publisher(broker.port())) {
                    publisher.publish("new/1", "n", 1, MqttQos.EXACTLY_ONCE);
                    List<SourceRecord> all = storeUntilRecord(task);
                    publisher.publish("old/1", "o", 1, MqttQos.EXACTLY_ONCE);
                    publisher.publish("new/1", "last", 1, MqttQos.EXACTLY_ONCE);
                    all.addAll(storeUntilRecord(task));

                    // Then
                    assertThat(DrivenTask.values(all)).containsExactly("n0", "last0");
                }
            }
        }
    }

    private static void storeUntil(DrivenTask task, Callable<Boolean> condition) {
        await().atMost(LONG).until(() -> {
            task.store(task.poll());
            return condition.call();
        });
    }

    /** Without bookkeeping. */
    private static List<SourceRecord> storeUntilRecord(DrivenTask task) {
        List<SourceRecord> records = new ArrayList<>();
        await().atMost(LONG).until(() -> {
            List<SourceRecord> batch = task.poll();
            task.store(batch);
            batch.stream().filter(record -> record.value() != null).forEach(records::add);
            return !records.isEmpty();
        });
        return records;
    }
}
