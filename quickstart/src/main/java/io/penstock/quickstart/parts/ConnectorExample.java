package io.penstock.quickstart.parts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A connector's configuration as it lies in {@code config-examples/}: posted to Connect as it is, since the worker itself resolves its
 * {@code ${env:…}} placeholders.
 *
 * @param name the connector's name
 * @param config its properties
 */
record ConnectorExample(String name, Map<String, String> config) {

    private static final ObjectMapper JSON = new ObjectMapper();

    ConnectorExample {
        config = Map.copyOf(config);
    }

    /** @throws IOException if the file is not of the form {@code {"name": …, "config": {…}}} with text values */
    static ConnectorExample read(Path file) throws IOException {
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            if (!root.path("name").isTextual() || !root.path("config").isObject()) {
                throw new IOException(file + " is no connector configuration: it needs \"name\" and \"config\"");
            }
            return new ConnectorExample(
                    root.path("name").textValue(), JSON.convertValue(root.path("config"), new TypeReference<>() {}));
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * A property.
     *
     * @throws IllegalStateException if it is not there
     */
    String property(String key) {
        String value = config.get(key);
        if (value == null) {
            throw new IllegalStateException("connector " + name + " has no property " + key);
        }
        return value;
    }
}
