package io.penstock.common.record;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** A way into nested data, {@code VP.veh}, over Structs and schemaless Maps. Names are split at dots and taken as they are. */
public final class FieldPath {

    private final String text;
    private final String[] names;

    private FieldPath(String text, String[] names) {
        this.text = text;
        this.names = names;
    }

    /** @throws IllegalArgumentException when a name between two dots is empty */
    public static FieldPath parse(String text) {
        String[] names = text.split("\\.", -1);
        for (String name : names) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("field path \"" + text + "\" has an empty name");
            }
        }
        return new FieldPath(text, names);
    }

    public List<String> names() {
        return List.of(names);
    }

    /** The value at the end of the path; null where it, or anything on the way to it, is null or absent, whatever defaults its schema has. */
    public @Nullable Object get(@Nullable Object structOrMap) {
        Object here = structOrMap;
        for (String name : names) {
            if (here instanceof Struct struct) {
                Field field = struct.schema().field(name);
                here = field == null ? null : StructField.value(struct, field);
            } else if (here instanceof Map<?, ?> map) {
                here = map.get(name);
            } else {
                return null;
            }
        }
        return here;
    }

    /** The schema at the end of the path, or null where a Struct of {@code schema} has no such field. */
    public @Nullable Schema schemaIn(Schema schema) {
        Schema here = schema;
        for (String name : names) {
            if (here.type() != Schema.Type.STRUCT) {
                return null;
            }
            Field field = here.field(name);
            if (field == null) {
                return null;
            }
            here = field.schema();
        }
        return here;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldPath path && path.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
