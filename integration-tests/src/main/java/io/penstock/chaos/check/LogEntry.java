package io.penstock.chaos.check;

import io.penstock.chaos.load.MessageId;
import io.penstock.chaos.load.MessageKind;

/**
 * A record in Kafka that says which message it is.
 *
 * @param timestamp milliseconds since 1970, as Kafka shows it
 * @param key of the message, not of the record
 * @param sound whether key and value of the record are, byte for byte, what was sent
 */
record LogEntry(Coordinates at, long timestamp, MessageId id, MessageKind kind, String key, boolean sound) {

    /** {@code p3/17 (MALFORMED) at chaos-2@812}. */
    @Override
    public String toString() {
        return id + (kind == MessageKind.GOOD ? "" : " (" + kind + ")") + " at " + at;
    }
}
