package io.penstock.jdbc.config;

import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.common.record.FieldPath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The keys that say which records delete, and how. */
final class DeleteKeys {

    static final Key<DeleteMode> MODE = Key.oneOf("delete.mode", DeleteMode.class)
            .group(JdbcSinkConfig.WRITES)
            .display("Delete mode")
            .doc(
                    "Which records delete. none: none does, and a tombstone (a record without a value) is a bad record, as is a"
                            + " delete of Debezium. ignore: none does, and these are passed over: rows stay that the source has deleted."
                            + " tombstone: a tombstone deletes the row of its key. field: so does a record whose delete.field has one"
                            + " of delete.field.values. soft: neither deletes; delete.soft.column of the row says so. Unset it is"
                            + " none, or tombstone with delete.enabled=true.")
            .optional();
    static final Key<Boolean> ENABLED = Key.bool("delete.enabled")
            .group(JdbcSinkConfig.WRITES)
            .display("Deletes")
            .doc("The name under which other sinks know delete.mode=tombstone.")
            .defaultsTo("false");
    static final Key<FieldPath> FIELD = Key.parsed(
                    "delete.field", FieldPath::parse, "a field of the value, or a path such as meta.op")
            .group(JdbcSinkConfig.WRITES)
            .display("Delete field")
            .doc(
                    "The field of the value that marks deletes, for delete.mode=field and soft; a path such as meta.op reaches into"
                            + " structures and maps. It is not looked for in texts: with record.format=json_column a value that is a"
                            + " text is then a bad record, so use a converter that reads JSON.")
            .optional();
    static final Key<List<String>> FIELD_VALUES = Key.list("delete.field.values")
            .group(JdbcSinkConfig.WRITES)
            .display("Values that mark deletes")
            .importance(Importance.LOW)
            .doc("What delete.field holds in a delete, as texts that are compared exactly.")
            .defaultsTo("true");
    static final Key<String> SOFT_COLUMN = Key.string("delete.soft.column")
            .group(JdbcSinkConfig.WRITES)
            .display("Soft delete column")
            .importance(Importance.LOW)
            .doc(
                    "With delete.mode=soft the column that says whether a row is deleted: true or false in a BOOLEAN column, as it is"
                            + " created; 1 or 0 in a number; in a date or timestamp the time of the delete's record, or null.")
            .defaultsTo("__deleted");

    private DeleteKeys() {}

    static DeleteRule rule(Values values) {
        Optional<DeleteMarker> marker =
                values.find(FIELD).map(field -> new DeleteMarker(field, Set.copyOf(values.get(FIELD_VALUES))));
        return switch (mode(values)) {
            case NONE -> new DeleteRule.Never();
            case IGNORE -> new DeleteRule.Ignore();
            case TOMBSTONE -> new DeleteRule.Remove(Optional.empty());
            case FIELD -> new DeleteRule.Remove(marker);
            case SOFT -> new DeleteRule.Mark(values.get(SOFT_COLUMN), marker);
        };
    }

    /** Whether delete.soft.column is written. */
    static boolean marks(Values values) {
        return mode(values) == DeleteMode.SOFT;
    }

    private static DeleteMode mode(Values values) {
        return values.find(MODE).orElse(values.find(ENABLED).orElse(false) ? DeleteMode.TOMBSTONE : DeleteMode.NONE);
    }

    static void check(Values values, Problems problems) {
        if (values.written(MODE) && values.find(MODE).isEmpty()) {
            return;
        }
        DeleteMode mode = mode(values);
        checkBothKeys(values, problems);
        values.find(JdbcSinkConfig.PK_MODE).ifPresent(pk -> checkKeyMode(mode, pk, values, problems));
        boolean field = values.written(FIELD);
        if (mode == DeleteMode.FIELD && !field) {
            problems.add(
                    FIELD.name(),
                    "it is missing, and delete.mode=field needs it",
                    "Name the field that marks deletes.");
        }
        if (mode == DeleteMode.NONE || mode == DeleteMode.IGNORE || mode == DeleteMode.TOMBSTONE) {
            Unused.report(
                    FIELD, values, problems, "with delete.mode=" + written(mode), "use delete.mode=field or soft");
        }
        if (!field) {
            Unused.report(FIELD_VALUES, values, problems, "without delete.field", "name the field that marks deletes");
        }
        if (mode != DeleteMode.SOFT) {
            Unused.report(SOFT_COLUMN, values, problems, "with delete.mode=" + written(mode), "use delete.mode=soft");
        }
        values.find(JdbcSinkConfig.INSERT_MODE)
                .filter(insert -> mode == DeleteMode.SOFT && !insert.needsKey())
                .ifPresent(insert -> problems.add(
                        MODE.name(),
                        "soft keeps the rows of deleted keys, and insert.mode=" + written(insert)
                                + " cannot write such a key again",
                        "Use insert.mode=upsert or update."));
    }

    private static void checkBothKeys(Values values, Problems problems) {
        boolean enabled = values.find(ENABLED).orElse(false); // false says nothing: it is the default
        values.find(MODE)
                .filter(mode -> enabled && (mode == DeleteMode.NONE || mode == DeleteMode.IGNORE))
                .ifPresent(mode -> problems.add(
                        ENABLED.name(), "true contradicts delete.mode=" + written(mode), "Remove delete.enabled."));
    }

    private static void checkKeyMode(DeleteMode mode, PkMode pk, Values values, Problems problems) {
        switch (mode) {
            case NONE, IGNORE -> {
                // Whatever the key.
            }
            case TOMBSTONE -> {
                if (!pk.isInTombstones() && !isInEvents(pk, values)) {
                    boolean byMode = values.find(MODE).isPresent();
                    problems.add(
                            byMode ? MODE.name() : ENABLED.name(),
                            "a tombstone has nothing but its key, and pk.mode is neither record_key nor record_header",
                            "Use pk.mode=record_key, or "
                                    + (byMode ? "another delete.mode." : "delete.enabled=false."));
                }
            }
            case FIELD, SOFT -> {
                if (pk == PkMode.NONE || pk == PkMode.KAFKA) {
                    problems.add(
                            MODE.name(),
                            "a delete finds its row by the key, and pk.mode=" + written(pk) + " gives it none",
                            "Use pk.mode=record_key, record_value or record_header.");
                } else if (mode == DeleteMode.SOFT
                        && !pk.isInTombstones()
                        && !isInEvents(pk, values)
                        && !values.written(FIELD)) {
                    problems.add(
                            FIELD.name(),
                            "it is missing, and with pk.mode=" + written(pk) + " a tombstone has no key to delete by",
                            "Name the field that marks deletes, or use pk.mode=record_key.");
                }
            }
        }
    }

    /** Whether deletes come as Debezium's events, which have the row's last state, and so the key that is in the value. */
    private static boolean isInEvents(PkMode pk, Values values) {
        return pk == PkMode.RECORD_VALUE
                && values.find(FormatKeys.FORMAT)
                        .filter(RecordFormat.DEBEZIUM::equals)
                        .isPresent();
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
