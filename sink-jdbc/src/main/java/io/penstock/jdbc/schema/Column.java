package io.penstock.jdbc.schema;

/**
 * A column that exists.
 *
 * @param databaseType the database's own name of the type, as it may stand in a cast, {@code numeric(10,2)}
 */
public record Column(String name, ColumnType type, String databaseType) {}
