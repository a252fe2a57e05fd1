package io.penstock.migrate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Debezium's JDBC sink, by its documentation and source of 2026-08-22 (3.6, and what 3.7 adds). */
final class DebeziumJdbcSink {

    private static final String OWN_NAMES =
            "names are made by a class there, which has no counterpart. Name tables in table.name.map and columns in"
                    + " fields.rename.";

    private DebeziumJdbcSink() {}

    static void translate(Translation to) {
        to.keep("connection.url", "connection.password", "insert.mode", "delete.enabled", "truncate.enabled");
        to.rename("connection.username", "connection.user", "");
        to.rename("primary.key.mode", "pk.mode", "");
        to.rename("primary.key.fields", "pk.fields", "");
        to.renamed("batch.size", "batch.max.rows", ForkedJdbc::rows, "Rows are collected across polls.");
        Outages.translate(to, "flush.max.retries", 5, "flush.retry.delay.ms", 1000);
        to.takeLower("schema.evolution").ifPresent(mode -> evolution(to, mode));
        deletes(to);
        tables(to);
        for (String key : List.of("use.time.zone", "database.time_zone")) {
            to.expect(key, ForkedJdbc::isUtc, "UTC is the only zone here.", ForkedJdbc.UTC_ONLY);
        }
        fields(to, "field.include.list", "fields.include");
        fields(to, "field.exclude.list", "fields.exclude");
        connection(to);
        to.drop(
                "changes of one key are always reduced within a batch.",
                "use.reduction.buffer",
                "keyed.message.batch.mode");
        to.expect(
                "dialect.sqlserver.identity.insert",
                value -> !Boolean.parseBoolean(value),
                "it was off.",
                "values for identity columns are not inserted here. Leave the column out by fields.exclude, or make it a"
                        + " plain one.");
        to.ask("this database is not known here by name.", "dialect.starrocks.catalog.name");
        to.ask(
                "events are known as CloudEvents by nothing here; take their data out by a transform.",
                "cloud.events.schema.name.pattern");
        to.drop("is of the other connector's own making.", "enable.sces");
        to.note(
                "one table more is made, offsets.table (penstock_offsets): the role needs CREATE once, then SELECT, INSERT"
                        + " and UPDATE on it.");
    }

    private static void evolution(Translation to, String mode) {
        switch (mode) {
            case "none" -> to.put("schema.evolution", "none");
            case "basic" -> {
                to.put("auto.create", "true");
                to.put("schema.evolution", "add");
                to.changed(
                        "schema.evolution",
                        "basic is auto.create=true with schema.evolution=add here. Tables that are created from now on may"
                                + " have other types.");
            }
            case "validate-only" -> {
                to.put("schema.evolution", "validate");
                to.changed("schema.evolution", "validate-only is validate here.");
            }
            default -> to.decide("schema.evolution", "no value that this command knows.");
        }
    }

    private static void deletes(Translation to) {
        if (!to.made("delete.enabled").map(Boolean::parseBoolean).orElse(false)) {
            to.decide(
                    "delete.enabled",
                    "is not true: deletes and tombstones were passed over there, and are bad records here, which stop the task"
                            + " or go to the dead letter queue. If such records come, let the Filter transform drop them (tombstones"
                            + " by its predicate RecordIsTombstone); if none come, nothing is to be done.");
        }
        if (!to.made("truncate.enabled").map(Boolean::parseBoolean).orElse(false)) {
            to.changed(
                    "truncate.enabled", "is not true: truncations were passed over there, and are bad records here.");
        }
    }

    private static void tables(Translation to) {
        Optional<String> older = to.take("table.name.format");
        String format = to.take("collection.name.format").or(() -> older).orElse("${topic}");
        boolean quoted = to.takeFlag("quote.identifiers", false);
        String url = to.made("connection.url").orElse("");
        UnaryOperator<String> folded = quoted ? UnaryOperator.identity() : folding(url);
        if (format.replace("${topic}", "").contains("${")) {
            to.decide(
                    "collection.name.format",
                    "has a variable that has no counterpart. table.name.format knows ${topic}, ${partition}, ${key.<field>},"
                            + " ${value.<field>} and ${header.<name>}; table.name.map names tables of single topics.");
        } else {
            if (!format.equals("${topic}")) {
                to.put("table.name.format", format);
                to.changed("collection.name.format", "is table.name.format here.");
            }
            new TableNames(to, format)
                    .translate(
                            topic -> folded.apply(TableNames.filled(format, topic.replace('.', '_'))),
                            "collection.name.format",
                            "dots of a topic become _ there"
                                    + (quoted ? "" : ", and unquoted names get the case that the database gives them"));
        }
        if (!quoted && !folded.apply("aB").equals("aB")) {
            to.changed(
                    "quote.identifiers",
                    "is not true: the database gave columns its own case there; here they are quoted. A field whose name is"
                            + " not in the database's case needs fields.rename=field:column.");
        }
        for (String key : List.of("collection.naming.strategy", "table.naming.strategy", "column.naming.strategy")) {
            to.expect(key, name -> name.matches("io\\.debezium\\..*\\.Default\\w+"), "it was the default.", OWN_NAMES);
        }
        to.ask(
                OWN_NAMES,
                "collection.table.format",
                "collection.naming.style",
                "collection.naming.prefix",
                "collection.naming.suffix",
                "column.naming.style",
                "column.naming.prefix",
                "column.naming.suffix");
    }

    /** What the database makes of unquoted names. */
    private static UnaryOperator<String> folding(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return name -> name.toLowerCase(Locale.ROOT);
        }
        if (url.startsWith("jdbc:oracle:") || url.startsWith("jdbc:db2:")) {
            return name -> name.toUpperCase(Locale.ROOT);
        }
        return UnaryOperator.identity();
    }

    /** Patterns of {@code topic:field} there, names of fields here. */
    private static void fields(Translation to, String key, String ours) {
        to.take(key).ifPresent(list -> {
            String topic =
                    to.made("topics").filter(topics -> !topics.contains(",")).orElse("");
            List<String> names = Arrays.stream(list.split(","))
                    .map(String::trim)
                    .map(entry -> !topic.isEmpty() && entry.startsWith(topic + ":")
                            ? entry.substring(topic.length() + 1)
                            : entry)
                    .toList();
            if (names.stream().allMatch(name -> name.matches("[A-Za-z0-9_]+"))) {
                to.put(ours, names.stream().collect(Collectors.joining(",")));
                to.changed(key, "is " + ours + " here, names of fields without their topic.");
            } else {
                to.decide(
                        key,
                        "has patterns, or fields of single topics. " + ours
                                + " takes names of fields, for all topics.");
            }
        });
    }

    private static void connection(Translation to) {
        String one = "a task has one connection, and replaces it when it is lost.";
        to.dropAll("connection.pool.", one);
        to.drop(one, "connection.provider", "connection.restart.on.errors");
        to.drop("the dialect follows from connection.url.", "hibernate.dialect");
        to.dropAll("hibernate.c3p0.", one);
        to.dropAll("hibernate.agroal.", one);
        to.drop("batch.max.rows has its place.", "hibernate.jdbc.batch_size");
        to.ask(
                "there is no Hibernate here. If it was a property of the driver, put it into connection.url or a key that"
                        + " begins with driver.",
                to.remaining("hibernate.").toArray(String[]::new));
    }
}
