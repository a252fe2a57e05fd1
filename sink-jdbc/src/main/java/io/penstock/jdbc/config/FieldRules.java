package io.penstock.jdbc.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which fields of a value are stored, and in which columns. A field is named by the path to it, its names joined by dots.
 *
 * @param include what is stored; everything when empty
 * @param exclude what is not, even so
 * @param rename columns for paths
 * @param delimiter joins the names of a nested field to its column's name
 * @param nested what becomes of fields that hold fields
 */
public record FieldRules(
        Set<String> include, Set<String> exclude, Map<String, String> rename, String delimiter, NestedMode nested) {

    public FieldRules {
        include = Set.copyOf(include);
        exclude = Set.copyOf(exclude);
        rename = Map.copyOf(rename);
    }

    /** Whether the field is stored, or a whole that it is part of. */
    public boolean keeps(List<String> path) {
        return (include.isEmpty() || namesItOrAWhole(include, path)) && !namesItOrAWhole(exclude, path);
    }

    /** Whether the fields within a field are stored, each by itself, where it has some. */
    public boolean descends(List<String> path) {
        return nested == NestedMode.FLATTEN ? keeps(path) || asksForParts(path) : asksForParts(path);
    }

    /** Whether parts of the field are stored, and not all that it holds. */
    public boolean asksForParts(List<String> path) {
        return !namesItOrAWhole(include, path) && namesAPart(include, path);
    }

    /** Whether something within the field is not to be stored. */
    public boolean leavesOutParts(List<String> path) {
        return namesAPart(exclude, path);
    }

    private static boolean namesAPart(Set<String> names, List<String> path) {
        String prefix = String.join(".", path) + ".";
        return names.stream().anyMatch(name -> name.startsWith(prefix));
    }

    public String column(List<String> path) {
        String renamed = rename.get(String.join(".", path));
        return renamed == null ? String.join(delimiter, path) : renamed;
    }

    private static boolean namesItOrAWhole(Set<String> names, List<String> path) {
        for (int i = 1; i <= path.size(); i++) {
            if (names.contains(String.join(".", path.subList(0, i)))) {
                return true;
            }
        }
        return false;
    }

    /**
     * From {@code from:to,meta.at:created}.
     *
     * @throws IllegalArgumentException that names what cannot be used
     */
    static Map<String, String> parseRename(String text) {
        Map<String, String> rename = new HashMap<>();
        for (String word : text.split(",", -1)) {
            if (word.isBlank()) {
                continue;
            }
            int colon = word.lastIndexOf(':');
            String from = colon < 0 ? "" : word.substring(0, colon).trim();
            String to = word.substring(colon + 1).trim();
            if (from.isEmpty() || to.isEmpty()) {
                throw new IllegalArgumentException("\"" + word.trim() + "\" is not field:column");
            }
            if (rename.put(from, to) != null) {
                throw new IllegalArgumentException("field \"" + from + "\" is renamed twice");
            }
            if (rename.values().stream().filter(to::equals).count() > 1) {
                throw new IllegalArgumentException("two fields are renamed to \"" + to + "\"");
            }
        }
        return rename;
    }
}
