package io.penstock.jdbc.config;

/** Where the primary key comes from, as users write it; {@link KeyMode} is what the sink works with. */
public enum PkMode {
    NONE,
    KAFKA,
    RECORD_KEY,
    RECORD_VALUE,
    RECORD_HEADER;

    /** Whether a record without a value has such a key. */
    boolean isInTombstones() {
        return this == RECORD_KEY || this == RECORD_HEADER;
    }
}
