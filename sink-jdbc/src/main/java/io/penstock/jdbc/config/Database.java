package io.penstock.jdbc.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The databases that are known, by the beginning of their URLs. */
public enum Database {
    POSTGRESQL("jdbc:postgresql:"),
    MARIADB("jdbc:mariadb:"),
    MYSQL("jdbc:mysql:"),
    H2("jdbc:h2:"),
    SQLITE("jdbc:sqlite:"),
    /** Any other, by the SQL and the metadata that all have in common. */
    OTHER("jdbc:");

    private final String prefix;

    Database(String prefix) {
        this.prefix = prefix;
    }

    /** Whether types of columns are changed, so that what one session does, no other takes back. */
    boolean widensColumns() {
        return switch (this) {
            case POSTGRESQL, MARIADB, MYSQL, H2 -> true;
            case SQLITE, OTHER -> false;
        };
    }

    /** Whether it can be asked if two values are the same to the letter. */
    boolean comparesRows() {
        return switch (this) {
            case POSTGRESQL, MARIADB, MYSQL, H2, SQLITE -> true;
            case OTHER -> false;
        };
    }

    /** In which ways rows can be written beside {@link WriteMethod#AUTO}, which is one of them. */
    List<WriteMethod> writeMethods() {
        return switch (this) {
            case POSTGRESQL -> List.of(WriteMethod.COPY, WriteMethod.UNNEST, WriteMethod.MULTIROW, WriteMethod.BATCH);
            case MARIADB -> List.of(WriteMethod.BULK, WriteMethod.MULTIROW, WriteMethod.BATCH);
            case MYSQL, H2, SQLITE, OTHER -> List.of(WriteMethod.MULTIROW, WriteMethod.BATCH);
        };
    }

    /** What {@link WriteMethod#AUTO} comes to, in words. */
    String automaticMethod() {
        return switch (this) {
            case POSTGRESQL -> "copy for inserts and unnest for everything else";
            case MARIADB -> "bulk for inserts and multirow for upserts";
            case MYSQL, H2, SQLITE -> "multirow";
            case OTHER -> "batch";
        };
    }

    static Optional<Database> ofUrl(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(database -> lower.startsWith(database.prefix))
                .findFirst();
    }

    static String prefixes() {
        return Arrays.stream(values()).map(database -> database.prefix).collect(Collectors.joining(", "));
    }
}
