package io.penstock.s3.format;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** The names of one Avro schema: what Avro takes, each for one thing (Avro 1.12 specification, "Names"). */
final class AvroNames {

    /** No record may be called so, whatever its namespace. */
    private static final Set<String> PRIMITIVES =
            Set.of("null", "boolean", "int", "long", "float", "double", "bytes", "string");

    private final Set<String> taken = new HashSet<>();
    private final Map<String, List<Field>> records = new HashMap<>();

    /** The names of records without a name of their own that are being defined: by its place, one that holds itself never ends. */
    private final IdentityHashMap<Schema, String> unfinished = new IdentityHashMap<>();

    /** The name of a record, and whether it was defined before. */
    record Named(String fullName, boolean defined) {}

    /** A record's name, always a full one; the second record of a name with other fields gets a number. */
    Named record(Schema schema, AvroPlace place) {
        String around = unfinished.get(schema);
        if (around != null) {
            return new Named(around, true);
        }
        String wanted = wanted(schema, place);
        String name = wanted;
        for (int n = 2; !taken.add(name); n++) {
            if (schema.fields().equals(records.get(name))) {
                return new Named(name, true);
            }
            name = wanted + "_" + n;
        }
        records.put(name, schema.fields());
        if (schema.name() == null) {
            unfinished.put(schema, name);
        }
        return new Named(name, false);
    }

    /** All its fields are known. */
    void defined(Schema record) {
        unfinished.remove(record);
    }

    /** The schema's own name, or one by the place where it stands. */
    static String wanted(Schema schema, AvroPlace place) {
        String own = schema.name() == null ? legal(place.name()) : legalPath(schema.name());
        String simple = own.substring(own.lastIndexOf('.') + 1);
        return place.fullName(PRIMITIVES.contains(simple) ? own + "_" : own);
    }

    /** A new name for a record without one, at this place. */
    String entry(AvroPlace place) {
        String wanted = place.fullName(legal(place.name()));
        String name = wanted;
        for (int n = 2; !taken.add(name); n++) {
            name = wanted + "_" + n;
        }
        return name;
    }

    /** Legal names of fields, in their order, no two alike. */
    static String[] fields(List<Field> fields) {
        Set<String> taken = new HashSet<>();
        fields.stream()
                .map(Field::name)
                .filter(name -> legal(name).equals(name))
                .forEach(taken::add);
        String[] names = new String[fields.size()];
        for (int i = 0; i < names.length; i++) {
            String wanted = legal(fields.get(i).name());
            String name = wanted;
            if (!wanted.equals(fields.get(i).name())) {
                for (int n = 2; !taken.add(name); n++) {
                    name = wanted + "_" + n;
                }
            }
            names[i] = name;
        }
        return names;
    }

    private static String legalPath(String name) {
        StringBuilder out = new StringBuilder();
        for (String segment : name.split("\\.", -1)) {
            out.append(out.isEmpty() ? "" : ".").append(legal(segment));
        }
        return out.toString();
    }

    /** Letters, digits and underscores of ASCII, no digit first. */
    static String legal(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return "_";
        }
        StringBuilder out = new StringBuilder(name.length() + 1);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            boolean digit = c >= '0' && c <= '9';
            if (digit && i == 0) {
                out.append('_');
            }
            out.append(letter || digit ? c : '_');
        }
        return out.toString();
    }
}
