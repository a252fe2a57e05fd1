package io.penstock.jdbc.dialect;

import io.penstock.jdbc.config.JdbcUrl;
import java.util.Locale;
import java.util.Properties;

/** A driver's options: what the user has written in the URL comes first. */
final class UrlOptions {

    private final String url;
    private final Properties properties;

    /** @param properties gets the options that the URL does not have */
    UrlOptions(JdbcUrl url, Properties properties) {
        this.url = url.text().toLowerCase(Locale.ROOT);
        this.properties = properties;
    }

    void preset(String name, String value) {
        String written = name.toLowerCase(Locale.ROOT) + "=";
        if (!url.contains("?" + written) && !url.contains("&" + written) && !url.contains(";" + written)) {
            properties.setProperty(name, value);
        }
    }
}
