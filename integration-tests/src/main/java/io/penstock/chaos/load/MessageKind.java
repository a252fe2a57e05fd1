package io.penstock.chaos.load;

/** What a message is good for. Expectations of the checker: they follow from the docs, not from the connectors' code. */
public enum MessageKind {
    /** Fits everywhere. */
    GOOD,
    /** Not JSON: Connect's converter fails for every sink. Dead letter everywhere, stored nowhere. */
    MALFORMED,
    /** A text where the tables have a number. Dead letter of both JDBC sinks; the store takes it. */
    TEXT_FOR_NUMBER,
    /** A list for a zone. Dead letter of the sink that makes a path of the zone; the others take it. */
    LIST_FOR_ZONE,
    /** The JSON text {@code null}: to a sink a tombstone. Deletes the row of the upsert table; dead letter elsewhere. */
    TOMBSTONE
}
