package io.penstock.jdbc.config;

/** How far existing tables follow their records. */
public enum SchemaEvolution {
    /** Not at all. */
    NONE,
    /** Not at all, and the task fails when a table does not take what the records' schema says. */
    VALIDATE,
    /** Missing columns are added. */
    ADD,
    /** Missing columns are added, and columns that are too narrow are widened. */
    WIDEN
}
