package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.penstock.testkit.mqtt.MosquittoBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Runs where mosquitto is installed, and is reported as skipped elsewhere. */
@EnabledIf(value = "installed", disabledReason = "mosquitto is not installed (Debian: apt-get install mosquitto)")
class MosquittoIT extends BrokerSuite {
    private static final Duration LONG = Duration.ofSeconds(30);

    static boolean installed() {
        return MosquittoBroker.installed().isPresent();
    }

    @Override
    Running start(Path directory) {
        MosquittoBroker broker =
                MosquittoBroker.start(MosquittoBroker.installed().orElseThrow(), directory);
        // 2.0.11 leaves larger packets unsent, whoever the client is: of five of 60,000 bytes Paho got two.
        return new Running(broker.port(), broker.webSocketUri(), 20_000, broker);
    }

    /** As {@link MosquittoSchedulesIT} says. */
    @Override
    boolean sendsAgainAfterPubrel() {
        return true;
    }

    /** It grants QoS 2 to shared subscriptions. */
    @Test
    void bringsSharedSubscriptionsExactlyOnceToSeveralSessions() {
        // Given
        Map<String, String> more = Map.of(
                "mqtt.qos", "2",
                "exactly.once.support", "required",
                "mqtt.share.group", "readers",
                "mqtt.sessions", "2",
                "mqtt.receive.maximum", "20");
        Map<String, SentAgain> watches = new ConcurrentHashMap<>();
        List<SourceRecord> records = new ArrayList<>();
        try (PacketNetwork relay = PacketNetwork.to(port(), id -> watches.computeIfAbsent(id, any -> new SentAgain()));
                DrivenTask task = DrivenTask.start(relay.uri(), "shared-once", "shared-once", more);
                Publisher publisher = new Publisher(port())) {
            await().atMost(LONG).until(() -> {
                task.store(task.poll());
                return task.metric("subscribed") == 2;
            });

            // When
            List<String> published = publisher.publish("shared-once", "m", 400, MqttQos.EXACTLY_ONCE);
            await().atMost(LONG).until(() -> {
                List<SourceRecord> batch = task.poll();
                if (!messages(batch).isEmpty() && messages(records).size() < 200) {
                    relay.cut(); // before the PUBRECs
                }
                task.store(batch);
                records.addAll(batch);
                return Set.copyOf(messages(records)).size() >= 400;
            });
            records.addAll(task.pollFor(Duration.ofSeconds(1))); // what would come twice

            // Then
            Set<String> wrongly = new HashSet<>();
            watches.values().forEach(watch -> wrongly.addAll(watch.wrongly()));
            assertThat(watches).containsOnlyKeys("shared-once", "shared-once-1");
            assertOnce(messages(records), published, wrongly);
        }
    }
}
