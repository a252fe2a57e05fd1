package io.penstock.migrate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A connector's configuration in one of the shapes that Connect's REST interface has. */
final class ConnectorFile {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What Connect adds when it shows a connector. */
    private static final List<String> SHOWN_ONLY = List.of("tasks", "type");

    private final ObjectNode root;
    private final boolean wrapped;

    private ConnectorFile(ObjectNode root) {
        this.root = root;
        this.wrapped = root.path("config").isObject();
    }

    /** @throws UnusableException if it is not JSON, or not of that shape */
    static ConnectorFile parse(String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode root) {
                return new ConnectorFile(root);
            }
        } catch (JsonProcessingException e) {
            // Its message quotes the text, which may be a secret.
            throw new UnusableException("it is not JSON, from line " + line(e) + " on");
        }
        throw new UnusableException(
                "it is no JSON object; give {\"name\": …, \"config\": {…}} or the configuration alone");
    }

    private static String line(JsonProcessingException e) {
        return e.getLocation() == null ? "1" : Integer.toString(e.getLocation().getLineNr());
    }

    /** Connect takes numbers and truth values for their texts. */
    Map<String, String> config() {
        JsonNode config = wrapped ? root.path("config") : root;
        Map<String, String> values = new LinkedHashMap<>();
        config.properties().forEach(entry -> {
            if (entry.getValue().isContainerNode()) {
                throw new UnusableException(
                        "the value of \"" + entry.getKey() + "\" is no text; Connect has only texts");
            }
            if (!entry.getValue().isNull()) {
                values.put(entry.getKey(), entry.getValue().asText());
            }
        });
        return values;
    }

    /** In the shape of the original. */
    String with(Map<String, String> config) {
        ObjectNode shown = root.objectNode();
        if (wrapped) {
            shown.setAll(root);
            shown.remove(SHOWN_ONLY);
            ObjectNode inner = shown.putObject("config");
            config.forEach(inner::put);
        } else {
            config.forEach(shown::put);
        }
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        try {
            return JSON.writer(printer).writeValueAsString(shown) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
