/**
 * Keeps a session at the broker and holds its messages until Kafka has them: a reader thread fills a bounded buffer, the task's poll empties it, and acknowledgements leave in the order of arrival, each only
 * after its record is durable and only to the connection that brought the message.
 *
 * <p>Called by the task: {@code poll} on Connect's task thread, {@code commitRecord} on the producer's thread. The reader thread is {@link io.penstock.mqtt.intake.Subscriber}'s own.
 */
@NullMarked
package io.penstock.mqtt.intake;

import org.jspecify.annotations.NullMarked;
