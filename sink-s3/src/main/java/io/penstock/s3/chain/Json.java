package io.penstock.s3.chain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Small documents of our own as maps and lists. Fields that a later version added within a format version are ignored. */
final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<?, ?> fields;

    private Json(Map<?, ?> fields) {
        this.fields = fields;
    }

    /** @throws IOException when the bytes are not one JSON object */
    static Json parse(byte[] bytes, int offset, int length) throws IOException {
        try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
            parser.nextToken();
            if (value(parser) instanceof Map<?, ?> map) {
                return new Json(map);
            }
            throw new IOException("it is not a JSON object");
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                map.put(name, value(parser));
            }
            return map;
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(value(parser));
            }
            return list;
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return parser.getLongValue();
        }
        if (token == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        throw new IOException("unexpected " + token);
    }

    String text(String name) throws IOException {
        return required(name, String.class);
    }

    @Nullable
    String textOrNull(String name) {
        return fields.get(name) instanceof String text ? text : null;
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    long number(String name) throws IOException {
        return required(name, Long.class);
    }

    /** An object whose values are texts. */
    Map<String, String> texts(String name) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) required(name, Map.class)).entrySet()) {
            if (!(entry.getValue() instanceof String text)) {
                throw new IOException("\"" + name + "\" holds something else than texts");
            }
            texts.put(String.valueOf(entry.getKey()), text);
        }
        return texts;
    }

    List<Json> objects(String name) throws IOException {
        List<Json> objects = new ArrayList<>();
        for (Object item : required(name, List.class)) {
            if (!(item instanceof Map<?, ?> map)) {
                throw new IOException("\"" + name + "\" holds something else than objects");
            }
            objects.add(new Json(map));
        }
        return objects;
    }

    private <T> T required(String name, Class<T> type) throws IOException {
        Object value = fields.get(name);
        if (!type.isInstance(value)) {
            throw new IOException("\"" + name + "\" is missing or of another type");
        }
        return type.cast(value);
    }
}
