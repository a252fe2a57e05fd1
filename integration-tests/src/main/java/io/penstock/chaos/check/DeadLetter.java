package io.penstock.chaos.check;

/**
 * A record of a dead letter queue.
 *
 * @param place in the queue, for the reader of a report
 * @param origin where Connect says that the record stood; a partition of -1 where it does not say so, or names another topic
 * @param reason the message of the exception; empty if there is none
 * @param leaks whether its headers repeat what only the value holds
 */
record DeadLetter(String place, Coordinates origin, String reason, boolean leaks) {}
