package io.penstock.jdbc.plan;

import io.penstock.jdbc.config.FieldRules;
import io.penstock.jdbc.config.NestedMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a schemaless map that are stored, with their columns: worked out for each name once, not for each record. */
final class MapFields {

    /** A table of names without end must not fill the memory. */
    private static final int MAX_NAMES = 10_000;

    private final FieldRules rules;
    private final List<String> above;
    private final Map<String, Place> places = new HashMap<>();

    MapFields(FieldRules rules) {
        this(rules, List.of());
    }

    private MapFields(FieldRules rules, List<String> above) {
        this.rules = rules;
        this.above = above;
    }

    NestedMode nested() {
        return rules.nested();
    }

    /** Called for each field that is stored. */
    @FunctionalInterface
    interface Visitor {
        void visit(String column, @Nullable Object value);
    }

    void visit(Map<?, ?> map, Visitor visitor) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Place place = place(String.valueOf(entry.getKey()));
            Object value = entry.getValue();
            if (place.parts() != null && value instanceof Map<?, ?> nested) {
                place.parts().visit(nested, visitor);
            } else if (place.kept()) {
                if (place.incomplete() && Nested.is(value)) {
                    throw Nested.cannotLeaveOut(List.of(place.column()));
                }
                visitor.visit(place.column(), value);
            }
        }
    }

    private Place place(String name) {
        Place known = places.get(name);
        if (known != null) {
            return known;
        }
        if (places.size() >= MAX_NAMES) {
            places.clear();
        }
        List<String> path = new ArrayList<>(above);
        path.add(name);
        Place made = new Place(
                rules.column(path),
                rules.keeps(path),
                rules.leavesOutParts(path),
                rules.descends(path) ? new MapFields(rules, path) : null);
        places.put(name, made);
        return made;
    }

    /**
     * @param incomplete whether a part of it is not to be stored
     *
     * @param parts the fields within it, where those are stored each by itself
     */
    private record Place(
            String column,
            boolean kept,
            boolean incomplete,
            @Nullable MapFields parts) {}
}
