/**
 * Metrics that are declared once and appear as {@code kafka.connect:type=plugins,connector=…,task=…}, through Connect's own
 * registry where the worker has it (4.1, KIP-877) and through JMX below. Counters are thread-safe; gauges are read by JMX
 * threads.
 */
@NullMarked
package io.penstock.common.metrics;

import org.jspecify.annotations.NullMarked;
