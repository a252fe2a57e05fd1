package io.penstock.jdbc.dialect;

import static io.penstock.jdbc.dialect.PostgresNames.quote;

import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes a batch in one statement whose text does not depend on the number of rows: one array for each column. */
final class UnnestWriter {

    void insert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        execute(connection, insertSql(columns) + unnest(columns), columns, rows);
    }

    /** Without a target any unique constraint is heeded; with the key as the target the others still refuse their rows. */
    boolean insertIgnore(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        String target = columns.keySize() == 0 ? "" : conflictTarget(columns);
        String where = columns.keySize() > 0 && columns.isPartial() ? whereAbsent(columns) : "";
        return execute(
                connection,
                insertSql(columns) + unnest(columns) + where + " ON CONFLICT" + target + " DO NOTHING",
                columns,
                rows);
    }

    boolean upsert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        String sql = columns.isPartial()
                ? updateOrInsertSql(columns)
                : insertSql(columns) + unnest(columns) + conflictClause(columns);
        // What a partial one updates is not counted.
        return execute(connection, sql, columns, rows) || columns.isPartial();
    }

    boolean update(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        return columns.columns().size() > columns.keySize()
                && execute(connection, updateSql(columns) + unnest(columns) + updateCondition(columns), columns, rows);
    }

    /**
     * ON CONFLICT comes too late where the columns alone make no row: constraints are checked before a conflict is looked for. Both parts
     * see the same rows, so that each row of the batch is of one of them; one that is added meanwhile is the second part's conflict.
     */
    private static String updateOrInsertSql(ColumnSet columns) {
        String update = columns.columns().size() > columns.keySize()
                ? ", there AS (" + updateSql(columns) + "u" + updateCondition(columns) + ")"
                : "";
        return "WITH u AS (SELECT * FROM " + unnest(columns) + ")" + update + " " + insertSql(columns) + "u"
                + whereAbsent(columns) + conflictClause(columns);
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

    boolean delete(Connection connection, ColumnSet key, List<Row> rows) throws SQLException {
        String sql = "DELETE FROM " + quote(key.table()) + " t USING " + unnest(key) + " WHERE " + keyMatches(key)
                + PostgresConditions.ofVersion(key, UnnestWriter::reference).and();
        return execute(connection, sql, key, rows);
    }

    /** The lock is the one that an UPDATE takes: foreign keys that refer to the rows are not kept waiting. */
    BitSet older(Connection connection, ColumnSet key, List<Row> changes) throws SQLException {
        String names = IntStream.rangeClosed(0, key.columns().size())
                .mapToObj(i -> "c" + i)
                .collect(Collectors.joining(", "));
        String sql = "SELECT u.c" + key.columns().size() + ", "
                + PostgresConditions.ofVersion(key, UnnestWriter::reference).isNotMet() + " FROM unnest("
                + arrays(key) + ") WITH ORDINALITY AS u(" + names + ") JOIN " + quote(key.table()) + " t ON "
                + keyMatches(key) + " FOR NO KEY UPDATE OF t";
        return query(connection, sql, key, changes, result -> {
            BitSet older = new BitSet(changes.size());
            while (result.next()) {
                if (result.getBoolean(2)) {
                    older.set(result.getInt(1) - 1);
                }
            }
            return older;
        });
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

    private static String unnest(ColumnSet columns) {
        String names = IntStream.range(0, columns.columns().size())
                .mapToObj(i -> "c" + i)
                .collect(Collectors.joining(", "));
        return "unnest(" + arrays(columns) + ") AS u(" + names + ")";
    }

    private static String arrays(ColumnSet columns) {
        return columns.columns().stream()
                .map(column -> "?::" + PostgresTypes.arrayElement(column.type()) + "[]")
                .collect(Collectors.joining(", "));
    }

    /** Texts go into other types by an explicit cast; into character types without, as a cast to varchar(n) would cut them. */
    private static String reference(int index, Column column) {
        String name = "u.c" + index;
        return column.type() == ColumnType.JSON || column.type() == ColumnType.OTHER
                ? name + "::" + column.databaseType()
                : name;
    }

    /** @return whether it has changed a row */
    private static boolean execute(Connection connection, String sql, ColumnSet columns, List<Row> rows)
            throws SQLException {
        return with(connection, sql, columns, rows, PreparedStatement::executeUpdate) > 0;
    }

    private static <T> T query(
            Connection connection, String sql, ColumnSet columns, List<Row> rows, Use<ResultSet, T> reader)
            throws SQLException {
        return with(connection, sql, columns, rows, statement -> {
            try (ResultSet result = statement.executeQuery()) {
                return reader.of(result);
            }
        });
    }

    private static <T> T with(
            Connection connection, String sql, ColumnSet columns, List<Row> rows, Use<PreparedStatement, T> use)
            throws SQLException {
        List<Array> arrays = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < columns.columns().size(); i++) {
                Array array = PostgresArrays.of(connection, columns.columns().get(i), columns.cell(i), rows);
                arrays.add(array);
                statement.setArray(i + 1, array);
            }
            return use.of(statement);
        } finally {
            for (Array array : arrays) {
                array.free();
            }
        }
    }

    /** What is made of a statement or its result. */
    @FunctionalInterface
    private interface Use<S, T> {
        T of(S source) throws SQLException;
    }
}
