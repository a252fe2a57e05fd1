package io.penstock.jdbc.config;

import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The keys that say what records look like. */
final class FormatKeys {

    private static final String FORMAT_GROUP = "Format";

    static final Key<RecordFormat> FORMAT = Key.oneOf("record.format", RecordFormat.class)
            .group(FORMAT_GROUP)
            .display("Record format")
            .doc(
                    "What the values are. struct: structures. schemaless: JSON objects without a schema. debezium: change events, of"
                            + " which the state after the change is written (create, update and snapshot reads), a delete deletes as"
                            + " delete.mode says, and a truncation empties the table (truncate.enabled). json_column: anything, stored"
                            + " as a whole in json.column. auto: structures, of which those with a schema named Envelope or ….Envelope are"
                            + " Debezium's, and objects without a schema. A record of another format is a bad record.")
            .defaultsTo("auto");
    static final Key<Boolean> TRUNCATE = Key.bool("truncate.enabled")
            .group(FORMAT_GROUP)
            .display("Truncations")
            .importance(Importance.LOW)
            .doc(
                    "Whether a truncation event of Debezium empties the table, within the batch's transaction and after what arrived"
                            + " before it. Without it such an event is a bad record. The topic must have one"
                            + " partition, as nothing tells what came before the event in others; the role needs the TRUNCATE right on"
                            + " the table, and no foreign key of another table may refer to it.")
            .defaultsTo("false");
    static final Key<String> JSON_COLUMN = Key.string("json.column")
            .group(FORMAT_GROUP)
            .display("JSON column")
            .importance(Importance.LOW)
            .doc(
                    "With record.format=json_column the column of the whole value, created as jsonb. A text, or bytes, are taken for JSON as they are;"
                            + " everything else is written as JSON.")
            .defaultsTo("value");

    private FormatKeys() {}

    static FormatSettings settings(Values values) {
        return new FormatSettings(values.get(FORMAT), values.get(TRUNCATE), values.get(JSON_COLUMN));
    }

    static void check(Values values, Problems problems) {
        values.find(FORMAT).ifPresent(format -> {
            if (values.find(TRUNCATE).orElse(false) && format != RecordFormat.DEBEZIUM && format != RecordFormat.AUTO) {
                problems.add(
                        TRUNCATE.name(),
                        "record.format=" + format.name().toLowerCase(Locale.ROOT) + " has no truncations",
                        "Remove it, or use record.format=debezium.");
            }
            if (format == RecordFormat.JSON_COLUMN) {
                for (Key<?> key :
                        List.of(ColumnKeys.INCLUDE, ColumnKeys.EXCLUDE, ColumnKeys.NESTED, OverwriteKeys.NULLS)) {
                    Unused.report(
                            key,
                            values,
                            problems,
                            "with record.format=json_column, which stores the value as a whole",
                            "use another record.format");
                }
            } else {
                Unused.report(
                        JSON_COLUMN,
                        values,
                        problems,
                        "with record.format=" + format.name().toLowerCase(Locale.ROOT),
                        "use record.format=json_column");
            }
        });
    }
}
