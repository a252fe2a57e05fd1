package io.penstock.common.offset;

import io.penstock.common.record.RecordCoordinates;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Knows what of Connect's redelivery is not to be believed after a rebalance.
 *
 * <p>When a {@code put} gives its records back by a {@code RetriableException} and a rebalance comes before the next, Connect withdraws the
 * records of the revoked partitions, by the topics that transforms gave them: of a renamed topic it withdraws none, and delivers them again, also when
 * the partition is this task's anew and its consumer stands before them. And it keeps the withdrawn records' offsets, and counts them as
 * consumed after the next {@code put} that succeeds (WorkerSinkTask, 3.7 to 4.3: {@code origOffsets} is cleared of lost partitions only). Who
 * takes those records, or commits by that count, loses what was before them.
 *
 * <p>Invariants: of a partition that was opened while records were given back nothing is taken until records come that were fetched later, nor is
 * Connect's count believed until a {@code put} with one of those has succeeded, from when on Connect counts by it. Confined to the task's
 * thread; partitions are original ones (KIP-793).
 */
public final class Redelivery {

    /** Opened since the records in hand were fetched. */
    private final Set<TopicPartition> stale = new HashSet<>();

    private final Set<TopicPartition> doubted = new HashSet<>();
    private Collection<SinkRecord> givenBack = List.of();
    private boolean pending;
    private boolean again;

    /** The task owns these partitions from now on. */
    public void opened(Collection<TopicPartition> partitions) {
        if (pending) {
            stale.addAll(partitions);
            doubted.addAll(partitions);
        }
    }

    public void closed(Collection<TopicPartition> partitions) {
        stale.removeAll(partitions);
        doubted.removeAll(partitions);
    }

    /**
     * A {@code put} begins.
     *
     * @return those of the records that are to be taken
     */
    public Collection<SinkRecord> begin(Collection<SinkRecord> records) {
        again = isGivenBack(records);
        if (!again) {
            stale.clear();
        }
        if (stale.isEmpty()) {
            return records;
        }
        return records.stream()
                .filter(record -> !stale.contains(RecordCoordinates.of(record).topicPartition()))
                .toList();
    }

    /**
     * By identity, as Connect delivers a batch again: when a rebalance has taken all partitions of that batch, fresh records come
     * instead.
     */
    @SuppressWarnings("ReferenceEquality")
    private boolean isGivenBack(Collection<SinkRecord> records) {
        if (givenBack.isEmpty() || records.isEmpty()) {
            return false;
        }
        SinkRecord first = records.iterator().next();
        return givenBack.stream().anyMatch(record -> record == first);
    }

    /** Whether the records of this {@code put} are those, or some of those, that the last one gave back. */
    public boolean isAgain() {
        return again;
    }

    /** A {@code put} of these records is about to end in a {@code RetriableException}. */
    public void givenBack(Collection<SinkRecord> records) {
        givenBack = records;
        pending = true;
    }

    /** A {@code put} of these records has succeeded. */
    public void taken(Collection<SinkRecord> records) {
        givenBack = List.of();
        pending = false;
        if (doubted.isEmpty()) {
            return;
        }
        for (SinkRecord record : records) {
            TopicPartition partition = RecordCoordinates.of(record).topicPartition();
            if (!stale.contains(partition)) {
                doubted.remove(partition);
            }
        }
    }

    /** Whether all below Connect's count was delivered to this task since it has had the partition, or dropped by a transform. */
    public boolean isCountTrue(TopicPartition partition) {
        return !doubted.contains(partition);
    }
}
