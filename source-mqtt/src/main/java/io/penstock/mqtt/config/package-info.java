/**
 * The source's keys and the record that they are read into, once, at start. No I/O. Called by the connector on Connect's herder thread and by the task on its start.
 */
@NullMarked
package io.penstock.mqtt.config;

import org.jspecify.annotations.NullMarked;
