package io.penstock.jdbc.config;

import static io.penstock.jdbc.config.JdbcSinkConfig.CLAIM_TIMEOUT;
import static io.penstock.jdbc.config.JdbcSinkConfig.INSERT_MODE;
import static io.penstock.jdbc.config.JdbcSinkConfig.PK_FIELDS;
import static io.penstock.jdbc.config.JdbcSinkConfig.PK_MODE;
import static io.penstock.jdbc.config.JdbcSinkConfig.RESPONSE_TIMEOUT;
import static io.penstock.jdbc.config.JdbcSinkConfig.RETRY_INITIAL;
import static io.penstock.jdbc.config.JdbcSinkConfig.RETRY_MAX;
import static io.penstock.jdbc.config.JdbcSinkConfig.TRANSACTION_TIMEOUT;

import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** Keys that are right one by one, but not together. */
final class CrossChecks {

    private CrossChecks() {}

    /** Adds the faults between keys; a key that is faulty by itself takes no part. */
    static void check(Values values, Problems problems) {
        values.find(PK_MODE).ifPresent(mode -> {
            values.find(INSERT_MODE).ifPresent(insert -> checkInsertMode(mode, insert, problems));
            values.find(PK_FIELDS).ifPresent(fields -> checkKeyFields(mode, fields, problems));
        });
        if (values.written(JdbcSinkConfig.CONNECTION_PROVIDER)) {
            Unused.report(
                    JdbcSinkConfig.CONNECTION_PASSWORD,
                    values,
                    problems,
                    "with connection.provider.class, which gives the password",
                    "remove connection.provider.class");
        }
        DriverProperties.check(values, problems);
        DeleteKeys.check(values, problems);
        OverwriteKeys.check(values, problems);
        TableKeys.check(values, problems);
        ColumnKeys.check(values, problems);
        FormatKeys.check(values, problems);
        ColumnNames.check(values, problems);
        DatabaseRules.check(values, problems);
        values.find(RETRY_INITIAL)
                .ifPresent(initial -> values.find(RETRY_MAX)
                        .filter(max -> max.compareTo(initial) < 0)
                        .ifPresent(max -> problems.add(
                                RETRY_MAX.name(),
                                max.toMillis() + " is less than " + RETRY_INITIAL + "=" + initial.toMillis(),
                                "Raise it, or lower " + RETRY_INITIAL + ".")));
        values.find(RESPONSE_TIMEOUT)
                .ifPresent(response -> values.find(TRANSACTION_TIMEOUT)
                        .filter(transaction -> transaction.compareTo(response) >= 0)
                        .ifPresent(transaction -> problems.add(
                                RESPONSE_TIMEOUT.name(),
                                response.toMillis() + " is not more than " + TRANSACTION_TIMEOUT + "="
                                        + transaction.toMillis()
                                        + ", so a slow transaction would look like a lost connection",
                                "Raise it.")));
        values.find(CLAIM_TIMEOUT)
                .ifPresent(claim -> values.find(TRANSACTION_TIMEOUT)
                        .filter(transaction -> claim.compareTo(transaction) >= 0)
                        .ifPresent(transaction -> problems.add(
                                CLAIM_TIMEOUT.name(),
                                claim.toMillis() + " is not less than " + TRANSACTION_TIMEOUT + "="
                                        + transaction.toMillis()
                                        + ", so a claim would end before it finds out who holds its rows",
                                "Lower it.")));
    }

    /** Names that are parted by dots may be paths, but not with nothing between two dots. */
    private static void checkPaths(PkMode mode, List<String> fields, Problems problems) {
        for (String field : fields) {
            if ((mode == PkMode.RECORD_KEY || mode == PkMode.RECORD_VALUE)
                    && (field.startsWith(".") || field.endsWith(".") || field.contains(".."))) {
                problems.add(PK_FIELDS.name(), "\"" + field + "\" has an empty name between dots", "Correct the path.");
            }
        }
    }

    private static void checkInsertMode(PkMode mode, InsertMode insert, Problems problems) {
        if (mode == PkMode.NONE && insert.needsKey()) {
            problems.add(
                    PK_MODE.name(),
                    "none gives rows no key, and insert.mode=" + insert.name().toLowerCase(Locale.ROOT) + " needs one",
                    "Use record_key, record_value, record_header or kafka.");
        }
        if (mode == PkMode.KAFKA && insert == InsertMode.UPDATE) {
            problems.add(
                    PK_MODE.name(),
                    "kafka gives each record a key of its own, so insert.mode=update would never find a row",
                    "Use record_key, record_value or record_header, or another insert.mode.");
        }
    }

    private static void checkKeyFields(PkMode mode, List<String> fields, Problems problems) {
        checkPaths(mode, fields, problems);
        if (new HashSet<>(fields).size() != fields.size()) {
            problems.add(
                    PK_FIELDS.name(), "\"" + String.join(",", fields) + "\" names a field twice", "Name each once.");
        }
        switch (mode) {
            case NONE -> {
                if (!fields.isEmpty()) {
                    problems.add(
                            PK_FIELDS.name(),
                            "\"" + String.join(",", fields) + "\" has no effect with pk.mode=none",
                            "Remove it, or use another pk.mode.");
                }
            }
            case KAFKA -> {
                if (!fields.isEmpty() && fields.size() != JdbcSinkConfig.COORDINATE_COLUMNS.size()) {
                    problems.add(
                            PK_FIELDS.name(),
                            "\"" + String.join(",", fields) + "\" has " + fields.size()
                                    + " names, and pk.mode=kafka needs" + " three: for topic, partition and offset",
                            "Name three columns, or remove it.");
                }
            }
            case RECORD_VALUE, RECORD_HEADER -> {
                if (fields.isEmpty()) {
                    problems.add(
                            PK_FIELDS.name(),
                            "it is empty, and pk.mode=" + mode.name().toLowerCase(Locale.ROOT)
                                    + " needs the names that make the key",
                            "Name them, parted by commas.");
                }
            }
            case RECORD_KEY -> {
                // A structured key may give all its fields.
            }
        }
    }
}
