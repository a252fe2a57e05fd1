package io.penstock.jdbc.dialect;

import static io.penstock.jdbc.dialect.PostgresNames.quote;

import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a batch in one statement whose text does not depend on the number of rows: one array for each column. */
final class UnnestWriter {

    void insert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        execute(connection, insertSql(columns) + unnest(columns), columns, rows);
    }

    /** Without a target any unique constraint is heeded; with the key as the target the others still refuse their rows. */
    void insertIgnore(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        String target = columns.keySize() == 0 ? "" : conflictTarget(columns);
        String where = columns.keySize() > 0 && columns.isPartial() ? whereAbsent(columns) : "";
        execute(
                connection,
                insertSql(columns) + unnest(columns) + where + " ON CONFLICT" + target + " DO NOTHING",
                columns,
                rows);
    }

    void upsert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        String sql = columns.isPartial()
                ? updateOrInsertSql(columns)
                : insertSql(columns) + unnest(columns) + conflictClause(columns);
        execute(connection, sql, columns, rows);
    }

    void update(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        if (columns.columns().size() > columns.keySize()) {
            execute(connection, updateSql(columns) + unnest(columns) + updateCondition(columns), columns, rows);
        }
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
            changes.add(quote(column.name()) + " = " + reference(i, column));
        }
        return "UPDATE " + quote(columns.table()) + " t SET " + String.join(", ", changes) + " FROM ";
    }

    private static String updateCondition(ColumnSet columns) {
        return " WHERE " + keyMatches(columns)
                + PostgresConditions.of(columns, UnnestWriter::reference).and();
    }

    private static String whereAbsent(ColumnSet columns) {
        return " WHERE NOT EXISTS (SELECT FROM " + quote(columns.table()) + " AS t WHERE " + keyMatches(columns) + ")";
    }

    void delete(Connection connection, ColumnSet key, List<Row> rows) throws SQLException {
        String sql = "DELETE FROM " + quote(key.table()) + " t USING " + unnest(key) + " WHERE " + keyMatches(key)
                + PostgresConditions.ofVersion(key, UnnestWriter::reference).and();
        execute(connection, sql, key, rows);
    }

    private static String keyMatches(ColumnSet columns) {
        List<String> matches = new ArrayList<>();
        for (int i = 0; i < columns.keySize(); i++) {
            Column column = columns.columns().get(i);
            matches.add("t." + quote(column.name()) + " = " + reference(i, column));
        }
        return String.join(" AND ", matches);
    }

    /** Up to what it takes the rows from. */
    private static String insertSql(ColumnSet columns) {
        List<String> references = new ArrayList<>();
        for (int i = 0; i < columns.columns().size(); i++) {
            references.add(reference(i, columns.columns().get(i)));
        }
        return "INSERT INTO " + quote(columns.table()) + " AS t (" + PostgresNames.list(columns.columns()) + ") SELECT "
                + String.join(", ", references) + " FROM ";
    }

    private static String conflictClause(ColumnSet columns) {
        List<Column> rest =
                columns.columns().subList(columns.keySize(), columns.columns().size());
        String target = " ON CONFLICT" + conflictTarget(columns);
        return rest.isEmpty()
                ? target + " DO NOTHING"
                : target + " DO UPDATE SET "
                        + rest.stream()
                                .map(column -> quote(column.name()) + " = EXCLUDED." + quote(column.name()))
                                .collect(Collectors.joining(", "))
                        + PostgresConditions.of(columns, (i, column) -> "EXCLUDED." + quote(column.name()))
                                .where();
    }

    private static String conflictTarget(ColumnSet columns) {
        return " (" + PostgresNames.list(columns.columns().subList(0, columns.keySize())) + ")";
    }

    private static String unnest(ColumnSet columns) {
        List<String> arrays = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < columns.columns().size(); i++) {
            arrays.add(
                    "?::" + PostgresTypes.arrayElement(columns.columns().get(i).type()) + "[]");
            names.add("c" + i);
        }
        return "unnest(" + String.join(", ", arrays) + ") AS u(" + String.join(", ", names) + ")";
    }

    /** Texts go into other types by an explicit cast; into character types without, as a cast to varchar(n) would cut them. */
    private static String reference(int index, Column column) {
        String name = "u.c" + index;
        return column.type() == ColumnType.JSON || column.type() == ColumnType.OTHER
                ? name + "::" + column.databaseType()
                : name;
    }

    private static void execute(Connection connection, String sql, ColumnSet columns, List<Row> rows)
            throws SQLException {
        List<Array> arrays = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < columns.columns().size(); i++) {
                Array array =
                        PostgresArrays.of(connection, columns.columns().get(i).type(), columns.cell(i), rows);
                arrays.add(array);
                statement.setArray(i + 1, array);
            }
            statement.executeUpdate();
        } finally {
            for (Array array : arrays) {
                array.free();
            }
        }
    }
}
