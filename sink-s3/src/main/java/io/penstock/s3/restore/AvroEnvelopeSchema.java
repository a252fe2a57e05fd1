package io.penstock.s3.restore;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.s3.format.EnvelopeFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the schema of a file of envelopes says of keys and values: whether they are bytes or texts.
 *
 * @param textKeys otherwise they are bytes
 * @param textValues otherwise they are bytes
 */
record AvroEnvelopeSchema(boolean textKeys, boolean textValues) {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String NULL_OR_BYTES = "[null, bytes]";
    private static final String NULL_OR_TEXT = "[null, string]";

    /** All other fields, in their order, as the sink writes them: their types as texts of Java's lists and maps. */
    private static final Map<String, String> FIXED = Map.of(
            EnvelopeFields.TOPIC, "string",
            EnvelopeFields.PARTITION, "int",
            EnvelopeFields.OFFSET, "long",
            EnvelopeFields.TIMESTAMP, "[null, {type=long, logicalType=timestamp-millis}]",
            EnvelopeFields.TIMESTAMP_TYPE, "string",
            EnvelopeFields.HEADERS,
                    "{type=array, items={type=record, name=io.penstock.s3.Header, fields=[{name=key, type=string},"
                            + " {name=value, type=[null, bytes], default=null}]}}");

    private static final List<String> ORDER = List.of(
            EnvelopeFields.TOPIC,
            EnvelopeFields.PARTITION,
            EnvelopeFields.OFFSET,
            EnvelopeFields.TIMESTAMP,
            EnvelopeFields.TIMESTAMP_TYPE,
            EnvelopeFields.KEY,
            EnvelopeFields.HEADERS,
            EnvelopeFields.VALUE);

    /** @throws NotReplayable for any other schema */
    static AvroEnvelopeSchema parse(String json) throws IOException {
        Map<String, String> types = new LinkedHashMap<>();
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            if (value(parser) instanceof Map<?, ?> root && root.get("fields") instanceof List<?> fields) {
                for (Object field : fields) {
                    if (field instanceof Map<?, ?> map) {
                        types.put(String.valueOf(map.get("name")), String.valueOf(map.get("type")));
                    }
                }
            }
        }
        boolean enveloped = List.copyOf(types.keySet()).equals(ORDER)
                && FIXED.entrySet().stream().allMatch(fixed -> fixed.getValue().equals(types.get(fixed.getKey())));
        if (!enveloped) {
            throw new NotReplayable(
                    "it does not hold records whole: the sink had envelope=none, or it is not the sink's");
        }
        return new AvroEnvelopeSchema(
                isText(types.getOrDefault(EnvelopeFields.KEY, ""), "keys"),
                isText(types.getOrDefault(EnvelopeFields.VALUE, ""), "values"));
    }

    private static boolean isText(String type, String what) {
        if (!type.equals(NULL_OR_BYTES) && !type.equals(NULL_OR_TEXT)) {
            throw new NotReplayable(
                    "its " + what + " are neither bytes nor texts, and were not what Kafka had: write such"
                            + " topics with ByteArrayConverter to restore them");
        }
        return type.equals(NULL_OR_TEXT);
    }

    /** As maps, lists and texts. */
    private static Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Object> map = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                map.put(name, value(parser));
            }
            return map;
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(value(parser));
            }
            return list;
        }
        return parser.getText();
    }
}
