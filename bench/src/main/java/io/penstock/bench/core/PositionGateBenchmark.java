package io.penstock.bench.core;

import io.penstock.common.offset.Position;
import io.penstock.common.offset.PositionGate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What exactly once costs each record in both sinks: the gate before the batch, and the witness of its last record at the
 * flush. A score is nanoseconds a record.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PositionGateBenchmark {

    private static final int BATCH = 5_000;

    private final List<SinkRecord> records = SinkRecords.batch(BATCH);
    private final TopicPartition partition = new TopicPartition(SinkRecords.TOPIC, 3);

    /** A batch that the ledger has not seen: all are taken. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Position takesABatch() {
        PositionGate gate = new PositionGate(partition, Position.noOpinion(0));
        int taken = admit(gate);
        Position position = gate.position();
        require(taken == BATCH && position.nextOffset() == BATCH, taken + " taken, position " + position);
        return position;
    }

    /** A batch that the ledger has already, as after a crash before the group's offset was committed: none is taken. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Position dropsABatchThatIsStored(Stored stored) {
        PositionGate gate = new PositionGate(partition, stored.position);
        int taken = admit(gate);
        require(taken == 0 && gate.nextOffset() == BATCH, taken + " taken, next offset " + gate.nextOffset());
        return gate.position();
    }

    private int admit(PositionGate gate) {
        int taken = 0;
        for (SinkRecord record : records) {
            if (gate.admit(record) == PositionGate.Decision.ACCEPT) {
                taken++;
            }
        }
        return taken;
    }

    private static void require(boolean sound, String found) {
        if (!sound) {
            throw new IllegalStateException("the benchmark did not do its work on " + BATCH + " records: " + found);
        }
    }

    /** A ledger's position beyond the batch. */
    @State(Scope.Thread)
    public static class Stored {

        final Position position;

        public Stored() {
            PositionGate gate = new PositionGate(new TopicPartition(SinkRecords.TOPIC, 3), Position.noOpinion(0));
            SinkRecords.batch(BATCH).forEach(gate::admit);
            position = gate.position();
        }
    }
}
