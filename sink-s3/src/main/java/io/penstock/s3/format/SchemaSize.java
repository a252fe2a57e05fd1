package io.penstock.s3.format;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** How much a schema holds, by the measure of {@link FileSchema#heldChars()}. */
final class SchemaSize {

    /** Of what is kept with each, as there. */
    private static final int LEAST = 500;

    /** Of a part, or a field, without its name. */
    private static final int CHARS = 20;

    private SchemaSize() {}

    /** Each part once, however often it is used. Of a schema that {@link Nesting} has let through. */
    static long chars(Schema schema) {
        Set<Schema> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Schema> left = new ArrayDeque<>();
        left.push(schema);
        long chars = LEAST;
        for (Schema part = left.poll(); part != null; part = left.poll()) {
            if (seen.add(part)) {
                chars += CHARS + length(part.name()) + length(part.doc());
                chars += below(part, left);
            }
        }
        return chars;
    }

    private static long below(Schema part, Deque<Schema> left) {
        long chars = 0;
        switch (part.type()) {
            case STRUCT -> {
                for (Field field : part.fields()) {
                    chars += CHARS + field.name().length();
                    left.push(field.schema());
                }
            }
            case MAP -> {
                left.push(part.keySchema());
                left.push(part.valueSchema());
            }
            case ARRAY -> left.push(part.valueSchema());
            default -> {
                // It has no parts.
            }
        }
        return chars;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
