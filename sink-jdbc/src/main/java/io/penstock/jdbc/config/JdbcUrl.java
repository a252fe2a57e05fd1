package io.penstock.jdbc.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the database is. Never prints its parameters, since users put passwords into them.
 *
 * @param text as written, {@code jdbc:postgresql://host:5432/database?sslmode=require}
 */
public record JdbcUrl(String text, Database database) {

    private static final Pattern USER_BEFORE_HOST = Pattern.compile("^[^/?;(]*//[^/?;(]*@");
    private static final Pattern IN_MEMORY = Pattern.compile(
            ":(mem|memory):|^jdbc:h2:(tcp|ssl)://[^/]+/mem:|\\bmode=memory\\b|^jdbc:(sqlite|duckdb):(\\?.*)?$",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern PARAMETERS = Pattern.compile("[?;(]");

    /** @throws IllegalArgumentException that says which databases there are */
    public static JdbcUrl parse(String text) {
        Database database = Database.ofUrl(text)
                .orElseThrow(() -> new IllegalArgumentException("it begins with none of " + Database.prefixes()));
        if (USER_BEFORE_HOST.matcher(text).find()) {
            // The driver would take it for a part of the host's name, and say it in its messages.
            throw new IllegalArgumentException(
                    "it has a user before the host; use connection.user and connection.password");
        }
        return new JdbcUrl(text, database);
    }

    /** Whether the database may be gone when nobody is connected to it. */
    public boolean isInMemory() {
        return IN_MEMORY.matcher(text).find();
    }

    /** Without parameters, for messages; of another database than we know, where its driver looks for secrets nobody knows. */
    public String display() {
        if (database == Database.OTHER) {
            return text.substring(0, text.indexOf(':', "jdbc:".length()) + 1) + "…";
        }
        Matcher parameters = PARAMETERS.matcher(text);
        return parameters.find() ? text.substring(0, parameters.start()) : text;
    }

    @Override
    public String toString() {
        return display();
    }
}
