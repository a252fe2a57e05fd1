package io.penstock.s3.format;

import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** The fields of a structure, be it a Struct or, with an inferred schema, a map. */
final class Fields {

    private Fields() {}

    static @Nullable Object get(Object structure, Field field) {
        return structure instanceof Struct struct ? of(struct, field) : ((Map<?, ?>) structure).get(field.name());
    }

    /**
     * A null stays null: whether the schema's default takes its place is said by the converter's {@code
     * replace.null.with.default} (KIP-581), and {@code Struct.get} would overrule it. A required field that is not set has nothing
     * but its default.
     */
    static @Nullable Object of(Struct struct, Field field) {
        Schema schema = field.schema();
        return schema.isOptional() && schema.defaultValue() != null
                ? struct.getWithoutDefault(field.name())
                : struct.get(field); // by position: a Struct may be of an equal schema that is another object
    }
}
