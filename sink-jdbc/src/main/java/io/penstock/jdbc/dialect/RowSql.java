package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The statements that all databases share. */
final class RowSql {

    private final Identifiers names;
    private final Function<Column, String> parameter;
    private final OverwriteConditions conditions;

    /** @param parameter how a parameter for a column is written, mostly {@code ?} */
    RowSql(Identifiers names, Function<Column, String> parameter, Comparisons comparisons) {
        this.names = names;
        this.parameter = parameter;
        this.conditions = new OverwriteConditions(names, comparisons);
    }

    Identifiers names() {
        return names;
    }

    OverwriteConditions conditions() {
        return conditions;
    }

    /** @param tail what follows the rows, with a blank before it */
    RowStatement insert(ColumnSet columns, String tail) {
        return values("INSERT INTO", "", columns, tail);
    }

    /** @param before stands before the table, {@code after} between the columns and VALUES */
    RowStatement values(String before, String after, ColumnSet columns, String tail) {
        String row = columns.columns().stream().map(parameter).collect(Collectors.joining(", ", "(", ")"));
        String table = names.quote(columns.table());
        String head = before + " " + table + " (" + names.list(columns.columns()) + ")" + after;
        return RowStatement.ofRows(
                head + " VALUES ",
                row,
                tail,
                IntStream.range(0, columns.columns().size()).toArray(),
                head + noRows(table, columns.columns().size()) + tail);
    }

    /** In words that every database has; the table's columns are not seen, as the tail speaks of them. */
    private static String noRows(String table, int width) {
        return " SELECT " + String.join(", ", Collections.nCopies(width, "NULL"))
                + " FROM (SELECT 1 AS penstock_none FROM " + table + " WHERE 1 = 0) penstock_rows WHERE 1 = 0";
    }

    /** Of a row with something beside its key. */
    RowStatement update(ColumnSet columns) {
        Parameters parameters = new Parameters();
        List<String> changes = new ArrayList<>();
        for (int i = columns.keySize(); i < columns.columns().size(); i++) {
            Column column = columns.columns().get(i);
            changes.add(names.quote(column.name()) + " = " + parameters.to(i, column));
        }
        return parameters.statement("UPDATE " + names.quote(columns.table()) + " SET " + String.join(", ", changes)
                + " WHERE " + keyMatches(columns, parameters) + and(conditions.of(columns, parameters)));
    }

    RowStatement delete(ColumnSet key) {
        Parameters parameters = new Parameters();
        return parameters.statement("DELETE FROM " + names.quote(key.table()) + " WHERE " + keyMatches(key, parameters)
                + and(conditions.ofVersion(key, parameters)));
    }

    /** Whether the key is there. */
    RowStatement count(ColumnSet key) {
        Parameters parameters = new Parameters();
        return parameters.statement(
                "SELECT COUNT(*) FROM " + names.quote(key.table()) + " WHERE " + keyMatches(key, parameters));
    }

    /**
     * 1 for a row that is newer than the change, 0 for one that the rule lets it overwrite.
     *
     * @param lock how the database is told to keep the row as it is until the transaction ends, with a blank before it
     */
    RowStatement newer(ColumnSet key, String lock) {
        Parameters parameters = new Parameters();
        String condition = conditions.ofVersion(key, parameters);
        return parameters.statement("SELECT CASE WHEN " + condition + " THEN 0 ELSE 1 END FROM "
                + names.quote(key.table()) + " WHERE " + keyMatches(key, parameters) + lock);
    }

    List<Column> keyOf(ColumnSet columns) {
        return columns.columns().subList(0, columns.keySize());
    }

    List<Column> restOf(ColumnSet columns) {
        return columns.columns().subList(columns.keySize(), columns.columns().size());
    }

    private String keyMatches(ColumnSet columns, Parameters parameters) {
        List<String> matches = new ArrayList<>();
        for (int i = 0; i < columns.keySize(); i++) {
            Column column = columns.columns().get(i);
            matches.add(names.quote(column.name()) + " = " + parameters.to(i, column));
        }
        return String.join(" AND ", matches);
    }

    private static String and(String conditions) {
        return conditions.isEmpty() ? "" : " AND " + conditions;
    }

    /** New values as parameters, of which one may be needed more than once. */
    private final class Parameters implements OverwriteConditions.Reference {

        private final List<Integer> columns = new ArrayList<>();

        @Override
        public String to(int index, Column column) {
            columns.add(index);
            return parameter.apply(column);
        }

        RowStatement statement(String sql) {
            return RowStatement.ofOneRow(
                    sql, columns.stream().mapToInt(Integer::intValue).toArray());
        }
    }
}
