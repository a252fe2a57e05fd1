/**
 * A small blocking MQTT subscriber client for MQTT 3.1.1 and 5: a strict decoder that never allocates by a length it was merely told, and the steps that an
 * exactly-once or at-least-once reader needs apart (packet identifier, DUP, acknowledgements held back).
 *
 * <p>Called by {@code io.penstock.mqtt.intake}. One {@link io.penstock.mqtt.client.MqttConnection} is one network connection: it is read by a single thread, acknowledged from
 * any thread, and owns a writer and a keep-alive thread. Nothing here knows Kafka.
 *
 * <p>Clauses in brackets, such as [MQTT-4.6.0-2], are those of "MQTT Version 5.0", OASIS Standard, 7 March 2019.
 */
@NullMarked
package io.penstock.mqtt.client;

import org.jspecify.annotations.NullMarked;
