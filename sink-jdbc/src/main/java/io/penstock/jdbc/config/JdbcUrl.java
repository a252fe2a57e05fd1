package io.penstock.jdbc.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where the database is. Never prints its parameters, since users put passwords into them.
 *
 * @param text as written, {@code jdbc:postgresql://host:5432/database?sslmode=require}
 */
public record JdbcUrl(String text) {

    private static final Pattern USER_BEFORE_HOST = Pattern.compile("^[^/?]*//[^/?]*@");

    /** @throws IllegalArgumentException that says which databases there are */
    public static JdbcUrl parse(String text) {
        if (!text.toLowerCase(Locale.ROOT).startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("it does not begin with jdbc:postgresql:");
        }
        if (USER_BEFORE_HOST.matcher(text).find()) {
            // The driver would take it for a part of the host's name, and say it in its messages.
            throw new IllegalArgumentException(
                    "it has a user before the host; use connection.user and connection.password");
        }
        return new JdbcUrl(text);
    }

    /** Without parameters, for messages. */
    public String display() {
        int parameters = text.indexOf('?');
        return parameters < 0 ? text : text.substring(0, parameters);
    }

    @Override
    public String toString() {
        return display();
    }
}
