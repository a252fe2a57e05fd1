package io.penstock.migrate;

/** Aiven's JDBC sink, by its documentation of 2025-03-31. */
final class AivenJdbcSink {

    private AivenJdbcSink() {}

    static void translate(Translation to) {
        ForkedJdbc.translate(to);
        String format = to.made("table.name.format").orElse("${topic}");
        TableNames names = new TableNames(to, format);
        to.take("topics.to.tables.mapping").ifPresent(pairs -> {
            names.keep(pairs);
            to.changed("topics.to.tables.mapping", "is table.name.map here.");
        });
        if (to.takeFlag("table.name.normalize", false)) {
            names.translate(
                    topic -> TableNames.filled(format, topic).replaceAll("[^a-zA-Z0-9_]", "_"),
                    "table.name.normalize",
                    "other characters than letters, digits and _ become _ there, those of table.name.format too");
        } else {
            ForkedJdbc.tables(to, names, format);
        }
        to.rename("fields.blacklist", "fields.exclude", "");
        to.expect(
                "sql.quote.identifiers",
                Boolean::parseBoolean,
                "identifiers are always quoted.",
                "identifiers are always quoted here. Where the database gave unquoted names another case, name tables in"
                        + " table.name.map and columns in fields.rename as the database has them.");
    }
}
