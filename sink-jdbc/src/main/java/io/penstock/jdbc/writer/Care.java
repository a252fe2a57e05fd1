package io.penstock.jdbc.writer;

/** How closely a flush looks for bad rows. */
enum Care {
    /** In the hope that there is none: the first one makes it fail. */
    NONE,
    /** Rows are bad that fail with what only rows can cause. */
    ROWS,
    /** So are rows that fail by themselves with anything else, where the statement is known to be good. */
    ANYTHING;

    boolean isolates() {
        return this != NONE;
    }
}
