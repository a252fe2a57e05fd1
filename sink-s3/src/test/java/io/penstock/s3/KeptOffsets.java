package io.penstock.s3;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** Connect's side of a source task: offsets that were kept, as JSON, and found by the bytes of their partitions. */
public final class KeptOffsets implements SourceTaskContext, OffsetStorageReader {

    private static final String CONNECTOR = "orders-from-s3";

    private final Map<String, byte[]> offsets = new HashMap<>();
    private final JsonConverter json = new JsonConverter();

    public KeptOffsets() {
        json.configure(Map.of("schemas.enable", "false"), false);
    }

    /** A partition as the key of the offsets topic. */
    public String key(Map<String, ?> partition) {
        return new String(json.fromConnectData("offsets", null, List.of(CONNECTOR, partition)), StandardCharsets.UTF_8);
    }

    /** The same as Connect's REST interface makes it of what an operator wrote. */
    public String normalizedKey(Map<String, ?> partition) {
        Object read = json.toConnectData("offsets", json.fromConnectData("offsets", null, partition))
                .value();
        return key(asMap(read));
    }

    private static Map<String, ?> asMap(Object read) {
        Map<String, Object> map = new HashMap<>(); // of the size that the converter's own has
        ((Map<?, ?>) read).forEach((name, value) -> map.put(String.valueOf(name), value));
        return map;
    }

    void keep(Map<String, ?> partition, Map<String, ?> offset) {
        offsets.put(key(partition), json.fromConnectData("offsets", null, offset));
    }

    @Override
    public Map<String, String> configs() {
        return Map.of();
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
        return this;
    }

    @Override
    @SuppressWarnings("unchecked") // an offset is an object of JSON
    public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
        byte[] kept = offsets.get(key(partition));
        return kept == null
                ? null
                : (Map<String, Object>) json.toConnectData("offsets", kept).value();
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
        throw new UnsupportedOperationException();
    }
}
