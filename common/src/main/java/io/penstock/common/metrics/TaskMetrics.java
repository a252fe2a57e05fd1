package io.penstock.common.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The metrics of one task. All are shown from {@link #open} to {@link #close}; a gauge reads 0 until its source is known.
 * Counters may be raised by any thread; gauges' suppliers are read by JMX threads.
 */
public final class TaskMetrics implements AutoCloseable {

    private final Map<Metric, LongAdder> counters = new LinkedHashMap<>();
    private final Map<Metric, Gauge> gauges = new LinkedHashMap<>();
    private final MetricSink sink;

    private TaskMetrics(List<Metric> declared, MetricSink sink) {
        this.sink = sink;
        Map<Metric, LongSupplier> readings = new LinkedHashMap<>();
        for (Metric metric : declared) {
            switch (metric.kind()) {
                case COUNTER -> {
                    LongAdder counter = new LongAdder();
                    counters.put(metric, counter);
                    readings.put(metric, counter::sum);
                }
                case GAUGE -> {
                    Gauge gauge = new Gauge();
                    gauges.put(metric, gauge);
                    readings.put(metric, gauge::read);
                }
            }
        }
        sink.show(readings);
    }

    /**
     * Shows the metrics in the worker's own registry where it has one for plugins (4.1 and later), else in JMX.
     *
     * @param taskContext the {@code SinkTaskContext} or {@code SourceTaskContext}
     * @param task the task's number, as far as the task knows it
     */
    public static TaskMetrics open(Object taskContext, String connector, int task, List<Metric> declared) {
        MetricSink sink = PluginMetricsSink.of(taskContext)
                .<MetricSink>map(found -> found)
                .orElseGet(() -> new JmxSink(connector, task));
        return new TaskMetrics(declared, sink);
    }

    /** @throws IllegalArgumentException for a counter that was not declared */
    public LongAdder counter(Metric metric) {
        return declared(counters, metric);
    }

    /** @throws IllegalArgumentException for a gauge that was not declared */
    public void gauge(Metric metric, LongSupplier source) {
        declared(gauges, metric).source = source;
    }

    private static <V> V declared(Map<Metric, V> metrics, Metric metric) {
        V found = metrics.get(metric);
        if (found == null) {
            throw new IllegalArgumentException(metric.name() + " was not declared");
        }
        return found;
    }

    @Override
    public void close() {
        sink.close();
    }

    private static final class Gauge {

        private volatile LongSupplier source = () -> 0;

        long read() {
            return source.getAsLong();
        }
    }
}
