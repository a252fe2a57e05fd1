package io.penstock.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.s3.FaultyStore.Fate;
import io.penstock.testkit.s3.S3ProxyServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store that answers some requests, and others never. */
class OutageIT {

    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final int PART_BYTES = 5 * 1024 * 1024;

    @TempDir
    static Path directory;

    private static S3ProxyServer server;

    private Scenario scenario;

    @BeforeAll
    static void startStore() {
        server = S3ProxyServer.start(directory);
    }

    @AfterAll
    static void stopStore() {
        server.close();
    }

    @BeforeEach
    void begin() {
        scenario = new Scenario(server);
    }

    @AfterEach
    void end() {
        scenario.close();
    }

    /** One file of two parts. */
    private void produceLarge() {
        scenario.props.put("flush.size", "7");
        for (int offset = 0; offset < 7; offset++) {
            scenario.add(P0, offset, Map.of("id", offset, "from", 0, "text", "x".repeat(PART_BYTES / 5)));
        }
    }

    @Test
    void leavesNoProbeBehindWhoseAnswerNeverCame() {
        // Given
        scenario.produce(P0, 0, 1);
        Worker worker = scenario.worker();
        worker.store.first(2, Fate.UNANSWERED, "putIfAbsent", "/probe=/");
        worker.poll();
        worker.poll();
        assertThat(scenario.bucket.keys("_penstock/orders-to-s3/probe=/")).hasSize(2);

        // When
        worker.drain();

        // Then
        assertThat(scenario.bucket.keys("_penstock/orders-to-s3/probe=/")).isEmpty();
        worker.stop();
    }

    @Test
    void leavesNoUploadBehindAtLeastOnceWhenARebalanceTakesABatchThatWaits() {
        // Given
        scenario.props.put("delivery.guarantee", "at_least_once");
        produceLarge();
        Worker worker = scenario.worker();
        worker.store.plan = (operation, key) -> operation.equals("complete") ? Fate.LOST : Fate.OK;
        worker.poll();
        assertThat(worker.retriable).isEqualTo(1);
        assertThat(scenario.bucket.uploads()).hasSize(1);

        // When
        worker.revoke(Set.of(P0));

        // Then
        assertThat(scenario.bucket.uploads()).isEmpty();
        worker.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "exactly_once, complete, topics/",
        "at_least_once, complete, topics/",
        "exactly_once, uploadPart, topics/",
        "exactly_once, putIfAbsent, /orders/0/00000000000000000001",
        "exactly_once, uploadsAt, topics/"
    })
    void whatNeverSucceedsFailsTheTaskWhateverIsAnsweredBeforeIt(String guarantee, String operation, String keyPart) {
        // Given
        scenario.props.put("delivery.guarantee", guarantee);
        scenario.props.put("retry.timeout.ms", "10000");
        produceLarge();
        if (operation.equals("uploadsAt")) {
            Worker crashed = scenario.worker();
            crashed.store.once(Fate.CRASH_AFTER, "createUpload", "topics/");
            assertThatThrownBy(crashed::drain).isInstanceOf(FaultyStore.Crash.class);
        }
        Worker worker = scenario.worker();
        worker.store.plan = (op, key) -> op.equals(operation) && key.contains(keyPart) ? Fate.LOST : Fate.OK;

        // When / Then
        assertThatThrownBy(() -> {
                    for (int attempt = 0; attempt < 10; attempt++) {
                        worker.poll();
                        worker.nanos.addAndGet(3_000_000_000L);
                    }
                })
                .hasMessageContaining("PEN-401")
                .hasMessageContaining("retry.timeout.ms");
        assertThat(worker.retriable).isPositive();
        worker.stop();
    }
}
