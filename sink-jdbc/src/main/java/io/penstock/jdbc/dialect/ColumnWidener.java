package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;

/** Makes a column one of a wider type. As {@link TableCatalog#widen}, within the caller's transaction. */
@FunctionalInterface
interface ColumnWidener {

    /** The configuration is refused before it comes to this. */
    ColumnWidener NONE = (connection, id, column, type) -> {
        throw new SQLFeatureNotSupportedException("columns of this kind of database are not widened", "0A000");
    };

    void widen(Connection connection, TableId id, String column, ColumnType type) throws SQLException;

    /** As {@link TableCatalog#tookTooLong}. */
    default boolean tookTooLong(SQLException failure) {
        return false;
    }
}
