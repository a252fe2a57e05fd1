package io.penstock.mqtt;

import static io.penstock.mqtt.DrivenTask.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.testkit.mqtt.HiveMqBroker;
import io.penstock.testkit.mqtt.MosquittoBroker;
import io.penstock.testkit.process.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What brokers do with the settings that they are shipped with. */
@Timeout(180)
class DefaultSettingsIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(3);

    /** The most that either keeps for a client that is away. */
    private static final int QUEUE = 1_000;

    @TempDir
    Path directory;

    private enum Make {
        MOSQUITTO,
        HIVEMQ
    }

    private record Running(int port, Service service) implements AutoCloseable {
        @Override
        public void close() {
            service.close();
        }
    }

    private Running start(Make make) {
        if (make == Make.HIVEMQ) {
            HiveMqBroker broker = HiveMqBroker.startWithDefaults(directory);
            return new Running(broker.port(), broker);
        }
        assumeTrue(MosquittoBroker.installed().isPresent(), "mosquitto is not installed");
        MosquittoBroker broker =
                MosquittoBroker.startWithSettings(MosquittoBroker.installed().orElseThrow(), directory);
        return new Running(broker.port(), broker);
    }

    @ParameterizedTest
    @EnumSource
    void keepWhatFitsTheirQueueForATaskThatIsAwayAndDropTheRest(Make make) {
        try (Running broker = start(make);
                Publisher publisher = new Publisher(broker.port())) {
            // Given
            subscribe(broker, "little");
            subscribe(broker, "much");

            // When
            List<String> little = publisher.publish("little", "m", QUEUE - 100);
            List<String> much = publisher.publish("much", "m", 3 * QUEUE);

            // Then
            assertThat(values(resume(broker, "little", little.size()))).isEqualTo(little);
            List<String> came = values(resume(broker, "much", much.size()));
            assertThat(came).hasSizeBetween(QUEUE, QUEUE + 100).isEqualTo(much.subList(0, came.size()));
        }
    }

    private static void subscribe(Running broker, String topic) {
        try (DrivenTask task = task(broker, topic)) {
            BrokerSuite.awaitSubscribed(task);
        }
    }

    private static DrivenTask task(Running broker, String topic) {
        return DrivenTask.start("tcp://127.0.0.1:" + broker.port(), topic, topic, Map.of());
    }

    /** All that comes, until nothing does for a while. */
    private static List<SourceRecord> resume(Running broker, String topic, int most) {
        List<SourceRecord> all = new ArrayList<>();
        try (DrivenTask task = task(broker, topic)) {
            all.addAll(task.drain(1, LONG));
            List<SourceRecord> more = task.drain(most, QUIET);
            while (!more.isEmpty()) {
                all.addAll(more);
                more = task.drain(most, QUIET);
            }
        }
        return all;
    }
}
