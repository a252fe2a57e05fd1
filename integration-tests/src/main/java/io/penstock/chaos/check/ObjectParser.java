package io.penstock.chaos.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.penstock.chaos.cluster.Names;
import io.penstock.chaos.load.MessageFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects what one object holds. */
final class ObjectParser {

    private static final Set<String> FIELDS = Set.of(
            "publisher", "sequence", "key", "speed", "digest", "padding", Names.PARTITION_FIELD, Names.OFFSET_FIELD);

    /** Not all messages have it. */
    private static final String OPTIONAL = Names.ZONE_FIELD;

    private static final int BUFFER = 1 << 16;

    private final ObjectMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final List<StoredRecord> lines = new ArrayList<>();
    private final List<String> damages = new ArrayList<>();
    private String schema = "";

    /** JSON lines; whatever stands before a failure is kept. */
    void lines(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            int start = 0;
            for (int i = 0; i < length; i++) {
                if (buffer[i] == '\n') {
                    line.write(buffer, start, i - start);
                    parse(line.toByteArray());
                    line.reset();
                    start = i + 1;
                }
            }
            line.write(buffer, start, length - start);
        }
        if (line.size() > 0) {
            damaged("does not end with a newline");
            parse(line.toByteArray());
        }
    }

    /** A record of a format that has other bytes for it. */
    void record(String json) throws IOException {
        parse(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Which the object names; to be told once, if at all. */
    void schema(String text) {
        schema = text;
    }

    void damaged(String how) {
        damages.add(how);
    }

    StoredObject object(String key, boolean inParts) {
        if (lines.isEmpty() && damages.isEmpty()) {
            damaged("is empty");
        }
        return new StoredObject(key, lines, damages, inParts, schema);
    }

    private void parse(byte[] line) throws IOException {
        try {
            lines.add(record(json.readTree(line)));
        } catch (JsonProcessingException e) {
            // Without the exception's text, which quotes the line.
            damaged("has no JSON in line " + (lines.size() + 1));
        }
    }

    private static StoredRecord record(JsonNode value) {
        Content content = Content.of(value);
        Set<String> names = new HashSet<>();
        value.fieldNames().forEachRemaining(names::add);
        names.remove(OPTIONAL);
        return new StoredRecord(
                new Coordinates(
                        Content.integer(value.path(Names.PARTITION_FIELD)),
                        Content.whole(value.path(Names.OFFSET_FIELD))),
                content,
                MessageFactory.md5(Content.text(value.path("padding"))).equals(content.digest())
                        && FIELDS.equals(names));
    }
}
