package io.penstock.common.offset;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.common.error.FatalException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the gate in a model of Connect's sink task: one partition whose log has gaps, batches that come again, rewinds, crashes, a
 * group offset that an operator moves, and a topic that is deleted and created anew.
 */
class PositionGateModelTest {

    private static final int RUNS = 2_000;
    private static final int STEPS = 60;

    @Test
    void takesEveryRecordOnceAndInOrderThroughCrashesRewindsAndMovedGroupOffsets() {
        int seeks = 0;
        int taken = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            // Given
            World world = new World(seed);

            // When
            for (int step = 0; step < STEPS; step++) {
                world.step(true);
            }
            world.drain();

            // Then
            assertThat(world.target).as("seed %d", seed).isEqualTo(List.copyOf(world.log.values()));
            seeks += world.seeks;
            taken += world.target.size();
        }
        assertThat(seeks).as("runs that seek").isGreaterThan(RUNS / 2);
        assertThat(taken).isGreaterThan(RUNS * 10);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neverPassesOverRecordsOfATopicThatWasCreatedAnew(boolean whileStopped) {
        int found = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            // Given
            World world = new World(seed);
            for (int step = 0; step < STEPS / 2; step++) {
                world.step(true);
            }
            if (whileStopped) {
                world.recreate();
                world.restart();
            } else if (!world.recreateUnderTheConsumer()) {
                continue;
            }

            // When
            boolean failed = false;
            try {
                world.poll(false); // before the new log grows beyond the consumer's position
                for (int step = 0; step < STEPS / 2; step++) {
                    world.step(false);
                }
                world.drain();
            } catch (FatalException e) {
                failed = true;
                found++;
            }

            // Then
            List<String> ofNewTopic =
                    world.target.stream().filter(world.log::containsValue).toList();
            if (failed) {
                assertThat(ofNewTopic)
                        .as("nothing taken before the conflict, seed %d", seed)
                        .isEmpty();
            } else {
                assertThat(ofNewTopic).as("seed %d", seed).isEqualTo(List.copyOf(world.log.values()));
            }
            assertThat(new HashSet<>(world.target)).as("seed %d", seed).hasSameSizeAs(world.target);
        }
        assertThat(found).as("conflicts").isGreaterThan(RUNS / 30);
    }

    /** The broker, the consumer, Connect's worker, a sink with a buffer, and its target with a ledger. */
    private static final class World {

        private final Random random;

        private int incarnation;
        private NavigableMap<Long, String> log = new TreeMap<>();
        private long end;
        private OptionalLong group = OptionalLong.empty();

        private final List<String> target = new ArrayList<>();
        private Position ledger = Position.noOpinion(0);

        private PositionGate gate = new PositionGate(Records.ORDERS, ledger);
        private final List<String> buffer = new ArrayList<>();

        private long consumer;
        private long consumed;
        private long lastCommitted;
        private OptionalLong contextOffset = OptionalLong.empty();
        private List<SinkRecord> batch = List.of();
        private int seeks;

        World(long seed) {
            random = new Random(seed);
            produce();
            restart();
        }

        void step(boolean operators) {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> poll(random.nextInt(4) == 0);
                case 4, 5 -> produce();
                case 6, 7 -> flush();
                case 8 -> commit();
                case 9 -> failPreCommit();
                case 10 -> restart();
                default -> {
                    if (operators && ledger.hasOpinion()) {
                        group = random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong(end + 1));
                        restart();
                    }
                }
            }
        }

        void produce() {
            int[] gaps = {0, 0, 0, 0, 1, 4, 9_000, 30_000};
            for (int i = random.nextInt(6); i >= 0; i--) {
                end += gaps[random.nextInt(gaps.length)];
                log.put(end, incarnation + "/" + end);
                end++;
            }
            end += random.nextInt(4) == 0 ? 1 : 0; // a transaction's marker
        }

        /** Deleting a topic deletes the group's offsets. */
        void recreate() {
            incarnation++;
            log = new TreeMap<>();
            end = 0;
            group = OptionalLong.empty();
            for (int i = random.nextInt(12); i >= 0; i--) {
                produce();
            }
        }

        /** @return false where the consumer's position lies within the new log: then nothing shows that it is another one */
        boolean recreateUnderTheConsumer() {
            recreate();
            return ledger.hasOpinion()
                    && buffer.isEmpty()
                    && batch.isEmpty()
                    && contextOffset.isEmpty()
                    && consumer > end;
        }

        void restart() {
            buffer.clear();
            batch = List.of();
            contextOffset = OptionalLong.empty();
            gate = new PositionGate(Records.ORDERS, ledger);
            consumer = group.orElse(0);
            lastCommitted = consumer;
            consumed = consumer;
        }

        void poll(boolean fails) {
            if (contextOffset.isPresent()) {
                consumer = contextOffset.getAsLong();
                lastCommitted = consumer;
                consumed = consumer;
                contextOffset = OptionalLong.empty();
            }
            if (batch.isEmpty()) {
                fetch();
            }
            put(fails);
        }

        private void fetch() {
            if (consumer > end) {
                consumer = 0; // auto.offset.reset=earliest
            }
            batch = log.tailMap(consumer).entrySet().stream()
                    .limit(1 + random.nextInt(5))
                    .map(entry ->
                            Records.at(entry.getKey(), incarnation * 10_000_000L + entry.getKey(), entry.getValue()))
                    .toList();
            consumer = batch.isEmpty() ? end : batch.get(batch.size() - 1).kafkaOffset() + 1;
        }

        private void put(boolean fails) {
            PositionGate.Mark mark = gate.mark();
            List<String> admitted = new ArrayList<>();
            boolean seek = batch.isEmpty() && gate.unconfirmed();
            for (SinkRecord record : batch) {
                PositionGate.Decision decision = gate.admit(record);
                if (decision == PositionGate.Decision.SEEK) {
                    seek = true;
                    break;
                }
                if (decision == PositionGate.Decision.ACCEPT) {
                    admitted.add((String) record.value());
                }
            }
            if (seek) {
                contextOffset = OptionalLong.of(gate.seekOffset());
                gate.sought();
                seeks++;
            }
            if (fails) {
                // Some sinks have nothing to give back and throw all the same.
                if (!admitted.isEmpty() || random.nextBoolean()) {
                    gate.rollBack(mark);
                }
                return;
            }
            buffer.addAll(admitted);
            consumed = batch.isEmpty() ? consumed : batch.get(batch.size() - 1).kafkaOffset() + 1;
            batch = List.of();
        }

        void flush() {
            target.addAll(buffer);
            buffer.clear();
            ledger = gate.position();
        }

        void commit() {
            // The worker ignores offsets beyond what it has delivered, or was sent to.
            if (gate.settled() && ledger.hasOpinion() && ledger.nextOffset() <= consumed) {
                group = OptionalLong.of(ledger.nextOffset());
                lastCommitted = ledger.nextOffset();
            }
        }

        void failPreCommit() {
            if (batch.isEmpty() && contextOffset.isEmpty()) {
                // An older commit may be the one that the worker knows.
                consumer = Math.min(lastCommitted, group.orElse(lastCommitted));
                consumed = consumer;
            }
        }

        void drain() {
            for (int idle = 0; idle < 6; ) {
                poll(false);
                flush();
                commit();
                idle = consumer >= end && batch.isEmpty() && contextOffset.isEmpty() ? idle + 1 : 0;
            }
        }
    }
}
