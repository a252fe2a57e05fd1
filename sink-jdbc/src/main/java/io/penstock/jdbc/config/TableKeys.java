package io.penstock.jdbc.config;

import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.jdbc.schema.TableId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys that say which tables there are, and how they come to fit their records. */
final class TableKeys {

    private static final String TABLES = "Tables";

    static final Key<TableNaming> NAME_FORMAT = Key.parsed(
                    "table.name.format", TableNaming::parse, "a name such as ${topic} or kafka.${topic}")
            .group(TABLES)
            .display("Table name")
            .doc(
                    "The table of a record. ${topic} is the topic after transforms, ${topic.1} and ${topic.<group>} what groups of"
                            + " table.name.topic.pattern capture of it. One dot outside ${…} parts schema and table; dots that a"
                            + " variable brings are part of the name. Also ${partition}, ${value.<field>}, ${key.<field>},"
                            + " ${header.<name>} and ${timestamp|<pattern>|<zone>}.")
            .defaultsTo("${topic}");
    static final Key<Pattern> NAME_PATTERN = Key.parsed(
                    "table.name.topic.pattern",
                    Pattern::compile,
                    "a regular expression with groups, such as shop\\.(.+)")
            .group(TABLES)
            .display("Topic pattern")
            .doc(
                    "A regular expression (java.util.regex) that matches the whole topic, whose groups table.name.format names. A record"
                            + " of a topic that it does not match is a bad record, unless table.name.map has the topic.")
            .optional();
    static final Key<Map<String, TableId>> NAME_MAP = Key.parsed(
                    "table.name.map", TableKeys::parseMap, "pairs such as orders:shop.orders,clients:customers")
            .group(TABLES)
            .display("Tables of topics")
            .doc(
                    "The tables of single topics, as topic:table or topic:schema.table parted by commas; other topics follow"
                            + " table.name.format.")
            .defaultsTo("");
    static final Key<Boolean> AUTO_CREATE = Key.bool("auto.create")
            .group(TABLES)
            .display("Create tables")
            .doc(
                    "Whether a missing table is created from the record: from its schema, or for schemaless JSON from the values"
                            + " (numbers become decimals, texts and truth values what the database has for them).")
            .defaultsTo("false");
    static final Key<Boolean> AUTO_EVOLVE = Key.bool("auto.evolve")
            .group(TABLES)
            .display("Add columns")
            .doc("The name under which other sinks know schema.evolution=add.")
            .defaultsTo("false");
    static final Key<SchemaEvolution> EVOLUTION = Key.oneOf("schema.evolution", SchemaEvolution.class)
            .group(TABLES)
            .display("Schema evolution")
            .doc(
                    "How far existing tables follow their records. none: not at all. validate: not at all, and the task fails when a"
                            + " table lacks a column of a record or cannot take the type that the record's schema gives it. add: a"
                            + " missing column is added, as a nullable one, when a record has a value for it. widen: so it is, and a"
                            + " column of a number that a value does not fit becomes the next wider type that takes it (integers up to"
                            + " NUMERIC, REAL to DOUBLE PRECISION), which rewrites the table under an exclusive lock, for at"
                            + " most two thirds of connection.response.timeout.ms and a minute (on H2 without a bound); not on SQLite and on databases that the sink does"
                            + " not know by name. Unset it is none, or add with auto.evolve=true.")
            .optional();
    static final Key<UnknownFields> UNKNOWN_FIELDS = Key.oneOf("unknown.fields", UnknownFields.class)
            .group(TABLES)
            .display("Unknown fields")
            .doc(
                    "What becomes of a field of the value for which an existing table has no column. fail: the record is a bad record"
                            + " (with schema.evolution=validate the task fails). ignore: the field is not stored; a column that is added"
                            + " by hand is filled when the task has been restarted. evolve: the column is added. Unset it is evolve with"
                            + " schema.evolution=add or widen, or with auto.evolve=true, else fail. Columns of the key, of"
                            + " metadata.columns and delete.soft.column are never left out.")
            .optional();

