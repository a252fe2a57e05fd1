package io.penstock.jdbc.config;

/** What a null in a record does to a row that is there. */
public enum NullHandling {
    /** The column becomes null. */
    OVERWRITE,
    /** The column keeps what it has, as if the record did not have the field. */
    KEEP_EXISTING
}
