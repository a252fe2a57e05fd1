package io.penstock.mqtt.mapping.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.penstock.common.error.RecordException;
import io.penstock.mqtt.error.MqttError;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON into the Java types that Connect's schemaless values have: whole numbers as Long, others as Double. Nesting is bounded by the parser. Of a name that comes twice in
 * an object the last value stands.
 */
public final class JsonPayload {
    /** Fewer than the 1,000 that converters write, with what they and transforms put around a value. */
    private static final int MAX_LEVELS = 900;

    private static final JsonFactory JSON = JsonFactory.builder() // immutable once configured
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_LEVELS).build())
            .build();

    private JsonPayload() {}

    public static @Nullable Object read(byte[] payload) {
        try (JsonParser parser = JSON.createParser(payload)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw malformed("it is empty");
            }
            Object value = value(parser, first);
            if (parser.nextToken() != null) {
                throw malformed("more follows after the first value");
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw malformed("it is nested too deep, or a text or number in it is too long");
        } catch (JsonProcessingException e) {
            throw malformed(place(e.getLocation()));
        } catch (IOException e) {
            throw malformed("its characters cannot be decoded");
        }
    }

    /** The parser's own message quotes the payload; only the place is said. */
    private static String place(@Nullable JsonLocation location) {
        return location == null
                ? "its end comes too early"
                : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** Without recursion: what is called deep down on the stack, were it the parser's own message, may find the stack's end. */
    private static @Nullable Object value(JsonParser parser, JsonToken first) throws IOException {
        Deque<Container> open = new ArrayDeque<>();
        for (JsonToken token = first; ; token = next(parser)) {
            if (token == JsonToken.START_OBJECT) {
                open.push(new ObjectOf());
                continue;
            }
            if (token == JsonToken.START_ARRAY) {
                open.push(new ArrayOf(new ArrayList<>()));
                continue;
            }
            if (token == JsonToken.FIELD_NAME) {
                innermost(open).name(parser.currentName());
                continue;
            }
            boolean end = token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY;
            Object value = end ? innermost(open).content() : scalar(parser, token);
            if (end) {
                open.pop();
            }
            if (open.isEmpty()) {
                return value;
            }
            innermost(open).add(value);
        }
    }

    private static Container innermost(Deque<Container> open) {
        Container container = open.peek();
        if (container == null) {
            throw malformed("a value is missing");
        }
        return container;
    }

    private static @Nullable Object scalar(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> fraction(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case NOT_AVAILABLE, START_OBJECT, END_OBJECT, START_ARRAY, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw malformed("a value is missing");
        };
    }

    /** An object or an array whose end has not come yet. */
    private sealed interface Container {
        /** Of the value that comes next. */
        void name(String name);

        void add(@Nullable Object value);

        Object content();
    }

    private static final class ObjectOf implements Container {
        private final Map<String, @Nullable Object> map = new LinkedHashMap<>();
        private String name = "";

        @Override
        public void name(String next) {
            name = next;
        }

        @Override
        public void add(@Nullable Object value) {
            map.put(name, value);
        }

        @Override
        public Object content() {
            return map;
        }
    }

    private record ArrayOf(List<@Nullable Object> content) implements Container {
        @Override
        public void name(String name) {
            throw malformed("a value is missing");
        }

        @Override
        public void add(@Nullable Object value) {
            content.add(value);
        }
    }

    private static JsonToken next(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw malformed("it ends too early");
        }
        return token;
    }

    /** Connect's schemaless values have no number beyond 64 bits; one of those would be changed silently. */
    private static Object whole(JsonParser parser) throws IOException {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw malformed("a whole number has more than 64 bits");
        }
        return parser.getLongValue();
    }

    private static Object fraction(JsonParser parser) throws IOException {
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value)) {
            throw malformed("a number is beyond the range of a double");
        }
        return value;
    }

    private static RecordException malformed(String why) {
        return new RecordException(
                MqttError.PAYLOAD_MALFORMED, "the payload is not JSON, as value.format=json asks: " + why);
    }
}
