package io.penstock.jdbc.config;

import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import java.util.stream.Collectors;

/** What not every database is asked to do. */
final class DatabaseRules {

    private DatabaseRules() {}

    static void check(Values values, Problems problems) {
        values.find(JdbcSinkConfig.CONNECTION_URL).map(JdbcUrl::database).ifPresent(database -> {
            values.find(TableKeys.EVOLUTION)
                    .filter(evolution -> evolution == SchemaEvolution.WIDEN && !database.widensColumns())
                    .ifPresent(evolution -> problems.add(
                            TableKeys.EVOLUTION.name(),
                            "widen changes types of columns, which is not done on SQLite and on databases that the sink does not know by name",
                            "Use add, and change types by hand."));
            values.find(JdbcSinkConfig.WRITE_METHOD)
                    .filter(method -> method != WriteMethod.AUTO
                            && !database.writeMethods().contains(method))
                    .ifPresent(method -> problems.add(
                            JdbcSinkConfig.WRITE_METHOD.name(),
                            method + " is no way to write rows to this database, which has "
                                    + database.writeMethods().stream()
                                            .map(WriteMethod::toString)
                                            .collect(Collectors.joining(", ")),
                            "Use one of these, or auto, which is " + database.automaticMethod() + "."));
            values.find(OverwriteKeys.SKIP_UNCHANGED)
                    .filter(skips -> skips && !database.comparesRows())
                    .ifPresent(skips -> problems.add(
                            OverwriteKeys.SKIP_UNCHANGED.name(),
                            "what a database takes for the same is not known of one that the sink does not know by name",
                            "Remove it."));
        });
    }
}
