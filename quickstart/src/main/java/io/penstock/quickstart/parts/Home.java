package io.penstock.quickstart.parts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The project's directory, from which the plugin ZIPs and the configurations are taken.
 *
 * @param path the one with {@code config-examples/} in it
 */
public record Home(Path path) {

    private static final int PLUGINS = 3;

    /**
     * The packaged plugins.
     *
     * @throws IOException if they have not been built
     */
    List<Path> pluginZips() throws IOException {
        Path directory = path.resolve("quickstart/target/plugins");
        List<Path> zips = List.of();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                zips = files.filter(file -> file.toString().endsWith(".zip"))
                        .sorted()
                        .toList();
            }
        }
        if (zips.size() != PLUGINS) {
            throw new IOException("expected " + PLUGINS + " plugin ZIPs in " + directory + " but found " + zips.size()
                    + "; bin/quickstart builds them, or: mvn -DskipTests package -pl quickstart -am");
        }
        return zips;
    }

    ConnectorExample connector(String file) throws IOException {
        return ConnectorExample.read(path.resolve("config-examples").resolve(file));
    }

    /** The properties of the Connect worker that do not depend on the machine. */
    Map<String, String> workerProperties() throws IOException {
        Properties properties = new Properties();
        try (InputStream in =
                Files.newInputStream(path.resolve("config-examples/worker/connect-distributed.properties"))) {
            properties.load(in);
        }
        Map<String, String> map = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
        return map;
    }
}
