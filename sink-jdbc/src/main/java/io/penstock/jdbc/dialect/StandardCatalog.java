package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.Table;
import io.penstock.jdbc.schema.TableId;
import io.penstock.jdbc.schema.UniqueIndex;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Tables of databases whose DDL is much alike. */
final class StandardCatalog implements TableCatalog {

    private final ColumnReader reader;
    private final TableDefinitions definitions;
    private final Predicate<SQLException> raced;
    private final boolean ignoresCase;
    private final ColumnWidener widener;

    /**
     * @param raced whether a failure says that a table or column is there already
     * @param ignoresCase whether names of columns that differ in case only are the same
     */
    StandardCatalog(
            ColumnReader reader,
            TableDefinitions definitions,
            Predicate<SQLException> raced,
            boolean ignoresCase,
            ColumnWidener widener) {
        this.reader = reader;
        this.definitions = definitions;
        this.raced = raced;
        this.ignoresCase = ignoresCase;
        this.widener = widener;
    }

    @Override
    public Optional<Table> describe(Connection connection, TableId id) throws SQLException {
        List<Column> columns = reader.columns(connection, id);
        Optional<List<UniqueIndex>> unique = reader.uniqueIndexes(connection, id);
        connection.commit();
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        Table table = ignoresCase ? Table.ignoringCase(id, columns) : new Table(id, columns);
        return Optional.of(unique.map(table::withUniqueIndexes).orElse(table));
    }

    @Override
    public void create(Connection connection, TableId id, List<ColumnSpec> columns, List<String> key)
            throws SQLException {
        commit(connection, definitions.create(id, columns, key));
    }

    /** One by one: of columns that another session adds at the same moment the rest are added in the next round. */
    @Override
    public void addColumns(Connection connection, TableId id, List<ColumnSpec> columns) throws SQLException {
        for (ColumnSpec column : columns) {
            commit(connection, definitions.add(id, column));
        }
    }

    @Override
    public void widen(Connection connection, TableId id, String column, ColumnType type) throws SQLException {
        widener.widen(connection, id, column, type);
        connection.commit();
    }

    @Override
    public boolean tookTooLong(SQLException failure) {
        return widener.tookTooLong(failure);
    }

    @Override
    public boolean takesName(String name) {
        return TableCatalog.super.takesName(name) && definitions.names().takes(name);
    }

    @Override
    public boolean isTransactional(Connection connection, TableId id) throws SQLException {
        boolean transactional = reader.isTransactional(connection, id);
        connection.commit();
        return transactional;
    }

    @Override
    public boolean raced(SQLException failure) {
        return raced.test(failure);
    }

    private static void commit(Connection connection, String ddl) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(ddl);
        }
        connection.commit();
    }
}
