package io.penstock.jdbc.config;

import java.util.Locale;

/** How rows come to a database; each has some of these ({@link Database#writeMethods}). */
public enum WriteMethod {
    /** The one of the database's that was measured to be best. */
    AUTO,
    /** PostgreSQL's COPY, in binary form. */
    COPY,
    /** A statement for each batch, with an array for each column. */
    UNNEST,
    /** Statements of many rows, with a parameter for each value. */
    MULTIROW,
    /** The bulk protocol of MariaDB: one statement, with the values of many rows. */
    BULK,
    /** A statement for each row, sent as a batch of the driver. */
    BATCH;

    /** As users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
