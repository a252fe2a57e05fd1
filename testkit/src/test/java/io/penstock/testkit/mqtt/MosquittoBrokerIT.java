package io.penstock.testkit.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testkit.process.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Runs where mosquitto is installed, and is reported as skipped elsewhere. */
@EnabledIf(value = "installed", disabledReason = "mosquitto is not installed (Debian: apt-get install mosquitto)")
class MosquittoBrokerIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    static boolean installed() {
        return MosquittoBroker.installed().isPresent();
    }

    @Test
    void keepsASessionAndItsQueuedMessagesOverAStopAndForgetsThemOverAKill() throws IOException {
        int port = FreePorts.next();
        try (MosquittoBroker broker =
                MosquittoBroker.start(MosquittoBroker.installed().orElseThrow(), directory, port)) {
            // Given
            assertThat(broker.port()).isEqualTo(port);
            try (MqttWire subscriber = new MqttWire(port)) {
                subscriber.connect("durable", false);
                subscriber.subscribe("fleet/#");
            }
            publish(port, "before the stop");

            // When
            broker.stop();
            broker.restart();

            // Then
            try (MqttWire subscriber = new MqttWire(port)) {
                assertThat(subscriber.connect("durable", false))
                        .as("session present")
                        .isTrue();
                assertThat(subscriber.next()).isEqualTo("before the stop");
            }

            // When
            publish(port, "before the kill");
            broker.kill();
            broker.restart();
            publish(port, "after the kill");

            // Then the session is what it was at the stop
            try (MqttWire subscriber = new MqttWire(port)) {
                subscriber.connect("durable", false);
                assertThat(subscriber.next()).isEqualTo("before the stop");
                assertThat(subscriber.next()).isEqualTo("after the kill");
            }
        }
    }

    private static void publish(int port, String message) throws IOException {
        try (MqttWire publisher = new MqttWire(port)) {
            publisher.connect("publisher", true);
            publisher.publish("fleet/1", message);
        }
    }
}
