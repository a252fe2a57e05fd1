package io.penstock.s3.writer;

import io.penstock.common.metrics.Metric;
import io.penstock.common.metrics.TaskMetrics;
import io.penstock.common.metrics.Unit;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The metrics of an S3 sink task, declared once. Counters are raised on the task's thread; gauges are read by JMX threads.
 *
 * @param received records that were taken, without those delivered twice
 * @param errant records that went to the dead letter queue
 * @param objects objects that became visible
 * @param bytes of those objects, as stored
 * @param requests to the store, failed ones included
 * @param retries requests that failed and may succeed later
 * @param fenced batches given up because another owner had claimed the partition
 */
public record SinkMetrics(
        LongAdder received,
        LongAdder errant,
        LongAdder objects,
        LongAdder bytes,
        LongAdder requests,
        LongAdder retries,
        LongAdder fenced) {

    private static final Metric RECEIVED =
            Metric.counter("records-received", Unit.RECORDS, "Records taken, without those that were delivered twice.");
    private static final Metric ERRANT =
            Metric.counter("records-errant", Unit.RECORDS, "Records sent to the dead letter queue.");
    private static final Metric OBJECTS =
            Metric.counter("objects-written", Unit.COUNT, "Data objects that this task made visible.");
    private static final Metric BYTES =
            Metric.counter("bytes-written", Unit.BYTES, "Bytes of those objects, as stored.");
    private static final Metric REQUESTS =
            Metric.counter("requests", Unit.COUNT, "Requests to the store, failed ones included.");
    private static final Metric RETRIES = Metric.counter(
            "requests-failed", Unit.COUNT, "Requests without an answer, or answered that they should be repeated.");
    private static final Metric FENCED = Metric.counter(
            "batches-fenced", Unit.COUNT, "Batches given up because another task had claimed the partition.");
    private static final Metric BUFFERED =
            Metric.gauge("buffer-bytes", Unit.BYTES, "Memory held for open files, against buffer.memory.bytes.");
    private static final Metric SPILLED =
            Metric.gauge("spill-bytes", Unit.BYTES, "Held for open files on disk, against buffer.spill.bytes.");
    private static final Metric OPEN_FILES = Metric.gauge("open-files", Unit.COUNT, "Files that are being filled.");

    /** All of them, for the reference page. */
    public static final List<Metric> DECLARED =
            List.of(RECEIVED, ERRANT, OBJECTS, BYTES, REQUESTS, RETRIES, FENCED, BUFFERED, SPILLED, OPEN_FILES);

    public static SinkMetrics of(TaskMetrics metrics) {
        return new SinkMetrics(
                metrics.counter(RECEIVED),
                metrics.counter(ERRANT),
                metrics.counter(OBJECTS),
                metrics.counter(BYTES),
                metrics.counter(REQUESTS),
                metrics.counter(RETRIES),
                metrics.counter(FENCED));
    }

    /** Shows what the writer holds. */
    public static void gauges(
            TaskMetrics metrics, LongSupplier buffered, LongSupplier spilled, LongSupplier openFiles) {
        metrics.gauge(BUFFERED, buffered);
        metrics.gauge(SPILLED, spilled);
        metrics.gauge(OPEN_FILES, openFiles);
    }
}
