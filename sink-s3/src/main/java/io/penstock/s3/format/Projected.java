package io.penstock.s3.format;

import org.apache.kafka.connect.data.Field;
import org.jspecify.annotations.Nullable;

/** A structure as it is by another version of its schema. */
final class Projected {

    private final @Nullable Object[] values;

    /** @param values in the order of that version's fields; kept */
    Projected(@Nullable Object[] values) {
        this.values = values;
    }

    @Nullable
    Object get(Field field) {
        return values[field.index()];
    }
}
