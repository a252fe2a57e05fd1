package io.penstock.jdbc.config;

/** What becomes of a field that has no column in an existing table. */
public enum UnknownFields {
    /** Its record is a bad record. */
    FAIL,
    /** It is not stored. */
    IGNORE,
    /** It gets a column. */
    EVOLVE
}
