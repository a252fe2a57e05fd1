package io.penstock.common.record;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Reads fields of structures as they are. */
public final class StructField {

    private StructField() {}

    /**
     * A null stays null: whether the schema's default takes its place is said by the converter's {@code
     * replace.null.with.default} (KIP-581), and {@code Struct.get} would overrule it. A required field that is not set has nothing
     * but its default.
     */
    public static @Nullable Object value(Struct struct, Field field) {
        Schema schema = field.schema();
        return schema.isOptional() && schema.defaultValue() != null
                ? struct.getWithoutDefault(field.name())
                : struct.get(field); // by position: a Struct may be of an equal schema that is another object
    }
}
