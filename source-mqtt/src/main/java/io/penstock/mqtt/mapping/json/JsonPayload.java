package io.penstock.mqtt.mapping.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.penstock.common.error.RecordException;
import io.penstock.mqtt.error.MqttError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON into the Java types that Connect's schemaless values have: whole numbers as Long, others as Double. Nesting is bounded by the parser (1,000 levels). Of a name that comes twice in
 * an object the last value stands.
 */
public final class JsonPayload {
    private static final JsonFactory JSON = new JsonFactory(); // immutable once configured

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

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> fraction(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw malformed("a value is missing");
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            map.put(name, value(parser, next(parser)));
        }
        return map;
    }

    private static List<@Nullable Object> array(JsonParser parser) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            list.add(value(parser, token));
        }
        return list;
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
