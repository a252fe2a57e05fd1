package io.penstock.jdbc.config;

import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import java.util.Map;
import java.util.Properties;

/**
 * What goes to the JDBC driver as it is, beside the URL's parameters.
 *
 * @param values by the driver's own names; may hold secrets
 */
public record DriverProperties(Map<String, String> values) {

    static final String PREFIX = "driver.";

    public static final DriverProperties NONE = new DriverProperties(Map.of());

    public DriverProperties {
        values = Map.copyOf(values);
    }

    static DriverProperties of(Values values) {
        return new DriverProperties(values.originalsWithPrefix(PREFIX));
    }

    /** Those have keys of their own, which a provider may stand in for. */
    static void check(Values values, Problems problems) {
        Map<String, String> written = values.originalsWithPrefix(PREFIX);
        for (String name : new String[] {"user", "password"}) {
            if (written.containsKey(name)) {
                problems.add(PREFIX + name, "it has a key of its own", "Use connection." + name + ".");
            }
        }
    }

    public void addTo(Properties properties) {
        values.forEach(properties::setProperty);
    }

    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
