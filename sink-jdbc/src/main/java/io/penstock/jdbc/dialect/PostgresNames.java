package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.TableId;
import java.util.List;
import java.util.stream.Collectors;

/** Identifiers in SQL text: always quoted, so that case, reserved words and odd characters are kept as they are. */
final class PostgresNames {

    private PostgresNames() {}

    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String quote(TableId id) {
        return id.schema().map(schema -> quote(schema) + ".").orElse("") + quote(id.name());
    }

    static String list(List<Column> columns) {
        return columns.stream().map(column -> quote(column.name())).collect(Collectors.joining(", "));
    }
}