    private TableKeys() {}

    static TableNaming naming(Values values) {
        return TableNaming.parse(values.get(NAME_FORMAT).toString(), values.find(NAME_PATTERN))
                .with(values.get(NAME_MAP));
    }

    static EvolutionRules evolution(Values values) {
        Optional<UnknownFields> unknown = values.find(UNKNOWN_FIELDS);
        boolean adds = values.get(AUTO_EVOLVE) || unknown.equals(Optional.of(UnknownFields.EVOLVE));
        SchemaEvolution evolution = values.find(EVOLUTION).orElse(adds ? SchemaEvolution.ADD : SchemaEvolution.NONE);
        return new EvolutionRules(
                evolution, unknown.orElse(isGrowing(evolution) ? UnknownFields.EVOLVE : UnknownFields.FAIL));
    }

    private static boolean isGrowing(SchemaEvolution evolution) {
        return evolution == SchemaEvolution.ADD || evolution == SchemaEvolution.WIDEN;
    }

    static void check(Values values, Problems problems) {
        checkNames(values, problems);
        checkEvolution(values, problems);
    }

    private static void checkNames(Values values, Problems problems) {
        boolean unresolved =
                values.written(NAME_PATTERN) && values.find(NAME_PATTERN).isEmpty();
        values.find(NAME_FORMAT).filter(naming -> !unresolved).ifPresent(naming -> {
            try {
                TableNaming.parse(naming.toString(), values.find(NAME_PATTERN)).checkGroups();
            } catch (IllegalArgumentException e) {
                problems.add(
                        NAME_FORMAT.name(),
                        String.valueOf(e.getMessage()),
                        "Name groups that table.name.topic.pattern has.");
            }
            if (!naming.usesGroups()) {
                Unused.report(
                        NAME_PATTERN,
                        values,
                        problems,
                        "as table.name.format names none of its groups",
                        "use ${topic.1} there");
            }
        });
    }

    private static void checkEvolution(Values values, Problems problems) {
        boolean auto = values.find(AUTO_EVOLVE).orElse(false); // false says nothing: it is the default
        Optional<SchemaEvolution> evolution = values.find(EVOLUTION);
        evolution
                .filter(chosen -> auto && !isGrowing(chosen))
                .ifPresent(chosen -> problems.add(
                        AUTO_EVOLVE.name(),
                        "true contradicts schema.evolution=" + written(chosen),
                        "Remove auto.evolve."));
        values.find(UNKNOWN_FIELDS).ifPresent(unknown -> {
            boolean adds = unknown == UnknownFields.EVOLVE;
            Optional<SchemaEvolution> contradicted =
                    evolution.filter(chosen -> adds ? !isGrowing(chosen) : chosen == SchemaEvolution.ADD);
            if (contradicted.isPresent()) {
                problems.add(
                        UNKNOWN_FIELDS.name(),
                        written(unknown) + " contradicts schema.evolution=" + written(contradicted.get()),
                        "Remove one of them.");
            } else if (auto && !adds) {
                problems.add(
                        UNKNOWN_FIELDS.name(),
                        written(unknown) + " contradicts auto.evolve=true",
                        "Remove one of them.");
            }
        });
    }

    /** @throws IllegalArgumentException that names what cannot be used */
    static Map<String, TableId> parseMap(String text) {
        Map<String, TableId> map = new HashMap<>();
        for (String word : text.split(",", -1)) {
            if (word.isBlank()) {
                continue;
            }
            int colon = word.indexOf(':');
            String topic = colon < 0 ? "" : word.substring(0, colon).trim();
            String table = word.substring(colon + 1).trim();
            if (topic.isEmpty() || table.isEmpty()) {
                throw new IllegalArgumentException("\"" + word.trim() + "\" is not topic:table");
            }
            if (map.put(topic, TableId.parse(table)) != null) {
                throw new IllegalArgumentException("topic \"" + topic + "\" stands in it twice");
            }
        }
        return map;
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
