package io.penstock.common.offset;

import io.penstock.common.record.RecordCoordinates;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Knows for which partitions Connect's count of what was consumed, the argument of {@code preCommit}, is not true.
 *
 * <p>When a {@code put} gives its records back by a {@code RetriableException} and a rebalance comes before the next, Connect drops the
 * records of the revoked partitions but keeps their offsets, and counts them as consumed after the next {@code put} that succeeds, also if the
 * partition is this task's again and nothing of it was delivered (WorkerSinkTask, 3.7 to 4.3: {@code origOffsets} is cleared of lost
 * partitions only). Who commits by that count loses those records.
 *
 * <p>Invariant: a partition that was opened while records were given back is in doubt until a {@code put} with a record of it has succeeded, from
 * when on Connect counts by that record. Confined to the task's thread; offsets are original ones (KIP-793).
 */
public final class ConsumedOffsets {

    private final Set<TopicPartition> doubted = new HashSet<>();
    private boolean givenBack;

    /** The task owns these partitions from now on. */
    public void opened(Collection<TopicPartition> partitions) {
        if (givenBack) {
            doubted.addAll(partitions);
        }
    }

    public void closed(Collection<TopicPartition> partitions) {
        doubted.removeAll(partitions);
    }

    /** A {@code put} is about to end in a {@code RetriableException}. */
    public void givenBack() {
        givenBack = true;
    }

    /** A {@code put} of these records has succeeded. */
    public void taken(Collection<SinkRecord> records) {
        givenBack = false;
        if (!doubted.isEmpty()) {
            for (SinkRecord record : records) {
                doubted.remove(RecordCoordinates.of(record).topicPartition());
            }
        }
    }

    /** Whether all below Connect's count was delivered to this task since it has had the partition, or dropped by a transform. */
    public boolean isTrue(TopicPartition partition) {
        return !doubted.contains(partition);
    }
}
