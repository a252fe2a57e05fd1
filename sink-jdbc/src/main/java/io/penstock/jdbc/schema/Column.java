package io.penstock.jdbc.schema;

/**
 * A column that exists.
 *
 * @param databaseType the database's own name of the type, as it may stand in a cast, {@code numeric(10,2)}
 * @param scale how many digits after the point a DECIMAL column keeps; {@link #ANY_SCALE} where it keeps all
 *
 * @param hasDefault whether a new row that says nothing of it gets something else than null
 *
 * @param constrained whether a constraint may refuse a new row because that says nothing of it: NOT NULL without a default, or a CHECK
 */
public record Column(
        String name, ColumnType type, String databaseType, int scale, boolean hasDefault, boolean constrained) {

    public static final int ANY_SCALE = Integer.MAX_VALUE;

    /** Of which no default and no constraint is known. */
    public Column(String name, ColumnType type, String databaseType, int scale) {
        this(name, type, databaseType, scale, false, false);
    }
}
