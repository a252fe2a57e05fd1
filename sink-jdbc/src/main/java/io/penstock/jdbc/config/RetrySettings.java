package io.penstock.jdbc.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How outages are waited out.
 *
 * @param timeout the longest outage; empty for no bound
 * @param initial bound of the first pause
 * @param max bound of every pause
 */
public record RetrySettings(Optional<Duration> timeout, Duration initial, Duration max) {}
