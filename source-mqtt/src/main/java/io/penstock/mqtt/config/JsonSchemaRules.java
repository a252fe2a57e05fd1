package io.penstock.mqtt.config;

import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.error.CommonError;
import io.penstock.mqtt.mapping.ValueFormat;
import io.penstock.mqtt.mapping.json.JsonValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What JSON payloads become, by the connector's keys or those of a row. */
final class JsonSchemaRules {
    private JsonSchemaRules() {}

    /** @param inferred shared by all, since several rows may write to one Kafka topic */
    static JsonValues of(SubscriptionRow row, JsonValues inferred) {
        return switch (row.find(MappingKeys.JSON_SCHEMA).orElse(JsonSchemaChoice.NONE)) {
            case NONE -> new JsonValues.Schemaless();
            case INFER -> inferred;
            case GIVEN ->
                row.schemaKeys()
                        .find(MappingKeys.JSON_SCHEMA_INLINE)
                        .<JsonValues>map(JsonValues.Given::new)
                        .orElse(inferred); // the connector's own look at what the task has read from a file
        };
    }

    /** Each fault once. */
    static void check(List<SubscriptionRow> rows, Problems problems) {
        checkFormats(rows, problems);
        Set<String> seen = new HashSet<>();
        for (SubscriptionRow row : rows) {
            row.find(MappingKeys.JSON_SCHEMA).ifPresent(choice -> check(row, choice, seen, problems));
        }
        boolean nowhere = rows.stream()
                .allMatch(row -> row.find(MappingKeys.JSON_SCHEMA)
                        .filter(choice -> choice != JsonSchemaChoice.GIVEN)
                        .isPresent());
        if (nowhere) {
            for (SubscriptionRow row : rows) {
                checkUnused(row.schemaKeys(), MappingKeys.JSON_SCHEMA_LOCATION, seen, problems);
                checkUnused(row.schemaKeys(), MappingKeys.JSON_SCHEMA_INLINE, seen, problems);
            }
        }
    }

    private static void checkUnused(SubscriptionRow row, Key<?> key, Set<String> seen, Problems problems) {
        if (row.written(key) && seen.add(row.where(key))) {
            problems.add(
                    row.where(key),
                    "it is set, but json.schema is not given",
                    "Set json.schema=given, or remove the key.");
        }
    }

    private static void check(SubscriptionRow row, JsonSchemaChoice choice, Set<String> seen, Problems problems) {
        String where = row.where(MappingKeys.JSON_SCHEMA);
        SubscriptionRow schema = row.schemaKeys();
        boolean inline = schema.written(MappingKeys.JSON_SCHEMA_INLINE);
        boolean location = schema.written(MappingKeys.JSON_SCHEMA_LOCATION);
        String file = schema.where(MappingKeys.JSON_SCHEMA_LOCATION);
        if (choice == JsonSchemaChoice.GIVEN && !inline && !location && seen.add(where)) {
            problems.add(
                    CommonError.MISSING_VALUE,
                    where,
                    "given needs a schema",
                    "Set json.schema.location or json.schema.inline beside it.");
        }
        if (inline && location && seen.add(file)) {
            problems.add(
                    file,
                    "it is set, and " + schema.where(MappingKeys.JSON_SCHEMA_INLINE) + " is too",
                    "Keep one of them.");
        }
    }

    /** A row that takes it from the connector may well be of another format, as long as one is not. */
    private static void checkFormats(List<SubscriptionRow> rows, Problems problems) {
        Map<String, List<SubscriptionRow>> byPlace = new LinkedHashMap<>();
        for (SubscriptionRow row : rows) {
            row.find(MappingKeys.JSON_SCHEMA)
                    .filter(choice -> choice != JsonSchemaChoice.NONE)
                    .ifPresent(choice -> byPlace.computeIfAbsent(
                                    row.where(MappingKeys.JSON_SCHEMA), place -> new ArrayList<>())
                            .add(row));
        }
        byPlace.forEach((where, users) -> {
            if (users.stream()
                    .allMatch(row -> row.find(MappingKeys.VALUE_FORMAT)
                            .filter(format -> format != ValueFormat.JSON)
                            .isPresent())) {
                problems.add(
                        where,
                        "it is set, but " + users.get(0).where(MappingKeys.VALUE_FORMAT) + " is not json",
                        "Set that to json, or remove this.");
            }
        });
    }
}
