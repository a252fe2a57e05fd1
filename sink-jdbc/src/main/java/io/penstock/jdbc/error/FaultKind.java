package io.penstock.jdbc.error;

/** What follows from a failure of the database. */
public enum FaultKind {
    /** The connection is gone or cannot be had; retried on a new one. */
    CONNECTION,
    /** The same work may succeed later on the same connection. */
    BUSY,
    /** One row is bad; its neighbours are not. */
    ROW,
    /** The statement does not fit the table; a fresh look at the table may help, once. */
    STATEMENT,
    /** Only a person can help. */
    FATAL;

    public boolean isTransient() {
        return this == CONNECTION || this == BUSY;
    }
}
