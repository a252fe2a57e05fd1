/**
 * The JDBC sink: shells that Kafka Connect calls, on herder threads (connector) and on one thread a task (task). They parse
 * the configuration and delegate to {@code writer}.
 */
@NullMarked
package io.penstock.jdbc;

import org.jspecify.annotations.NullMarked;
