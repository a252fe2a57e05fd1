package io.penstock.jdbc.writer;

import io.penstock.common.metrics.Metric;
import io.penstock.common.metrics.TaskMetrics;
import io.penstock.common.metrics.Unit;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** The metrics of a JDBC sink task. */
public final class JdbcMetrics implements AutoCloseable {

    private static final Metric RECORDS_RECEIVED =
            Metric.counter("records-received", Unit.RECORDS, "Records that Connect has handed to the task.");
    private static final Metric RECORDS_DISCARDED = Metric.counter(
            "records-discarded", Unit.RECORDS, "Records that were dropped because the ledger has them already.");
    private static final Metric RECORDS_PASSED_OVER = Metric.counter(
            "records-passed-over",
            Unit.RECORDS,
            "Records that change nothing: deletes with delete.mode=ignore, tombstones that repeat a delete of Debezium, deletes and"
                    + " truncations of a table that is not there.");
    private static final Metric ROWS_WRITTEN =
            Metric.counter("rows-written", Unit.RECORDS, "Changes that the database has committed.");
    private static final Metric BATCHES =
            Metric.counter("batches", Unit.COUNT, "Transactions of rows that the database has committed.");
    private static final Metric FLUSH_TIME =
            Metric.counter("flush-time", Unit.MILLISECONDS, "Time spent in flushes, failed ones included.");
    private static final Metric RETRIES =
            Metric.counter("retries", Unit.COUNT, "Attempts that failed and were or will be made again.");
    private static final Metric RECORDS_ERRANT =
            Metric.counter("records-errant", Unit.RECORDS, "Records that were handed to the dead letter queue.");
    private static final Metric FENCED =
            Metric.counter("fenced", Unit.COUNT, "Times that another task was found to have taken over.");
    private static final Metric COMMIT_FAILURES = Metric.counter(
            "commit-failures", Unit.COUNT, "Flushes that failed when Connect asked for the offsets to commit.");
    private static final Metric BUFFER_ROWS =
            Metric.gauge("buffer-rows", Unit.RECORDS, "Rows that wait to be written.");
    private static final Metric BUFFER_BYTES =
            Metric.gauge("buffer-bytes", Unit.BYTES, "Memory that waiting rows hold, by estimate.");

    /** All of them, for the reference page. */
    public static final List<Metric> ALL = List.of(
            RECORDS_RECEIVED,
            RECORDS_DISCARDED,
            RECORDS_PASSED_OVER,
            ROWS_WRITTEN,
            BATCHES,
            FLUSH_TIME,
            RETRIES,
            RECORDS_ERRANT,
            FENCED,
            COMMIT_FAILURES,
            BUFFER_ROWS,
            BUFFER_BYTES);

    final LongAdder recordsReceived;
    final LongAdder recordsDiscarded;
    final LongAdder recordsPassedOver;
    final LongAdder rowsWritten;
    final LongAdder batches;
    final LongAdder flushTime;
    final LongAdder retries;
    final LongAdder recordsErrant;
    final LongAdder fenced;
    final LongAdder commitFailures;
    private final TaskMetrics metrics;

    private JdbcMetrics(TaskMetrics metrics) {
        this.metrics = metrics;
        this.recordsReceived = metrics.counter(RECORDS_RECEIVED);
        this.recordsDiscarded = metrics.counter(RECORDS_DISCARDED);
        this.recordsPassedOver = metrics.counter(RECORDS_PASSED_OVER);
        this.rowsWritten = metrics.counter(ROWS_WRITTEN);
        this.batches = metrics.counter(BATCHES);
        this.flushTime = metrics.counter(FLUSH_TIME);
        this.retries = metrics.counter(RETRIES);
        this.recordsErrant = metrics.counter(RECORDS_ERRANT);
        this.fenced = metrics.counter(FENCED);
        this.commitFailures = metrics.counter(COMMIT_FAILURES);
    }

    /** @param taskContext the task's {@code SinkTaskContext} */
    public static JdbcMetrics open(Object taskContext, String connector, int task) {
        return new JdbcMetrics(TaskMetrics.open(taskContext, connector, task, ALL));
    }

    void buffer(LongSupplier rows, LongSupplier bytes) {
        metrics.gauge(BUFFER_ROWS, rows);
        metrics.gauge(BUFFER_BYTES, bytes);
    }

    @Override
    public void close() {
        metrics.close();
    }
}
