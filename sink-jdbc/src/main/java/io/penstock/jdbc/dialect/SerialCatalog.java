package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.Table;
import io.penstock.jdbc.schema.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Changes tables one after the other within this worker, for a database that copies a table to change it and leaves a copy behind where
 * two sessions do so at once.
 */
final class SerialCatalog implements TableCatalog {

    private static final Object TURN = new Object();

    private final TableCatalog catalog;

    SerialCatalog(TableCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Optional<Table> describe(Connection connection, TableId id) throws SQLException {
        return catalog.describe(connection, id);
    }

    @Override
    public void create(Connection connection, TableId id, List<ColumnSpec> columns, List<String> key)
            throws SQLException {
        synchronized (TURN) {
            catalog.create(connection, id, columns, key);
        }
    }

    @Override
    public void addColumns(Connection connection, TableId id, List<ColumnSpec> columns) throws SQLException {
        synchronized (TURN) {
            catalog.addColumns(connection, id, columns);
        }
    }

    @Override
    public void widen(Connection connection, TableId id, String column, ColumnType type) throws SQLException {
        synchronized (TURN) {
            catalog.widen(connection, id, column, type);
        }
    }

    @Override
    public boolean isTransactional(Connection connection, TableId id) throws SQLException {
        return catalog.isTransactional(connection, id);
    }

    @Override
    public boolean raced(SQLException failure) {
        return catalog.raced(failure);
    }

    @Override
    public boolean takesName(String name) {
        return catalog.takesName(name);
    }
}
