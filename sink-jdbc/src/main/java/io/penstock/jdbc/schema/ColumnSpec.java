package io.penstock.jdbc.schema;

import java.util.Optional;

/**
 * A column that a record asks for.
 *
 * @param array whether it holds arrays of the type
 * @param nativeType what it is better created as, where the database has that
 */
public record ColumnSpec(String name, ColumnType type, boolean array, Optional<NativeType> nativeType) {

    public ColumnSpec(String name, ColumnType type) {
        this(name, type, false, Optional.empty());
    }

    public static ColumnSpec array(String name, ColumnType elements) {
        return new ColumnSpec(name, elements, true, Optional.empty());
    }
}
