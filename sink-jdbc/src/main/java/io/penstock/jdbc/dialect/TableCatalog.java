package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.Table;
import io.penstock.jdbc.schema.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Optional;

/** A database's tables. Each call is its own transaction. */
public interface TableCatalog {

    Optional<Table> describe(Connection connection, TableId id) throws SQLException;

    /**
     * Creates the table unless it is there.
     *
     * @param key names of the primary key's columns, may be empty
     */
    void create(Connection connection, TableId id, List<ColumnSpec> columns, List<String> key) throws SQLException;

    /** Adds nullable columns, unless they are there. */
    void addColumns(Connection connection, TableId id, List<ColumnSpec> columns) throws SQLException;

    /**
     * Makes a column one of a wider type, unless another session has made it that wide or wider. Gives up before the connection's
     * waits do, since the server would go on and find at the end that nobody waits any more.
     *
     * @param type one of {@link io.penstock.jdbc.schema.Widening#of} for the column
     */
    default void widen(Connection connection, TableId id, String column, ColumnType type) throws SQLException {
        throw new SQLFeatureNotSupportedException("columns of this kind of database are not widened", "0A000");
    }

    /** Whether a rollback takes back what was written to a table that is there. */
    boolean isTransactional(Connection connection, TableId id) throws SQLException;

    /** Whether {@link #widen} was given up because it took longer than it may, as it would again. */
    default boolean tookTooLong(SQLException failure) {
        return false;
    }

    /** Whether another session made the same change at the same moment. */
    boolean raced(SQLException failure);

    /** Whether the database takes a name of a table or column as it is; one that it would cut stands for something else. */
    default boolean takesName(String name) {
        return !name.isEmpty() && name.indexOf('\0') < 0;
    }
}
