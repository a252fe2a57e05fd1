package io.penstock.jdbc.config;

import java.time.Duration;

/**
 * When buffered rows are written.
 *
 * @param maxRows a flush has no more rows than this in all tables together
 * @param memoryBytes hard bound of what a task keeps; reached, it writes at once
 * @param flushInterval the longest that a row waits
 */
public record BatchSettings(int maxRows, long memoryBytes, Duration flushInterval) {}
