package io.penstock.bench.jdbc;

/** What is done to the table. */
enum JdbcCase {
    /** Rows are added to an empty table. */
    INSERT("pg.insert", false, false),
    /** Upserts of keys that an empty table does not have. */
    UPSERT_NEW("pg.upsert.new", true, false),
    /** Upserts of keys that the table has, with other values in all other columns. */
    UPSERT_UPDATE("pg.upsert.update", true, true);

    private final String title;
    private final boolean upserts;
    private final boolean filled;

    JdbcCase(String title, boolean upserts, boolean filled) {
        this.title = title;
        this.upserts = upserts;
        this.filled = filled;
    }

    /** As in the results. */
    String title() {
        return title;
    }

    boolean upserts() {
        return upserts;
    }

    /** Whether the table holds all keys before the run. */
    boolean filled() {
        return filled;
    }
}
