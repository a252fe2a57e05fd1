package io.penstock.jdbc.dialect;

import static io.penstock.jdbc.dialect.PostgresNames.quote;

import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The statements of PostgreSQL that write rows, wherever these come from. */
final class PostgresStatements {

    private final RowSource source;

    PostgresStatements(RowSource source) {
        this.source = source;
    }

    void insert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        source.execute(connection, new RowSource.Statement(insertSql(columns), ""), columns, rows);
    }

    /** Without a target any unique constraint is heeded; with the key as the target the others still refuse their rows. */
    boolean insertIgnore(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        String target = columns.keySize() == 0 ? "" : conflictTarget(columns);
        String where = columns.keySize() > 0 && columns.isPartial() ? whereAbsent(columns) : "";
        String tail = where + " ON CONFLICT" + target + " DO NOTHING";
        return source.execute(connection, new RowSource.Statement(insertSql(columns), tail), columns, rows);
    }

    boolean upsert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        RowSource.Statement upsert = columns.isPartial()
                ? updateOrInsert(columns)
                : new RowSource.Statement(insertSql(columns), conflictClause(columns));
        // What a partial one updates is not counted.
        return source.execute(connection, upsert, columns, rows) || columns.isPartial();
    }

    boolean update(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        return columns.columns().size() > columns.keySize()
                && source.execute(
                        connection,
                        new RowSource.Statement(updateSql(columns), updateCondition(columns)),
                        columns,
                        rows);
    }

    boolean delete(Connection connection, ColumnSet key, List<Row> rows) throws SQLException {
        String tail = " WHERE " + keyMatches(key)
                + PostgresConditions.ofVersion(key, PostgresStatements::reference)
                        .and();
        return source.execute(
                connection,
                new RowSource.Statement("DELETE FROM " + quote(key.table()) + " t USING ", tail),
                key,
                rows);
    }

    /** The lock is the one that an UPDATE takes: foreign keys that refer to the rows are not kept waiting. Always by arrays, which tell the rows' order. */
    static BitSet older(Connection connection, ColumnSet key, List<Row> changes) throws SQLException {
        int width = key.columns().size();
        String sql = "SELECT u.c" + width + ", "
                + PostgresConditions.ofVersion(key, PostgresStatements::reference)
                        .isNotMet() + " FROM unnest("
                + UnnestSource.arrays(key) + ") WITH ORDINALITY AS u(" + RowSource.names(width + 1) + ") JOIN "
                + quote(key.table()) + " t ON " + keyMatches(key) + " FOR NO KEY UPDATE OF t";
        return UnnestSource.query(connection, sql, key, changes, result -> {
            BitSet older = new BitSet(changes.size());
            while (result.next()) {
                if (result.getBoolean(2)) {
                    older.set(result.getInt(1) - 1);
                }
            }
            return older;
        });
    }

    /**
     * ON CONFLICT comes too late where the columns alone make no row: constraints are checked before a conflict is looked for. Both parts
     * see the same rows, so that each row of the batch is of one of them; one that is added meanwhile is the second part's conflict.
     */
    private static RowSource.Statement updateOrInsert(ColumnSet columns) {
        String update = columns.columns().size() > columns.keySize()
                ? ", there AS (" + updateSql(columns) + "u" + updateCondition(columns) + ")"
                : "";
        return new RowSource.Statement(
                "WITH u AS (SELECT * FROM ",
                ")" + update + " " + insertSql(columns) + "u" + whereAbsent(columns) + conflictClause(columns));
    }

    /** Up to what it takes the rows from. */
    private static String updateSql(ColumnSet columns) {
        List<String> changes = new ArrayList<>();
        for (int i = columns.keySize(); i < columns.columns().size(); i++) {
            Column column = columns.columns().get(i);
            changes.add(quote(column.name()) + " = " + orKept(columns, i, reference(i, column)));
        }
        return "UPDATE " + quote(columns.table()) + " t SET " + String.join(", ", changes) + " FROM ";
    }

    private static String updateCondition(ColumnSet columns) {
        return " WHERE " + keyMatches(columns)
                + PostgresConditions.of(columns, (i, column) -> orKept(columns, i, reference(i, column)))
                        .and();
    }

    private static String whereAbsent(ColumnSet columns) {
        return " WHERE NOT EXISTS (SELECT FROM " + quote(columns.table()) + " AS t WHERE " + keyMatches(columns) + ")";
    }

    private static String keyMatches(ColumnSet columns) {
        List<String> matches = new ArrayList<>();
        for (int i = 0; i < columns.keySize(); i++) {
            Column column = columns.columns().get(i);
            matches.add("t." + quote(column.name()) + " = " + PostgresTypes.compared(reference(i, column), column));
        }
        return String.join(" AND ", matches);
    }

    /** Up to what it takes the rows from. */
    private static String insertSql(ColumnSet columns) {
        List<String> references = new ArrayList<>();
        for (int i = 0; i < columns.columns().size(); i++) {
            references.add(reference(i, columns.columns().get(i)));
        }
        // What the database counts is a column of the key, or it would have been left out.
        boolean counted = columns.columns().stream().anyMatch(Column::generated);
        return "INSERT INTO " + quote(columns.table()) + " AS t (" + PostgresNames.list(columns.columns()) + ")"
                + (counted ? " OVERRIDING SYSTEM VALUE" : "") + " SELECT " + String.join(", ", references) + " FROM ";
    }

    private static String conflictClause(ColumnSet columns) {
        String target = " ON CONFLICT" + conflictTarget(columns);
        if (columns.columns().size() == columns.keySize()) {
            return target + " DO NOTHING";
        }
        PostgresConditions.Reference after = (i, column) -> orKept(columns, i, "EXCLUDED." + quote(column.name()));
        List<String> changes = new ArrayList<>();
        for (int i = columns.keySize(); i < columns.columns().size(); i++) {
            Column column = columns.columns().get(i);
            changes.add(quote(column.name()) + " = " + after.to(i, column));
        }
        return target + " DO UPDATE SET " + String.join(", ", changes)
                + PostgresConditions.of(columns, after).where();
    }

    /** What a column of the row that is there becomes. */
    private static String orKept(ColumnSet columns, int index, String value) {
        return columns.isOptional(index)
                ? "COALESCE(" + value + ", t."
                        + quote(columns.columns().get(index).name()) + ")"
                : value;
    }

    private static String conflictTarget(ColumnSet columns) {
        return " (" + PostgresNames.list(columns.columns().subList(0, columns.keySize())) + ")";
    }

    /** Texts go into other types by an explicit cast; into character types without, as a cast to varchar(n) would cut them. */
    private static String reference(int index, Column column) {
        String name = "u.c" + index;
        return column.type() == ColumnType.JSON || column.type() == ColumnType.OTHER
                ? name + "::" + column.databaseType()
                : name;
    }
}
