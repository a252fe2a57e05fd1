package io.penstock.jdbc.config;

import io.penstock.common.record.FieldPath;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A field of the value that says whether the record is a delete.
 *
 * @param values the texts, compared exactly, that say so
 */
public record DeleteMarker(FieldPath field, Set<String> values) {

    public DeleteMarker {
        values = Set.copyOf(values);
    }

    /** @param value a structure or a map; of anything else, and of null, no field says anything */
    public boolean marks(@Nullable Object value) {
        Object found = field.get(value);
        return found != null && values.contains(found.toString());
    }
}
