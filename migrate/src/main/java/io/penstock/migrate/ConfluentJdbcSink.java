package io.penstock.migrate;

import java.util.Locale;

/** Confluent's JDBC sink, by its source of 2026-08-19. */
final class ConfluentJdbcSink {

    private ConfluentJdbcSink() {}

    static void translate(Translation to) {
        to.ask(
                "its class is of the other connector. Write one that implements"
                        + " io.penstock.jdbc.credentials.CredentialsProvider, and set connection.provider.class; an example for"
                        + " Amazon RDS is in config-examples/rds-iam.",
                to.remaining("jdbc.credentials.provider.").toArray(String[]::new));
        ForkedJdbc.translate(to);
        String format = to.made("table.name.format").orElse("${topic}");
        ForkedJdbc.tables(to, new TableNames(to, format), format);
        to.expect(
                "quote.sql.identifiers",
                method -> method.equalsIgnoreCase("always"),
                "identifiers are always quoted.",
                "identifiers are always quoted here. Where the database gave unquoted names another case, name tables in"
                        + " table.name.map and columns in fields.rename as the database has them.");
        to.expect(
                "date.timezone",
                zone -> ForkedJdbc.isUtc(zone) || zone.equalsIgnoreCase("db_timezone"),
                "UTC is the only zone here.",
                ForkedJdbc.UTC_ONLY);
        to.expect(
                "date.calendar.system",
                system -> system.equalsIgnoreCase("proleptic_gregorian"),
                "dates are of this calendar here.",
                "dates are of the proleptic Gregorian calendar here, which differ from before only where they lie before 1582.");
        to.expect(
                "timestamp.precision.mode",
                mode -> mode.toLowerCase(Locale.ROOT).startsWith("micro"),
                "microseconds are kept.",
                "microseconds are kept here, and no nanoseconds.");
        to.expect(
                "table.types",
                types -> types.equalsIgnoreCase("table"),
                "rows are written to whatever the name stands for.",
                "rows are written to whatever the name stands for: look that it can be written to.");
        nulls(to);
        to.ask(
                "values that are texts have no column here. record.format=json_column stores whole values as JSON in"
                        + " json.column; else make a field of them by the HoistField transform.",
                "string.output.value.column.name");
        to.dropAll("confluent.", "no licence is needed.");
    }

    private static void nulls(Translation to) {
        boolean replaced = to.takeFlag("replace.null.with.default", true);
        if (replaced) {
            to.changed(
                    "replace.null.with.default",
                    "a null stays null here, where there the field's default came in its place. Kafka's JsonConverter and"
                            + " others put defaults in by themselves (value.converter.replace.null.with.default).");
        } else {
            to.dropped("replace.null.with.default", "a null stays null here too.");
        }
    }
}
