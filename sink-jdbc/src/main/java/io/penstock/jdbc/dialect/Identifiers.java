package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.TableId;
import java.util.List;
import java.util.stream.Collectors;

/** Identifiers in SQL text: always quoted, so that case, reserved words and odd characters are kept as they are. */
final class Identifiers {

    /** As ISO/IEC 9075-2 has them. */
    static final Identifiers STANDARD = new Identifiers("\"");

    static final Identifiers BACKTICK = new Identifiers("`");

    private final String mark;

    /** @param mark stands before and after a name, and twice for itself within */
    Identifiers(String mark) {
        this.mark = mark;
    }

    String quote(String name) {
        return mark + name.replace(mark, mark + mark) + mark;
    }

    String quote(TableId id) {
        return id.schema().map(schema -> quote(schema) + ".").orElse("") + quote(id.name());
    }

    String list(List<Column> columns) {
        return columns.stream().map(column -> quote(column.name())).collect(Collectors.joining(", "));
    }
}
