package io.penstock.jdbc.config;

import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.common.record.FieldPath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The keys that say when a row that is there is overwritten. */
final class OverwriteKeys {

    static final Key<NullHandling> NULLS = Key.oneOf("null.handling", NullHandling.class)
            .group(JdbcSinkConfig.WRITES)
            .display("Null handling")
            .doc(
                    "What a field that is null does with insert.mode=upsert and update. overwrite: its column becomes null."
                            + " keep_existing: its column keeps what it has, and of a new row it gets the column's default, as if"
                            + " the record did not have the field. metadata.columns and delete.soft.column are overwritten in any"
                            + " case.")
            .defaultsTo("overwrite");
    static final Key<FieldPath> CONDITION = Key.parsed(
                    "upsert.condition.field", FieldPath::parse, "a field of the value, or a path such as meta.version")
            .group(JdbcSinkConfig.WRITES)
            .display("Version field")
            .doc(
                    "The field that tells which of two states of a row is newer, such as a version or a time of change; or a column of"
                            + " metadata.columns. With insert.mode=upsert and update a row is overwritten only by a change that is not"
                            + " older; of equals the one that arrives later wins, and null is older than everything. A delete that has"
                            + " the field (delete.mode=field or soft, the state before in Debezium's events) spares a newer row; one"
                            + " that has not, such as a tombstone, deletes whatever is there; with record.format=debezium tombstones are"
                            + " passed over. Numbers, dates, times and texts (compared by code points) have an order; texts not in"
                            + " databases that the sink does not know by name.")
            .optional();
    static final Key<Boolean> SKIP_UNCHANGED = Key.bool("upsert.skip.unchanged")
            .group(JdbcSinkConfig.WRITES)
            .display("Skip unchanged rows")
            .importance(Importance.LOW)
            .doc(
                    "Whether a row that a change would leave as it is is not written at all, with insert.mode=upsert and update: no"
                            + " dead row version, no trigger and no replication of it, at the cost of a comparison. Not on databases that the"
                            + " sink does not know by name.")
            .defaultsTo("false");

    static final Key<String> UNAVAILABLE = Key.string("debezium.unavailable.value")
            .group(JdbcSinkConfig.WRITES)
            .display("Debezium's placeholder")
            .importance(Importance.LOW)
            .doc(
                    "With insert.mode=upsert and update: what Debezium writes where it does not know a value (its"
                            + " unavailable.value.placeholder), as for a large text that an UPDATE on PostgreSQL left alone. Its column keeps"
                            + " what it has. Of a row that is new it gets the default; within a value that is stored as JSON it stays.")
            .defaultsTo("__debezium_unavailable_value");

    private OverwriteKeys() {}

    static OverwriteRules rules(Values values) {
        return new OverwriteRules(
                values.get(NULLS),
                values.find(CONDITION).map(field -> new OverwriteRules.Version(field, versionColumn(field, values))),
                values.get(SKIP_UNCHANGED),
                Optional.of(values.get(UNAVAILABLE))
                        .filter(text -> values.get(JdbcSinkConfig.INSERT_MODE).needsKey()));
    }

    private static String versionColumn(FieldPath field, Values values) {
        return isMetadata(field, values)
                ? field.toString()
                : ColumnKeys.rules(values).column(field.names());
    }

    private static boolean isMetadata(FieldPath field, Values values) {
        return values.find(ColumnKeys.METADATA).orElse(List.of()).stream()
                .anyMatch(column -> column.column().equals(field.toString()));
    }

    static void check(Values values, Problems problems) {
        Optional<InsertMode> mode = values.find(JdbcSinkConfig.INSERT_MODE);
        mode.filter(insert -> !insert.needsKey()).ifPresent(insert -> {
            for (Key<?> key : List.of(NULLS, CONDITION, SKIP_UNCHANGED, UNAVAILABLE)) {
                Unused.report(
                        key,
                        values,
                        problems,
                        "with insert.mode=" + insert.name().toLowerCase(Locale.ROOT) + ", which overwrites nothing",
                        "use insert.mode=upsert or update");
            }
        });
        values.find(CONDITION)
                .filter(field -> !isMetadata(field, values))
                .ifPresent(field -> checkStored(field, values, problems));
    }

    private static void checkStored(FieldPath field, Values values, Problems problems) {
        if (values.find(JdbcSinkConfig.PK_FIELDS).orElse(List.of()).contains(field.toString())) {
            problems.add(
                    CONDITION.name(),
                    "\"" + field + "\" is a part of the key, which is the same in all states of a row",
                    "Use a field that changes with the row.");
        } else if (values.find(FormatKeys.FORMAT)
                .filter(RecordFormat.JSON_COLUMN::equals)
                .isPresent()) {
            problems.add(
                    CONDITION.name(),
                    "\"" + field + "\" has no column of its own with record.format=json_column",
                    "Use a column of metadata.columns, or another record.format.");
        } else if (values.find(ColumnKeys.INCLUDE).isPresent()
                && values.find(ColumnKeys.EXCLUDE).isPresent()
                && !ColumnKeys.keeps(field.names(), values)) {
            problems.add(
                    CONDITION.name(),
                    "\"" + field + "\" is not stored, so there is nothing to compare with",
                    "Store it: see fields.include and fields.exclude.");
        } else if (!ColumnKeys.storesByItself(field.names(), values)) {
            problems.add(
                    CONDITION.name(),
                    "\"" + field + "\" is a part of a field that is not stored in parts, so it has no column",
                    "Name it in fields.include, or set nested.mode=flatten.");
        }
    }
}
