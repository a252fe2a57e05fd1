package io.penstock.jdbc.config;

/** How a record becomes a row. */
public enum InsertMode {
    /** A new row for each record; a key that is there already is the record's error. */
    INSERT,
    /** A new row for each key that is not there yet; a row that is there stays as it is. */
    INSERT_IGNORE,
    /** The row of the record's key is created or overwritten. */
    UPSERT,
    /** The row of the record's key is overwritten where there is one; else nothing happens. */
    UPDATE;

    /** Whether rows are found again by their key. */
    public boolean needsKey() {
        return this == UPSERT || this == UPDATE;
    }
}
