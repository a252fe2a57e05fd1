package io.penstock.common.metrics;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connect's registry for plugins (KIP-877, from 4.1). We compile against 3.7, which lacks the interface, so it is called by
 * reflection; the class is never named in our signatures. A metric that cannot be shown is a warning and never a failed task.
 */
final class PluginMetricsSink implements MetricSink {

    private static final Logger log = LoggerFactory.getLogger(PluginMetricsSink.class);

    private final Object registry;
    private final Method metricName;
    private final Method addMetric;
    private final Method removeMetric;
    private final List<MetricName> shown = new ArrayList<>();

    /** @param type the registry's public interface, {@code PluginMetrics} on a worker */
    PluginMetricsSink(Object registry, Class<?> type) throws NoSuchMethodException {
        this.registry = registry;
        this.metricName = type.getMethod("metricName", String.class, String.class, LinkedHashMap.class);
        this.addMetric = type.getMethod("addMetric", MetricName.class, MetricValueProvider.class);
        this.removeMetric = type.getMethod("removeMetric", MetricName.class);
    }

    /** Empty on workers below 4.1. */
    static Optional<PluginMetricsSink> of(Object taskContext) {
        Class<?> contextType = taskContext instanceof SinkTaskContext ? SinkTaskContext.class : SourceTaskContext.class;
        try {
            Method pluginMetrics = contextType.getMethod("pluginMetrics");
            Object registry = pluginMetrics.invoke(taskContext);
            return registry == null
                    ? Optional.empty()
                    : Optional.of(new PluginMetricsSink(registry, pluginMetrics.getReturnType()));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException | LinkageError e) {
            log.warn(
                    "The worker's metrics registry for plugins cannot be used, metrics go to JMX instead: {}",
                    e.toString());
            return Optional.empty();
        }
    }

    @Override
    public void show(Map<Metric, LongSupplier> metrics) {
        metrics.forEach((metric, reading) -> {
            Gauge<Long> gauge = (config, now) -> reading.getAsLong();
            try {
                MetricName name = (MetricName) metricName.invoke(
                        registry, metric.name(), metric.description(), new LinkedHashMap<String, String>());
                addMetric.invoke(registry, name, gauge);
                shown.add(name);
            } catch (ReflectiveOperationException e) {
                log.warn("Metric {} cannot be shown: {}", metric.name(), reason(e));
            }
        });
    }

    @Override
    public void close() {
        for (MetricName name : shown) {
            try {
                removeMetric.invoke(registry, name);
            } catch (ReflectiveOperationException e) {
                // The worker closes its registry by itself when the task ends.
                log.debug("Metric {} could not be taken away: {}", name, reason(e));
            }
        }
        shown.clear();
    }

    private static String reason(ReflectiveOperationException e) {
        return e instanceof InvocationTargetException && e.getCause() != null
                ? e.getCause().toString()
                : e.toString();
    }
}
