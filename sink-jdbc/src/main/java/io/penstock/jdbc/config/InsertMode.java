package io.penstock.jdbc.config;

/** How a record becomes a row. */
public enum InsertMode {
    /** A new row for each record; a key that is there already is the record's error. */
    INSERT,
    /** The row of the record's key is created or overwritten. */
    UPSERT
}
