package io.penstock.jdbc.dialect;

import io.penstock.jdbc.config.WriteMethod;
import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One set of statements, with rows that come in one of several ways; plain inserts may go by COPY, where each column has a binary form that we write. */
final class PostgresRows implements RowWriter {

    /** Of a table with policies that bind the user, and of a view: feature not supported, wrong object type. */
    private static final Set<String> NO_COPY = Set.of("0A000", "42809");
    /** Of one statement. */
    private static final int MANY_ROWS = 500;

    private final PostgresStatements statements;
    private final boolean copiesInserts;
    private final Set<TableId> notCopied = new HashSet<>();

    private PostgresRows(RowSource source, boolean copiesInserts) {
        this.statements = new PostgresStatements(source);
        this.copiesInserts = copiesInserts;
    }

    static PostgresRows by(WriteMethod method) {
        return switch (method) {
            case AUTO -> new PostgresRows(new UnnestSource(), true);
            case COPY -> new PostgresRows(new CopySource(), true);
            case UNNEST -> new PostgresRows(new UnnestSource(), false);
            case MULTIROW -> new PostgresRows(new ValuesSource(MANY_ROWS), false);
            case BATCH -> new PostgresRows(new ValuesSource(1), false);
            case BULK -> throw new IllegalArgumentException("PostgreSQL has no bulk protocol");
        };
    }

    @Override
    public boolean takesOptionalColumns() {
        return true;
    }

    @Override
    public boolean readsNames(ColumnSet columns) {
        return columns.columns().stream().anyMatch(PostgresTypes::readsNames);
    }

    @Override
    public void insert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        if (copiesInserts
                && !notCopied.contains(columns.table())
                && columns.columns().stream().allMatch(CopyEncoder::canEncode)) {
            copy(connection, columns, rows);
        } else {
            statements.insert(connection, columns, rows);
        }
    }

    /** The attempt that follows a refusal does without. */
    private void copy(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        try {
            CopySource.insert(connection, columns, rows);
        } catch (SQLException e) {
            if (NO_COPY.contains(String.valueOf(e.getSQLState()))) {
                notCopied.add(columns.table());
            }
            throw e;
        }
    }

    @Override
    public boolean insertIgnore(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        return statements.insertIgnore(connection, columns, rows);
    }

    @Override
    public boolean upsert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        return statements.upsert(connection, columns, rows);
    }

    @Override
    public boolean update(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        return statements.update(connection, columns, rows);
    }

    @Override
    public BitSet older(Connection connection, ColumnSet key, List<Row> changes) throws SQLException {
        return PostgresStatements.older(connection, key, changes);
    }

    @Override
    public UnaryOperator<@Nullable Object> stored(Column version) {
        return PostgresRounding.of(version);
    }

    @Override
    public void truncate(Connection connection, TableId table) throws SQLException {
        PostgresDialect.execute(connection, "TRUNCATE TABLE " + PostgresNames.quote(table));
    }

    @Override
    public boolean delete(Connection connection, ColumnSet key, List<Row> rows) throws SQLException {
        return statements.delete(connection, key, rows);
    }
}
