package io.penstock.jdbc.dialect;

import static io.penstock.jdbc.dialect.PostgresNames.quote;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.Table;
import io.penstock.jdbc.schema.TableId;
import io.penstock.jdbc.schema.Widening;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tables by way of the system catalogs. */
final class PostgresCatalog implements TableCatalog {

    private static final int COMPUTES_SINCE = 12;

    private static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '10s'";

    private static final String QUERY_CANCELED = "57014";

    /**
     * duplicate_table, duplicate_object, duplicate_column; unique_violation comes from the catalogs' own indexes; and
     * internal_error is "tuple concurrently updated".
     */
    private static final Set<String> RACED = Set.of("42P07", "42710", "42701", "23505", "XX000");

    @Override
    public Optional<Table> describe(Connection connection, TableId id) throws SQLException {
        List<Column> columns = columns(connection, id);
        connection.commit();
        return columns.isEmpty() ? Optional.empty() : Optional.of(new Table(id, columns));
    }

    /** The table's columns as the caller's transaction sees them; none where there is no such table. */
    static List<Column> columns(Connection connection, TableId id) throws SQLException {
        List<Column> columns = new ArrayList<>();
        boolean computes = connection.getMetaData().getDatabaseMajorVersion() >= COMPUTES_SINCE;
        try (PreparedStatement statement = connection.prepareStatement(describe(computes))) {
            statement.setString(1, quote(id));
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    ColumnType type = PostgresTypes.ofCatalog(result.getString(3));
                    int scale = type == ColumnType.DECIMAL ? PostgresTypes.scale(result.getInt(4)) : Column.ANY_SCALE;
                    // A cast to varchar(3)[] would cut what an assignment refuses.
                    String name = result.getString(type == ColumnType.OTHER ? 5 : 2);
                    boolean hasDefault = result.getBoolean(6);
                    boolean constrained = (result.getBoolean(7) && !hasDefault) || result.getBoolean(8);
                    int jdbcType = PostgresTypes.jdbcType(result.getString(3));
                    Column column =
                            new Column(result.getString(1), type, name, scale, hasDefault, constrained, jdbcType);
                    columns.add(result.getBoolean(9) ? column.asGenerated() : column);
                }
            }
        }
        return columns;
    }

    /** @param computes whether the server has columns that it computes from others */
    private static String describe(boolean computes) {
        return """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod), coalesce(base.typname, t.typname),
                CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END, format_type(a.atttypid, -1),
                a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL,
                a.attnotnull OR t.typtype = 'd',
                EXISTS (SELECT FROM pg_catalog.pg_constraint c
                    WHERE c.conrelid = a.attrelid AND c.contype = 'c' AND a.attnum = ANY (c.conkey)),
                a.attidentity = 'a' OR %s
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_type base ON t.typtype = 'd' AND base.oid = t.typbasetype
            WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum""".formatted(computes ? "a.attgenerated <> ''" : "false");
    }

    @Override
    public void create(Connection connection, TableId id, List<ColumnSpec> columns, List<String> key)
            throws SQLException {
        String definitions = columns.stream().map(PostgresCatalog::definition).collect(Collectors.joining(", "));
        String primaryKey = key.isEmpty()
                ? ""
                : key.stream().map(PostgresNames::quote).collect(Collectors.joining(", ", ", PRIMARY KEY (", ")"));
        commit(connection, "CREATE TABLE IF NOT EXISTS " + quote(id) + " (" + definitions + primaryKey + ")");
    }

    @Override
    public void addColumns(Connection connection, TableId id, List<ColumnSpec> columns) throws SQLException {
        String additions = columns.stream()
                .map(column -> "ADD COLUMN IF NOT EXISTS " + definition(column))
                .collect(Collectors.joining(", "));
        commit(connection, "ALTER TABLE " + quote(id) + " " + additions);
    }

    @Override
    public void widen(Connection connection, TableId id, String column, ColumnType type) throws SQLException {
        PostgresDialect.execute(connection, LOCK_TIMEOUT);
        // Two sessions that widen at once must not take back what the other did.
        PostgresDialect.execute(connection, "LOCK TABLE " + quote(id) + " IN ACCESS EXCLUSIVE MODE");
        boolean narrower = columns(connection, id).stream()
                .anyMatch(now -> now.name().equals(column) && Widening.of(now).contains(type));
        if (narrower) {
            PostgresDialect.execute(connection, "SET LOCAL statement_timeout = " + RewriteTime.millis(connection));
            PostgresDialect.execute(
                    connection,
                    "ALTER TABLE " + quote(id) + " ALTER COLUMN " + quote(column) + " TYPE "
                            + PostgresTypes.declaration(type));
        }
        connection.commit();
    }

    @Override
    public boolean tookTooLong(SQLException failure) {
        return QUERY_CANCELED.equals(failure.getSQLState());
    }

    @Override
    public boolean isTransactional(Connection connection, TableId id) {
        return true;
    }

    @Override
    public boolean raced(SQLException failure) {
        return failure.getSQLState() != null && RACED.contains(failure.getSQLState());
    }

    @Override
    public boolean takesName(String name) {
        return TableCatalog.super.takesName(name)
                && name.getBytes(StandardCharsets.UTF_8).length <= PostgresDialect.MAX_NAME_BYTES;
    }

    private static String definition(ColumnSpec column) {
        return quote(column.name()) + " " + PostgresTypes.declaration(column) + (column.array() ? "[]" : "");
    }

    private static void commit(Connection connection, String ddl) throws SQLException {
        PostgresDialect.execute(connection, LOCK_TIMEOUT);
        PostgresDialect.execute(connection, ddl);
        connection.commit();
    }
}
