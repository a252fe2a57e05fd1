package io.penstock.s3.format;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A structure of few fields, as cheap as its two arrays. */
final class Row extends AbstractMap<String, @Nullable Object> {

    private final String[] names;
    private final @Nullable Object[] values;

    /** @param names kept, as {@code values} are; not changed any more */
    Row(String[] names, @Nullable Object... values) {
        this.names = names;
        this.values = values;
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return values[i];
            }
        }
        return null;
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            entries.put(names[i], values[i]);
        }
        return entries.entrySet();
    }
}
