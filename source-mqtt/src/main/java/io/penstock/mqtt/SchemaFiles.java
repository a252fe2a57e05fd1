package io.penstock.mqtt;

import io.penstock.common.error.FatalException;
import io.penstock.mqtt.error.MqttError;
import io.penstock.mqtt.mapping.json.JsonSchemaCompiler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts the content of the files that {@code json.schema.location} names in its place, for the connector and for rows: reading the configuration does no I/O. */
final class SchemaFiles {
    private static final String LOCATION = "json.schema.location";
    private static final String INLINE = "json.schema.inline";
    private static final String ROW = "mqtt.subscription.";
    private static final long MAX_BYTES = 1 << 20;

    private SchemaFiles() {}

    /** @throws FatalException that names the file */
    static Map<String, String> inlined(Map<String, String> props) {
        Map<String, String> inlined = new HashMap<>(props);
        for (String key : new TreeSet<>(props.keySet())) {
            String file = props.getOrDefault(key, "").trim();
            if (isLocation(key) && !file.isEmpty()) {
                String inline = key.substring(0, key.length() - LOCATION.length()) + INLINE;
                if (props.getOrDefault(inline, "").isBlank()) { // else both are there, which is a fault to be told
                    inlined.put(inline, read(key, file));
                    inlined.remove(key);
                }
            }
        }
        return inlined;
    }

    private static boolean isLocation(String key) {
        return key.equals(LOCATION) || (key.startsWith(ROW) && key.endsWith("." + LOCATION));
    }

    private static String read(String key, String file) {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > MAX_BYTES) {
                throw unreadable(key, file, "it has more than " + MAX_BYTES + " bytes", null);
            }
            String text = Files.readString(path, StandardCharsets.UTF_8);
            check(key, file, text);
            return text;
        } catch (IOException | InvalidPathException e) {
            throw unreadable(key, file, e.getClass().getSimpleName(), e);
        }
    }

    /** Here, where its name is known. */
    private static void check(String key, String file, String text) {
        try {
            JsonSchemaCompiler.compile(text);
        } catch (IllegalArgumentException e) {
            throw failed(key, "the schema file " + file + " has no schema that can be used: " + e.getMessage(), e);
        }
    }

    private static FatalException unreadable(String key, String file, String why, @Nullable Exception cause) {
        return failed(key, "the schema file " + file + " cannot be read: " + why, cause);
    }

    private static FatalException failed(String key, String what, @Nullable Exception cause) {
        return new FatalException(
                MqttError.SCHEMA_FILE, key + ": " + what + ". " + MqttError.SCHEMA_FILE.remedy(), cause);
    }
}
