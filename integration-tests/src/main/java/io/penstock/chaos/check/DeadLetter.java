package io.penstock.chaos.check;

import io.penstock.chaos.load.MessageId;
import java.util.Optional;

/**
 * A record of a dead letter queue.
 *
 * @param place in the queue, for the reader of a report
 * @param origin where Connect says that the record stood; a partition of -1 where it does not say so, or names another topic
 * @param message which message it names and has, key and value byte for byte; empty if it names none or has other bytes
 * @param reason the message of the exception; empty if there is none
 * @param leaks whether its headers repeat what only the value holds
 */
record DeadLetter(String place, Coordinates origin, Optional<MessageId> message, String reason, boolean leaks) {}
