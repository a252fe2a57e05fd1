package io.penstock.common.metrics;

/** What a metric counts or measures. */
public enum Unit {
    RECORDS,
    BYTES,
    MILLISECONDS,
    COUNT
}
