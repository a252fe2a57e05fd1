package io.penstock.jdbc.dialect;

import io.penstock.jdbc.config.JdbcUrl;
import java.util.Locale;
import java.util.Properties;

/** A driver's options: what the user has written comes first, in the URL or by itself. */
final class UrlOptions {

    private final String url;
    private final Properties properties;

    /** @param properties with what the user has written; gets the options that neither has */
    UrlOptions(JdbcUrl url, Properties properties) {
        this.url = url.text().toLowerCase(Locale.ROOT);
        this.properties = properties;
    }

    void preset(String name, String value) {
        String written = name.toLowerCase(Locale.ROOT) + "=";
        if (!properties.containsKey(name)
                && !url.contains("?" + written)
                && !url.contains("&" + written)
                && !url.contains(";" + written)) {
            properties.setProperty(name, value);
        }
    }
}
