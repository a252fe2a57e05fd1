package io.penstock.mqtt;

import static io.penstock.mqtt.DrivenTask.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testkit.mqtt.HiveMqBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HiveMqIT extends BrokerSuite {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration QUIET = Duration.ofMillis(1_200);

    @Override
    Running start(Path directory) {
        HiveMqBroker broker = HiveMqBroker.start(directory);
        return new Running(broker.port(), broker.webSocketUri(), 200_000, broker);
    }

    /** HiveMQ CE grants QoS 1 to shared subscriptions, with which exactly once cannot be. */
    @Test
    void failsWithTheReasonWhereASharedSubscriptionIsToBeExactlyOnce() {
        // Given
        Map<String, String> more =
                Map.of("mqtt.qos", "2", "exactly.once.support", "required", "mqtt.share.group", "readers");
        try (DrivenTask task = DrivenTask.start(uri(), "shared-once", "shared-once/#", more)) {
            // When
            task.store(task.poll(1, LONG));

            // Then
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining("PEN-206")
                    .hasMessageContaining("granted QoS 1 for the topic filter $share/readers/shared-once/#")
                    .hasMessageContaining("HiveMQ CE");
        }
    }

    /** Mosquitto 2.0.11 hangs up without a reason. */
    @Test
    void failsWhenAnotherTakesTheSessionOverAndConnectDoesNotStopIt() {
        // Given
        try (DrivenTask zombie = subscribed("taken", "taken", Map.of("mqtt.takeover.wait.ms", "1000"));
                DrivenTask heir = DrivenTask.start(uri(), "taken", "taken", Map.of());
                Publisher publisher = new Publisher(port())) {
            // When
            awaitSubscribed(heir);

            // Then
            assertThatThrownBy(() -> zombie.pollFor(LONG))
                    .hasMessageContaining("PEN-207")
                    .hasMessageContaining("session taken over")
                    .hasMessageContaining("mqtt.client.id");
            assertThat(heir.pollFor(QUIET)).isEmpty(); // and is not taken over in turn
            List<String> published = publisher.publish("taken", "m", 1);
            assertThat(values(heir.drain(1, LONG))).isEqualTo(published);
        }
    }
}
