package io.penstock.s3.format;

import io.penstock.common.record.StructField;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** The fields of a structure, be it a Struct or, with an inferred schema, a map. */
final class Fields {

    private Fields() {}

    static @Nullable Object get(Object structure, Field field) {
        return structure instanceof Struct struct
                ? StructField.value(struct, field)
                : ((Map<?, ?>) structure).get(field.name());
    }
}
