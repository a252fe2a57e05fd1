package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.TableId;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Identifiers in SQL text: always quoted, so that case, reserved words and odd characters are kept as they are. */
final class Identifiers {

    /** As ISO/IEC 9075-2 has them. */
    static final Identifiers STANDARD = new Identifiers("\"", name -> true);

    private final String mark;
    private final Predicate<String> takes;

    /**
     * @param mark stands before and after a name, and twice for itself within
     * @param takes whether the database has such names, of those that are not empty and do not hold the character 0
     */
    Identifiers(String mark, Predicate<String> takes) {
        this.mark = mark;
        this.takes = takes;
    }

    boolean takes(String name) {
        return takes.test(name);
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
