/**
 * Declares configuration keys once and turns a connector's string properties into typed values, reporting every fault at
 * once. Called by connectors on Connect's herder threads (validation) and by tasks in {@code start()}; everything here is
 * immutable but {@link io.penstock.common.config.Problems}, which belongs to the one parse that made it. No I/O.
 */
@NullMarked
package io.penstock.common.config;

import org.jspecify.annotations.NullMarked;
