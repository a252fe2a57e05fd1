package io.penstock.s3.format;

import io.penstock.common.record.StructField;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** The fields of a structure: a Struct, one as another version of its schema has it, or, with an inferred schema, a map. */
final class Fields {

    private Fields() {}

    /**
     * Fields are read by their places in the schema that the record says: in a structure of another one they would be other fields.
     *
     * @throws Unwritable when a transform has changed the one and not the other
     */
    @SuppressWarnings("ReferenceEquality") // mostly it is the same object
    static void check(Schema schema, @Nullable Object value) {
        if (value instanceof Struct struct
                && struct.schema() != schema
                && !(schema.type() == Schema.Type.STRUCT && named(schema, struct.schema()))) {
            throw new Unwritable(
                    "the value is a structure with other fields than the record's schema says, as of a transform that"
                            + " changes the one and not the other");
        }
    }

    private static boolean named(Schema said, Schema own) {
        List<Field> fields = said.fields();
        if (fields.size() != own.fields().size()) {
            return false;
        }
        for (Field field : fields) {
            if (!field.name().equals(own.fields().get(field.index()).name())) {
                return false;
            }
        }
        return true;
    }

    static @Nullable Object get(Object structure, Field field) {
        if (structure instanceof Struct struct) {
            return StructField.value(struct, field);
        }
        return structure instanceof Projected projected
                ? projected.get(field)
                : ((Map<?, ?>) structure).get(field.name());
    }
}
