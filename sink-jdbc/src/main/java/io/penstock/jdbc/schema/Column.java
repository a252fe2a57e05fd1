package io.penstock.jdbc.schema;

/**
 * A column that exists.
 *
 * @param databaseType the database's own name of the type, as it may stand in a cast, {@code numeric(10,2)}
 * @param scale how many digits after the point a DECIMAL column keeps; {@link #ANY_SCALE} where it keeps all
 */
public record Column(String name, ColumnType type, String databaseType, int scale) {

    public static final int ANY_SCALE = Integer.MAX_VALUE;
}
