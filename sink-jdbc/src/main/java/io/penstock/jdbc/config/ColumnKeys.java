package io.penstock.jdbc.config;

import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The keys that say which columns a row has. */
final class ColumnKeys {

    private static final String COLUMNS = "Columns";

    static final Key<List<String>> INCLUDE = Key.list("fields.include")
            .group(COLUMNS)
            .display("Fields to store")
            .doc(
                    "The fields of the value that are stored, all when empty. A path such as meta.at takes one field out of a"
                            + " structure, or of a map without a schema, into column meta_at; a record in which it leads into a map"
                            + " with a schema is a bad record. The key's columns are stored in any case.")
            .defaultsTo("");
    static final Key<List<String>> EXCLUDE = Key.list("fields.exclude")
            .group(COLUMNS)
            .display("Fields to leave out")
            .doc(
                    "Fields of the value that are not stored, though fields.include may name the whole that they are part of.")
            .defaultsTo("");
    static final Key<Map<String, String>> RENAME = Key.parsed(
                    "fields.rename", FieldRules::parseRename, "pairs such as id:order_id,meta.at:created")
            .group(COLUMNS)
            .display("Renamed fields")
            .doc(
                    "Fields whose columns have other names, as field:column parted by commas. It holds for fields that pk.fields"
                            + " names too; a field is named as its producer calls it in all other keys.")
            .defaultsTo("");
    static final Key<NestedMode> NESTED = Key.oneOf("nested.mode", NestedMode.class)
            .group(COLUMNS)
            .display("Nested values")
            .doc(
                    "What becomes of a structure, a map or a list within a value. fail: it makes a bad record. json: it goes as JSON"
                            + " into a json, jsonb or text column, created as jsonb. flatten: each field of a structure, or of a map"
                            + " without a schema, has a column of its own; maps with a schema become JSON. With json and flatten a list"
                            + " goes into an array column, created for lists whose schema has single values, or becomes JSON.")
            .defaultsTo("fail");
    static final Key<String> DELIMITER = Key.string("nested.delimiter")
            .group(COLUMNS)
            .display("Delimiter of nested names")
            .importance(Importance.LOW)
            .doc("What joins the names on the path to a nested field, to make its column's name.")
            .defaultsTo("_");
    static final Key<List<RecordColumn>> METADATA = Key.parsed(
                    "metadata.columns",
                    RecordColumn::parse,
                    "a list such as topic,offset:kafka_offset,header.trace-id:trace")
            .group(COLUMNS)
            .display("Metadata columns")
            .doc(
                    "What of the record beside its key and value is stored: topic, partition, offset (the original ones, before"
                            + " transforms), timestamp and header.<name>, each with :column after it unless it is __connect_topic,"
                            + " __connect_partition, __connect_offset, __connect_timestamp, or the header's name. Columns for headers"
                            + " are created as texts; an existing one takes what fits its type. A header that is not there is null.")
            .defaultsTo("");

    private ColumnKeys() {}

    static FieldRules rules(Values values) {
        return new FieldRules(
                Set.copyOf(values.get(INCLUDE)),
                Set.copyOf(values.get(EXCLUDE)),
                values.get(RENAME),
                values.get(DELIMITER),
                values.get(NESTED));
    }

    static boolean keeps(List<String> path, Values values) {
        return new FieldRules(
                        Set.copyOf(values.get(INCLUDE)),
                        Set.copyOf(values.get(EXCLUDE)),
                        Map.of(),
                        "_",
                        NestedMode.FAIL)
                .keeps(path);
    }

    /** Whether the field has a column of its own, and is not within that of a whole; true where a key that says so is faulty. */
    static boolean storesByItself(List<String> path, Values values) {
        Optional<NestedMode> nested = values.find(NESTED);
        Optional<List<String>> include = values.find(INCLUDE);
        if (nested.isEmpty() || include.isEmpty()) {
            return true;
        }
        FieldRules rules = new FieldRules(Set.copyOf(include.get()), Set.of(), Map.of(), "_", nested.get());
        return IntStream.range(1, path.size()).allMatch(size -> rules.descends(path.subList(0, size)));
    }

    static void check(Values values, Problems problems) {
        values.find(INCLUDE)
                .ifPresent(include -> values.find(EXCLUDE)
                        .ifPresent(exclude -> include.forEach(field -> checkKept(field, exclude, problems))));
    }

    private static void checkKept(String included, List<String> exclude, Problems problems) {
        for (String excluded : exclude) {
            if (included.equals(excluded)) {
                problems.add(
                        EXCLUDE.name(),
                        "\"" + excluded + "\" stands in fields.include too",
                        "Take it out of one of them.");
            } else if (included.startsWith(excluded + ".")) {
                problems.add(
                        EXCLUDE.name(),
                        "\"" + excluded + "\" leaves out \"" + included + "\", which fields.include names",
                        "Take one of them out; without it in fields.include nothing else of \"" + excluded
                                + "\" is stored anyway.");
            }
        }
    }
}
