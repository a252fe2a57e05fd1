package io.penstock.jdbc.plan;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Reads fields of structures as they are. */
final class Fields {

    private Fields() {}

    /**
     * A null of an optional field stays null: whether the schema's default takes its place is said by the converter's {@code
     * replace.null.with.default} (KIP-581), and {@code Struct.get} would overrule it. A required field cannot be null: it has not been set.
     */
    static @Nullable Object get(Struct struct, Field field) {
        return field.schema().defaultValue() == null || !field.schema().isOptional()
                ? struct.get(field)
                : struct.getWithoutDefault(field.name());
    }
}
