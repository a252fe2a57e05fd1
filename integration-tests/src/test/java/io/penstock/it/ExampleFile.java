package io.penstock.it;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A connector of {@code config-examples/}.
 *
 * @param name the connector's
 * @param config as it lies there, placeholders and all
 */
record ExampleFile(String name, Map<String, String> config) {

    private static final Path DIRECTORY = Path.of("..", "config-examples");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param file such as {@code jdbc-sink/minimal.json} */
    static ExampleFile read(String file) {
        try {
            JsonNode root = JSON.readTree(DIRECTORY.resolve(file).toFile());
            return new ExampleFile(
                    root.required("name").textValue(),
                    JSON.convertValue(root.required("config"), new TypeReference<>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    /** The examples of each connector, as {@code jdbc-sink/minimal.json}; not those at the top, which the quickstart runs with. */
    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(DIRECTORY::relativize)
                    .filter(file -> file.getNameCount() == 2 && !file.startsWith("monitoring"))
                    .map(file -> file.toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    /** The example of a worker, but for what depends on the machine. */
    static Map<String, String> workerProperties() {
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(DIRECTORY.resolve("worker/connect-distributed.properties"))) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.stringPropertyNames().stream()
                .filter(key -> !List.of("bootstrap.servers", "listeners", "plugin.path", "group.id")
                        .contains(key))
                .collect(Collectors.toMap(key -> key, properties::getProperty));
    }

    /** As Connect validates it. */
    Map<String, String> named() {
        Map<String, String> all = new TreeMap<>(config);
        all.put("name", name);
        return all;
    }

    /** With one replica, as there is one broker, and with files that are done after a second. */
    Map<String, String> forATest() {
        Map<String, String> changed = new TreeMap<>(config);
        changed.replaceAll((key, value) -> key.endsWith("replication.factor") ? "1" : value);
        if (changed.getOrDefault("connector.class", "").endsWith(".S3SinkConnector")) {
            changed.put("file.max.age.ms", "1000");
        }
        return changed;
    }
}
