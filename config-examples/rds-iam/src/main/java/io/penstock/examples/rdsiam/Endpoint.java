package io.penstock.examples.rdsiam;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The database as a token names it: by the address that RDS gave it, not by an alias of it. */
record Endpoint(String host, int port, String region) {

    private static final Pattern ADDRESS = Pattern.compile("^jdbc:[a-z]+://([^/:,]+)(?::(\\d+))?(?:/.*)?$");
    private static final Pattern OF_RDS = Pattern.compile("\\.([a-z0-9-]+)\\.rds\\.amazonaws\\.com(?:\\.cn)?$");

    /**
     * @param settings may say {@code host}, {@code port} and {@code region} where the URL does not tell them
     * @throws IllegalArgumentException when neither tells one of them
     */
    static Endpoint of(String url, Map<String, String> settings) {
        Matcher address = ADDRESS.matcher(url);
        boolean told = address.matches();
        String host = settings.getOrDefault("host", told ? address.group(1) : "");
        if (host.isEmpty()) {
            throw new IllegalArgumentException(
                    "connection.url names more than one host, or none: say which in" + " connection.provider.host");
        }
        return new Endpoint(host, port(url, told ? address.group(2) : null, settings), region(host, settings));
    }

    private static int port(String url, @Nullable String told, Map<String, String> settings) {
        String port = settings.getOrDefault("port", told == null ? "" : told);
        if (port.isEmpty()) {
            return url.startsWith("jdbc:postgresql:") ? 5432 : 3306;
        }
        try {
            return Integer.parseInt(port);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("connection.provider.port is no number");
        }
    }

    private static String region(String host, Map<String, String> settings) {
        Matcher named = OF_RDS.matcher(host);
        String region = settings.getOrDefault("region", named.find() ? named.group(1) : "");
        if (region.isEmpty()) {
            throw new IllegalArgumentException(
                    host + " does not name its region: say it in connection.provider.region");
        }
        return region;
    }
}
