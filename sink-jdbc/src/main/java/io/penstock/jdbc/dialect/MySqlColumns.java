package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.TableId;
import io.penstock.jdbc.schema.UniqueIndex;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Columns by way of the information schema, whose own comparisons ignore case. */
final class MySqlColumns implements ColumnReader {

    private static final String SQL = """
            SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, COALESCE(NUMERIC_SCALE, 0),
                COLUMN_DEFAULT IS NOT NULL OR EXTRA <> '', IS_NULLABLE = 'NO',
                EXTRA LIKE '%VIRTUAL GENERATED%' OR EXTRA LIKE '%STORED GENERATED%' FROM information_schema.COLUMNS
            WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ?
                AND (@@lower_case_table_names > 0 OR BINARY TABLE_NAME = BINARY ?)
            ORDER BY ORDINAL_POSITION""";

    private static final String ENGINE = """
            SELECT COUNT(*) FROM information_schema.TABLES t JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
            WHERE t.TABLE_SCHEMA = COALESCE(?, DATABASE()) AND t.TABLE_NAME = ? AND e.TRANSACTIONS = 'NO'
                AND (@@lower_case_table_names > 0 OR BINARY t.TABLE_NAME = BINARY ?)""";

    /** Without columns of which only a prefix counts, or an expression. */
    private static final String UNIQUE = """
            SELECT s.INDEX_NAME, CASE WHEN s.SUB_PART IS NULL THEN s.COLUMN_NAME END, c.EXTRA LIKE '%auto_increment%'
            FROM information_schema.STATISTICS s LEFT JOIN information_schema.COLUMNS c
                ON c.TABLE_SCHEMA = s.TABLE_SCHEMA AND c.TABLE_NAME = s.TABLE_NAME AND c.COLUMN_NAME = s.COLUMN_NAME
            WHERE s.NON_UNIQUE = 0 AND s.TABLE_SCHEMA = COALESCE(?, DATABASE()) AND s.TABLE_NAME = ?
                AND (@@lower_case_table_names > 0 OR BINARY s.TABLE_NAME = BINARY ?)""";

    private final Identifiers names;

    MySqlColumns(Identifiers names) {
        this.names = names;
    }

    @Override
    public List<Column> columns(Connection connection, TableId id) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement statement = prepare(connection, SQL, id);
                ResultSet result = statement.executeQuery()) {
            Set<String> checked = Set.of();
            while (result.next()) {
                if (columns.isEmpty()) {
                    checked = CheckedColumns.of(MySqlDefinition.of(connection, names.quote(id)));
                }
                String declared = result.getString(3);
                String typeName = result.getString(2);
                ColumnType type = MySqlTypes.ofCatalog(typeName, declared);
                boolean hasDefault = result.getBoolean(5);
                String name = result.getString(1);
                Column column = new Column(
                        name,
                        type,
                        declared,
                        type == ColumnType.DECIMAL ? result.getInt(4) : Column.ANY_SCALE,
                        hasDefault,
                        (result.getBoolean(6) && !hasDefault) || checked.contains(name.toLowerCase(Locale.ROOT)),
                        typeName.equals("tinyint") ? Types.TINYINT : Types.NULL);
                columns.add(result.getBoolean(7) ? column.asGenerated() : column);
            }
        }
        return columns;
    }

    @Override
    public Optional<List<UniqueIndex>> uniqueIndexes(Connection connection, TableId id) throws SQLException {
        Map<String, Set<String>> indexes = new HashMap<>();
        Map<String, String> counted = new HashMap<>();
        try (PreparedStatement statement = prepare(connection, UNIQUE, id);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                String index = result.getString(1);
                String column = result.getString(2);
                Set<String> columns = indexes.computeIfAbsent(index, unused -> new HashSet<>());
                if (column != null) {
                    columns.add(column);
                    if (result.getBoolean(3)) {
                        counted.put(index, column);
                    }
                }
            }
        }
        return Optional.of(indexes.entrySet().stream()
                .map(index -> new UniqueIndex(index.getValue(), Optional.ofNullable(counted.get(index.getKey()))))
                .toList());
    }

    /** MyISAM's and Aria's tables keep what was written. */
    @Override
    public boolean isTransactional(Connection connection, TableId id) throws SQLException {
        try (PreparedStatement statement = prepare(connection, ENGINE, id);
                ResultSet result = statement.executeQuery()) {
            return !result.next() || result.getInt(1) == 0;
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, TableId id) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, id.schema().orElse(null));
        statement.setString(2, id.name());
        statement.setString(3, id.name());
        return statement;
    }
}
