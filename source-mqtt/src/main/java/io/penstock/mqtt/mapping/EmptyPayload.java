package io.penstock.mqtt.mapping;

/** What a payload without a byte becomes, as publishers send it who clear a retained message. */
public enum EmptyPayload {
    /** Of JSON, which has no empty text, a tombstone; else what it is. */
    AUTO,
    /** A record without a value. */
    TOMBSTONE,
    /** What the format makes of it. */
    PAYLOAD;

    boolean isTombstone(ValueFormat format) {
        return this == TOMBSTONE || (this == AUTO && format == ValueFormat.JSON);
    }
}
