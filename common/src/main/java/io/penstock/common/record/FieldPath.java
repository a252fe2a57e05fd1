package io.penstock.common.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A way into nested data, {@code VP.veh}, over Structs and schemaless Maps. Names are parted by dots; a name that has dots itself, as
 * Connect's Flatten makes them, is found where it is the last: at each level the whole rest of the path is tried as one name first.
 */
public final class FieldPath {

    private final String text;
    private final String[] names;
    /** The path from each name on. */
    private final String[] rests;
    /** The last one gone. Whoever does not see what another thread has found finds it again. */
    private @Nullable Way last;

    /** The way through structures of one schema. */
    private static final class Way {

        private final Schema schema;
        private final int from;
        private final Field[] fields;
        private final int upTo;

        /**
         * @param from the first of the names
         * @param fields none where structures of the schema have no such field
         * @param upTo the first name that is left, for a map within the structures
         */
        Way(Schema schema, int from, List<Field> fields, int upTo) {
            this.schema = schema;
            this.from = from;
            this.fields = fields.toArray(new Field[0]);
            this.upTo = upTo;
        }

        @SuppressWarnings("ReferenceEquality") // of an equal schema it is found again
        boolean isOf(Schema wanted, int first) {
            return schema == wanted && from == first;
        }

        boolean leadsNowhere() {
            return fields.length == 0;
        }

        Schema end() {
            return fields[fields.length - 1].schema();
        }

        @Nullable
        Object read(Struct struct) {
            Object here = leadsNowhere() ? null : struct;
            for (int i = 0; i < fields.length && here != null; i++) {
                here = StructField.value((Struct) here, fields[i]);
            }
            return here;
        }
    }

    private FieldPath(String text, String[] names) {
        this.text = text;
        this.names = names;
        this.rests = new String[names.length];
        String rest = text;
        for (int i = 0; i < names.length; i++) {
            rests[i] = rest;
            rest = rest.substring(Math.min(rest.length(), names[i].length() + 1));
        }
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
        int at = 0;
        while (at < names.length) {
            if (here instanceof Struct struct) {
                Way way = way(struct.schema(), at);
                here = way.read(struct);
                at = way.upTo;
            } else if (here instanceof Map<?, ?> map) {
                boolean whole = at < names.length - 1 && map.containsKey(rests[at]);
                here = map.get(whole ? rests[at] : names[at]);
                at = whole ? names.length : at + 1;
            } else {
                return null;
            }
        }
        return here;
    }

    /** The schema at the end of the path, or null where a Struct of {@code schema} has no such field. */
    public @Nullable Schema schemaIn(Schema schema) {
        if (schema.type() != Schema.Type.STRUCT) {
            return null;
        }
        Way way = way(schema, 0);
        return way.leadsNowhere() || way.upTo < names.length ? null : way.end();
    }

    /** Whether no Struct of {@code schema} can have anything at the end of the path; nothing is known of what is no Struct. */
    public boolean isLackedBy(Schema schema) {
        return schema.type() == Schema.Type.STRUCT && way(schema, 0).leadsNowhere();
    }

    private Way way(Schema schema, int from) {
        Way known = last;
        if (known == null || !known.isOf(schema, from)) {
            known = find(schema, from);
            last = known;
        }
        return known;
    }

    private Way find(Schema schema, int from) {
        List<Field> fields = new ArrayList<>();
        Schema here = schema;
        int at = from;
        while (at < names.length && here.type() == Schema.Type.STRUCT) {
            Field whole = here.field(rests[at]);
            Field field = whole == null ? here.field(names[at]) : whole;
            if (field == null) {
                return nowhere(schema, from);
            }
            fields.add(field);
            here = field.schema();
            at = whole == null ? at + 1 : names.length;
        }
        return at == names.length || here.type() == Schema.Type.MAP
                ? new Way(schema, from, fields, at)
                : nowhere(schema, from);
    }

    private Way nowhere(Schema schema, int from) {
        return new Way(schema, from, List.of(), names.length);
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
