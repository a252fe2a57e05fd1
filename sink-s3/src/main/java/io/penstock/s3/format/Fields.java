package io.penstock.s3.format;

import io.penstock.common.record.StructField;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** The fields of a structure: a Struct, one as another version of its schema has it, or, with an inferred schema, a map. */
final class Fields {

    private Fields() {}

    static @Nullable Object get(Object structure, Field field) {
        if (structure instanceof Struct struct) {
            return StructField.value(struct, field);
        }
        return structure instanceof Projected projected
                ? projected.get(field)
                : ((Map<?, ?>) structure).get(field.name());
    }
}
