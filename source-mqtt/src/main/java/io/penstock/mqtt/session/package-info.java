/**
 * Exactly once from QoS 2, without I/O, threads or clocks: what of a session at the broker is kept in Kafka, when which packet is answered, and when a subscription may be asked for.
 *
 * <p>{@link io.penstock.mqtt.session.SessionMemory} is the state machine with its rules. Called by {@code io.penstock.mqtt.intake}, under its lock.
 */
@NullMarked
package io.penstock.mqtt.session;

import org.jspecify.annotations.NullMarked;
