package io.penstock.s3.format;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * How deep structures, maps and lists may stand in each other. All that walks values and schemas does so by recursion, and the end
 * of the stack would be the task's: what is nested too deep is refused before anything has walked it.
 */
final class Nesting {

    /** The outermost included. */
    static final int MAX_LEVELS = 200;

    static final String TOO_DEEP = "it is nested deeper than " + MAX_LEVELS + " levels";

    private static final int ON_THE_WAY = 0;

    /** The levels of each schema that was seen; {@link #ON_THE_WAY} of those that the walk is in. */
    private final IdentityHashMap<Schema, Integer> levels = new IdentityHashMap<>();

    private boolean cyclic;

    private Nesting() {}

    /** @throws Unwritable when a level is one too many */
    static void checkLevel(int level) {
        if (level > MAX_LEVELS) {
            throw new Unwritable(TOO_DEEP);
        }
    }

    /**
     * Checks a schema.
     *
     * @return whether it holds itself, so that each value has to be checked too
     * @throws Unwritable when it is nested too deep
     */
    static boolean check(Schema schema) {
        Nesting walk = new Nesting();
        walk.levels(schema, 0);
        return walk.cyclic;
    }

    private int levels(Schema schema, int above) {
        if (schema.type().isPrimitive()) {
            return 0;
        }
        Integer known = levels.putIfAbsent(schema, ON_THE_WAY);
        if (known != null) {
            cyclic |= known == ON_THE_WAY;
            checkLevel(above + known);
            return known;
        }
        checkLevel(above + 1);
        int below = 0;
        if (schema.type() == Schema.Type.STRUCT) {
            for (Field field : schema.fields()) {
                below = Math.max(below, levels(field.schema(), above + 1));
            }
        } else {
            below = levels(schema.valueSchema(), above + 1);
            if (schema.type() == Schema.Type.MAP) {
                below = Math.max(below, levels(schema.keySchema(), above + 1));
            }
        }
        levels.put(schema, below + 1);
        return below + 1;
    }

    /** @throws Unwritable when a value is nested too deep */
    static void check(@Nullable Object value) {
        check(value, 1);
    }

    private static void check(@Nullable Object value, int level) {
        if (value instanceof Struct struct) {
            checkLevel(level);
            for (Field field : struct.schema().fields()) {
                check(struct.getWithoutDefault(field.name()), level + 1);
            }
        } else if (value instanceof Map<?, ?> map) {
            checkLevel(level);
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                check(entry.getKey(), level + 1);
                check(entry.getValue(), level + 1);
            }
        } else if (value instanceof Collection<?> list) {
            checkLevel(level);
            for (Object item : list) {
                check(item, level + 1);
            }
        }
    }
}
