package io.penstock.common.lifecycle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The version that a plugin reports over REST, read from the plugin's own resource, never from the worker's manifest. */
public final class Version {

    private static final String RESOURCE = "penstock-version.properties";

    private Version() {}

    /** @param anchor a class of the plugin, beside which its build has put {@code penstock-version.properties} */
    public static String of(Class<?> anchor) {
        try (InputStream in = anchor.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing beside " + anchor.getName());
            }
            Properties properties = new Properties();
            properties.load(in);
            return Objects.requireNonNull(properties.getProperty("version"), RESOURCE + " has no version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
