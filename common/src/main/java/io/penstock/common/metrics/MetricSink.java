package io.penstock.common.metrics;

import java.util.Map;
import java.util.function.LongSupplier;

/** Where a task's metrics are shown. */
interface MetricSink extends AutoCloseable {

    /** Shows every metric; called once. The suppliers are read by other threads. */
    void show(Map<Metric, LongSupplier> metrics);

    /** Takes them away; a second call is harmless. */
    @Override
    void close();
}
