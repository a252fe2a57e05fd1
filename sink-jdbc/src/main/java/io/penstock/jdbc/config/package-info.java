/**
 * The JDBC sink's configuration: every key, declared once, and the immutable record that the rest of the sink reads. Pure,
 * without I/O. Parsed by the connector on a herder thread and by each task in {@code start()}.
 */
@NullMarked
package io.penstock.jdbc.config;

import org.jspecify.annotations.NullMarked;
