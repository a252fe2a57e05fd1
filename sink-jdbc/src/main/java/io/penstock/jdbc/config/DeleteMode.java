package io.penstock.jdbc.config;

/** Which records delete, as users write it; {@link DeleteRule} is what the sink works with. */
public enum DeleteMode {
    NONE,
    IGNORE,
    TOMBSTONE,
    FIELD,
    SOFT
}
