package io.penstock.migrate;

import java.util.Locale;

/** What Confluent's JDBC sink and Aiven's, its fork, have in common. */
final class ForkedJdbc {

    static final String UTC_ONLY =
            "instants are stored as UTC here, in columns without a zone the clock of UTC; rows of before are of another clock."
                    + " Change the columns to timestamps with a zone, or shift what is there.";

    private static final String CONNECTION = "connection.";

    private ForkedJdbc() {}

    static void translate(Translation to) {
        to.keep("connection.url", "connection.user", "connection.password");
        to.takeLower("pk.mode").ifPresent(mode -> to.put("pk.mode", mode));
        to.keep("pk.fields", "delete.enabled", "auto.create", "auto.evolve", "table.name.format");
        to.rename("fields.whitelist", "fields.include", "");
        to.takeLower("insert.mode").ifPresent(mode -> insertMode(to, mode));
        to.renamed("batch.size", "batch.max.rows", ForkedJdbc::rows, "Rows are collected across polls.");
        Outages.translate(to, "max.retries", 10, "retry.backoff.ms", 3000);
        to.drop("connecting is retried like every other outage.", "connection.attempts", "connection.backoff.ms");
        to.expect("db.timezone", ForkedJdbc::isUtc, "UTC is the only zone here.", UTC_ONLY);
        for (String key : to.remaining(CONNECTION)) {
            to.rename(key, "driver." + key.substring(CONNECTION.length()), "Properties of the driver are.");
        }
        to.note(
                "one table more is made, offsets.table (penstock_offsets): the role needs CREATE once, then SELECT, INSERT"
                        + " and UPDATE on it. A database without transactions needs delivery.guarantee=at_least_once.");
        if (to.made("auto.create").filter(Boolean::parseBoolean).isPresent()) {
            to.note(
                    "tables that are there are taken as they are; ones that are created from now on may have other types.");
        }
    }

    private static void insertMode(Translation to, String mode) {
        if (mode.equals("multi")) {
            to.put("insert.mode", "insert");
            to.changed("insert.mode", "multi is insert here: several rows a statement is how rows are written anyway.");
        } else {
            to.put("insert.mode", mode);
        }
    }

    /** 0 rows meant no batches. */
    static String rows(String given) {
        return given.matches("0+") ? "1" : given;
    }

    static boolean isUtc(String zone) {
        return switch (zone.toUpperCase(Locale.ROOT)) {
            case "UTC", "Z", "ETC/UTC", "GMT" -> true;
            default -> false;
        };
    }

    /** Of {@code schema.table} in a topic's name. */
    static void tables(Translation to, TableNames names, String format) {
        names.translate(
                topic -> TableNames.filled(format, topic),
                "table.name.format",
                "dots of a topic part schema and table there, and are a part of the table's name here");
    }
}
