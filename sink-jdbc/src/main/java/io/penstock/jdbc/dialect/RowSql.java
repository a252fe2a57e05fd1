package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The statements that all databases share. */
final class RowSql {

    private final Identifiers names;
    private final Function<Column, String> parameter;

    /** @param parameter how a parameter for a column is written, mostly {@code ?} */
    RowSql(Identifiers names, Function<Column, String> parameter) {
        this.names = names;
        this.parameter = parameter;
    }

    Identifiers names() {
        return names;
    }

    /** @param tail what follows the rows, with a blank before it */
    RowStatement insert(ColumnSet columns, String tail) {
        return values("INSERT INTO", "", columns, tail);
    }

    /** @param before stands before the table, {@code after} between the columns and VALUES */
    RowStatement values(String before, String after, ColumnSet columns, String tail) {
        String row = columns.columns().stream().map(parameter).collect(Collectors.joining(", ", "(", ")"));
        return RowStatement.ofRows(
                before + " " + names.quote(columns.table()) + " (" + names.list(columns.columns()) + ")" + after
                        + " VALUES ",
                row,
                tail,
                range(0, columns.columns().size()).toArray());
    }

    /** Of a row with something beside its key. */
    RowStatement update(ColumnSet columns) {
        int keySize = columns.keySize();
        int size = columns.columns().size();
        String changes = columns.columns().subList(keySize, size).stream()
                .map(column -> names.quote(column.name()) + " = " + parameter.apply(column))
                .collect(Collectors.joining(", "));
        return RowStatement.ofOneRow(
                "UPDATE " + names.quote(columns.table()) + " SET " + changes + " WHERE " + keyMatches(columns),
                IntStream.concat(range(keySize, size), range(0, keySize)).toArray());
    }

    RowStatement delete(ColumnSet key) {
        return RowStatement.ofOneRow(
                "DELETE FROM " + names.quote(key.table()) + " WHERE " + keyMatches(key),
                range(0, key.keySize()).toArray());
    }

    /** Whether the key is there. */
    RowStatement count(ColumnSet key) {
        return RowStatement.ofOneRow(
                "SELECT COUNT(*) FROM " + names.quote(key.table()) + " WHERE " + keyMatches(key),
                range(0, key.keySize()).toArray());
    }

    List<Column> keyOf(ColumnSet columns) {
        return columns.columns().subList(0, columns.keySize());
    }

    List<Column> restOf(ColumnSet columns) {
        return columns.columns().subList(columns.keySize(), columns.columns().size());
    }

    private String keyMatches(ColumnSet columns) {
        List<String> matches = new ArrayList<>();
        for (Column column : keyOf(columns)) {
            matches.add(names.quote(column.name()) + " = " + parameter.apply(column));
        }
        return String.join(" AND ", matches);
    }

    private static IntStream range(int from, int to) {
        return IntStream.range(from, to);
    }
}
