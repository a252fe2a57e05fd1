package io.penstock.jdbc.schema;

/**
 * A column that a record asks for.
 *
 * @param array whether it holds arrays of the type
 */
public record ColumnSpec(String name, ColumnType type, boolean array) {

    public ColumnSpec(String name, ColumnType type) {
        this(name, type, false);
    }

    public static ColumnSpec array(String name, ColumnType elements) {
        return new ColumnSpec(name, elements, true);
    }
}
