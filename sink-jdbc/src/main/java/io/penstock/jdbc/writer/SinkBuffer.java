package io.penstock.jdbc.writer;

import io.penstock.common.error.ErrorRouter;
import io.penstock.common.error.RecordException;
import io.penstock.jdbc.config.BatchSettings;
import io.penstock.jdbc.plan.RecordSize;
import io.penstock.jdbc.plan.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * The rows that wait to be written, for all tables.
 *
 * <p>Invariant: never more than {@code batch.max.rows} rows, nor more than {@code buffer.memory.bytes} unless a single record
 * is larger than that.
 */
final class SinkBuffer {

    private final Tables tables;
    private final ErrorRouter router;
    private final BatchSettings settings;
    // gauges read them from other threads
    private volatile int rows;
    private volatile long bytes;
    private boolean bound = true;

    SinkBuffer(Tables tables, ErrorRouter router, BatchSettings settings) {
        this.tables = tables;
        this.router = router;
        this.settings = settings;
    }

    Collection<TableBatch> batches() {
        return tables.batches();
    }

    boolean isEmpty() {
        return rows == 0;
    }

    boolean isFull() {
        return rows >= settings.maxRows() || bytes >= settings.memoryBytes();
    }

    /** Whether there is room for one more record of this size. */
    boolean hasRoomFor(long recordSize) {
        return rows == 0 || (rows < settings.maxRows() && bytes + recordSize <= settings.memoryBytes());
    }

    int rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }

    /** @param recordSize of the row's record, {@link RecordSize} */
    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the task's thread only
    void add(TableBatch batch, Row row, long recordSize) {
        batch.add(row);
        rows++;
        bytes += recordSize;
    }

    void clear() {
        tables.forgetIdle();
        for (TableBatch batch : tables.batches()) {
            batch.replace(new ArrayList<>());
        }
        count();
    }

    /** Throws away the rows of partitions that the task no longer owns. */
    void drop(Set<TopicPartition> partitions) {
        for (TableBatch batch : tables.batches()) {
            batch.rows()
                    .removeIf(row -> partitions.contains(new TopicPartition(
                            row.record().originalTopic(), row.record().originalKafkaPartition())));
        }
        count();
    }

    /** Makes all rows anew, after their tables were looked at again. */
    void rebind() {
        bound = false;
        do {
            tables.refresh();
        } while (!tables.batches().stream().allMatch(this::bindAgain));
        count();
        bound = true;
    }

    /** @return false when columns of the table were changed meanwhile */
    private boolean bindAgain(TableBatch batch) {
        List<Row> rebound = new ArrayList<>(batch.rows().size());
        for (Row row : batch.rows()) {
            if (!row.isRejected()) {
                try {
                    Row again = tables.bind(batch, row.record());
                    if (again == null) {
                        return false;
                    }
                    rebound.add(again);
                } catch (RecordException e) {
                    router.route(row.record(), e);
                    row.reject();
                }
            }
        }
        batch.replace(rebound);
        return true;
    }

    /** A rebinding that an outage has cut off leaves rows that do not belong to their tables' layouts. */
    void finishRebinding() {
        if (!bound) {
            rebind();
        }
    }

    private void count() {
        int left = 0;
        long size = 0;
        for (TableBatch batch : tables.batches()) {
            left += batch.rows().size();
            for (Row row : batch.rows()) {
                size += RecordSize.of(row.record()) + RecordSize.ofCells(row);
            }
        }
        rows = left;
        bytes = size;
    }
}
