package io.penstock.jdbc.config;

import java.util.Locale;

/**
 * Where the database is. Never prints its parameters, since users put passwords into them.
 *
 * @param text as written, {@code jdbc:postgresql://host:5432/database?sslmode=require}
 */
public record JdbcUrl(String text) {

    /** @throws IllegalArgumentException that says which databases there are */
    public static JdbcUrl parse(String text) {
        if (!text.toLowerCase(Locale.ROOT).startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("it does not begin with jdbc:postgresql:");
        }
        return new JdbcUrl(text);
    }

    /** Without parameters, and without a user and password before the host, where the driver takes none but people write some. */
    public String display() {
        int parameters = text.indexOf('?');
        String place = parameters < 0 ? text : text.substring(0, parameters);
        int host = place.indexOf("//") + 2;
        int at = place.lastIndexOf('@');
        return host < 2 || at < host ? place : place.substring(0, host) + place.substring(at + 1);
    }

    @Override
    public String toString() {
        return display();
    }
}
