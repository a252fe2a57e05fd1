package io.penstock.jdbc.schema;

import java.util.Optional;

/**
 * A table's name as the database spells it, unquoted.
 *
 * @param schema empty for the connection's default
 */
public record TableId(Optional<String> schema, String name) {

    /** {@code schema.table} or {@code table}, parted at the first dot; for names that an operator writes, not for topics. */
    public static TableId parse(String text) {
        int dot = text.indexOf('.');
        if (dot == 0 || dot == text.length() - 1) {
            throw new IllegalArgumentException("nothing stands before or after the dot");
        }
        return dot < 0
                ? new TableId(Optional.empty(), text)
                : new TableId(Optional.of(text.substring(0, dot)), text.substring(dot + 1));
    }

    @Override
    public String toString() {
        return schema.map(name -> name + ".").orElse("") + name;
    }
}
