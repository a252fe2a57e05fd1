package io.penstock.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.s3.FaultyStore.Fate;
import io.penstock.testkit.s3.S3ProxyServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A rebalance takes partitions and brings them back while a batch of a topic that a transform renames waits for the store. */
class RedeliveryIT {

    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final TopicPartition P1 = new TopicPartition("orders", 1);

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

    private Worker renaming(String guarantee) {
        scenario.props.put("delivery.guarantee", guarantee);
        Worker worker = scenario.worker();
        worker.renamed = "sales";
        return worker;
    }

    /** Offsets 0 to 19 are buffered and then dropped, 20 to 29 are given back, and the partition is the task's anew, from 0. */
    private Worker reopenedWithABatchGivenBack(String guarantee) {
        scenario.produce(P0, 0, 30);
        Worker worker = renaming(guarantee);
        worker.poll();
        worker.poll();
        worker.store.plan = (operation, key) -> Fate.LOST;
        worker.poll();
        assertThat(worker.retriable).isEqualTo(1);
        worker.rebalance();
        worker.store.plan = (operation, key) -> Fate.OK;
        return worker;
    }

    @ParameterizedTest
    @ValueSource(strings = {"exactly_once", "at_least_once"})
    void takesNoRecordsOfAPartitionThatWereFetchedBeforeItWasOpened(String guarantee) {
        // Given
        Worker worker = reopenedWithABatchGivenBack(guarantee);

        // When Connect, which knows the batch by another topic, delivers it again
        worker.drain();
        worker.age(300_000);
        worker.commit();

        // Then
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, 30));
        assertThat(scenario.group).containsEntry(P0, 30L);
        worker.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exactly_once", "at_least_once"})
    void doesNotBelieveThatThoseWereConsumed(String guarantee) {
        // Given
        Worker worker = reopenedWithABatchGivenBack(guarantee);
        worker.silent.add(P0);

        // When
        worker.poll();
        worker.poll();
        worker.commit();

        // Then
        assertThat(scenario.group).doesNotContainKey(P0);
        worker.stop();
    }

    static Stream<Arguments> histories() {
        return Stream.of("exactly_once", "at_least_once")
                .flatMap(guarantee -> IntStream.rangeClosed(1, 8).mapToObj(seed -> Arguments.of(guarantee, seed)));
    }

    @ParameterizedTest
    @MethodSource("histories")
    void losesNothingWhateverTheOrderOfFailuresAndRebalances(String guarantee, int seed) {
        // Given
        Random random = new Random(seed);
        Draws draws = new Draws(seed);
        scenario.produce(P0, 0, 150);
        scenario.produce(P1, 0, 150);
        Worker worker = renaming(guarantee);
        worker.store.plan = (operation, key) -> draws.of(operation, key).nextInt(3) > 0 ? Fate.OK : Fate.LOST;

        // When
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(6)) {
                case 0 -> worker.rebalance();
                case 1 -> worker.commit();
                case 2 -> worker.nanos.addAndGet(100_000_000_000L);
                default -> worker.poll();
            }
        }
        worker.store.plan = (operation, key) -> Fate.OK;
        worker.drain();
        worker.age(300_000);
        worker.commit();

        // Then
        for (TopicPartition partition : List.of(P0, P1)) {
            List<Long> stored = scenario.stored(partition);
            assertThat(
                            guarantee.equals("exactly_once")
                                    ? stored
                                    : stored.stream().distinct().toList())
                    .isEqualTo(Scenario.ids(0, 150));
            assertThat(scenario.group).containsEntry(partition, 150L);
        }
        worker.stop();
    }
}
