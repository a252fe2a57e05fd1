package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.mqtt.FaultSchedule.Fault;
import io.penstock.mqtt.FaultSchedule.Outcome;
import io.penstock.testkit.process.Service;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exactly once over a real broker's protocol, under faults drawn from seeds: a quarter of them the same in each run, so that what they found is looked for again, and the others fresh. A failure names its seed; {@code -Dpenstock.schedule.seed=<seed>} runs that one again and again. */
abstract class FaultScheduleSuite {
    private static final String SEED = "penstock.schedule.seed";
    private static final int REPETITIONS = 50;

    /** One of so many. */
    private static final int FIXED_SHARE = 4;

    /** They wait more than they work. */
    private static final int SIDE_BY_SIDE = 16;

    /** A broker of whatever make. */
    record Running(int port, Service service) implements AutoCloseable {
        @Override
        public void close() {
            service.close();
        }
    }

    abstract Running start(Path directory);

    /** How many of them. */
    abstract int schedules();

    /** Whether the broker may send a message again whose PUBREL it has sent. */
    abstract boolean sendsAgainAfterPubrel();

    /** Whether the broker may hold back what comes while a session is taken over, until the session is resumed once more. */
    abstract boolean holdsBackAtTakeover();

    @Test
    @Timeout(300)
    void losesAndDoublesNothing(@TempDir Path directory) throws Exception {
        // Given
        Long chosen = Long.getLong(SEED);
        long first = System.nanoTime();
        int count = chosen == null ? schedules() : REPETITIONS;
        List<Outcome> outcomes = new ArrayList<>();
        ExecutorService stage = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        ExecutorService undertaker = Executors.newCachedThreadPool();

        // When
        try (Running broker = start(directory);
                Publisher publisher = new Publisher(broker.port())) {
            List<Future<Outcome>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long seed = chosen != null ? chosen : i < count / FIXED_SHARE ? i : first + i;
                int run = i;
                running.add(
                        stage.submit(() -> new FaultSchedule(seed, run, broker.port(), publisher, undertaker).run()));
            }
            for (Future<Outcome> schedule : running) {
                outcomes.add(schedule.get()); // whatever it throws names its seed
            }
        } finally {
            stage.shutdownNow();
            undertaker.shutdown();
        }

        // Then
        assertThat(outcomes.stream().filter(outcome -> !outcome.sound()))
                .as("of %d schedules, unsound", count)
                .isEmpty();
        assertThat(outcomes.stream().filter(outcome -> !outcome.excused().isEmpty() && !sendsAgainAfterPubrel()))
                .as("twice since the broker sent them again after their PUBREL")
                .isEmpty();
        assertThat(outcomes.stream().filter(outcome -> outcome.heldBack() > 0 && !holdsBackAtTakeover()))
                .as("held back by the broker until their session was resumed")
                .isEmpty();
        Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
        outcomes.forEach(
                outcome -> outcome.faults().forEach((fault, times) -> faults.merge(fault, times, Integer::sum)));
        if (chosen == null) {
            assertThat(faults)
                    .hasSize(Fault.values().length)
                    .allSatisfy((fault, times) -> assertThat(times).isGreaterThan(count / 4));
        }
    }
}
