/**
 * From an MQTT message to a Kafka record: names, key, value, headers, source offset. Pure: no I/O, no state. Called by the task's poll on Connect's task thread.
 */
@NullMarked
package io.penstock.mqtt.mapping;

import org.jspecify.annotations.NullMarked;
