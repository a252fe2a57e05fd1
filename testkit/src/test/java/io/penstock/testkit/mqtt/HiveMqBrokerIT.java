package io.penstock.testkit.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class HiveMqBrokerIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    static HiveMqBroker broker;

    @BeforeAll
    static void start() {
        broker = HiveMqBroker.start(directory);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void keepsASessionAndItsQueuedMessagesOverAKillAndARestart() throws IOException {
        // Given
        try (MqttWire subscriber = new MqttWire(broker.port())) {
            assertThat(subscriber.connect("durable", false)).isFalse();
            subscriber.subscribe("fleet/#");
        }
        try (MqttWire publisher = new MqttWire(broker.port())) {
            publisher.connect("publisher", true);
            publisher.publish("fleet/1", "before the kill");
        }

        // When
        broker.kill();
        broker.restart();

        // Then
        try (MqttWire subscriber = new MqttWire(broker.port())) {
            assertThat(subscriber.connect("durable", false))
                    .as("session present")
                    .isTrue();
            assertThat(subscriber.next()).isEqualTo("before the kill");
        }
    }
}
