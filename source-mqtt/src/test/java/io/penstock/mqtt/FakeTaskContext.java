package io.penstock.mqtt;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** What a worker gives a task, with source offsets in a map. */
final class FakeTaskContext implements SourceTaskContext {
    private final Map<Map<String, ?>, Map<String, Object>> offsets;

    FakeTaskContext(Map<Map<String, ?>, Map<String, Object>> offsets) {
        this.offsets = offsets;
    }

    @Override
    public Map<String, String> configs() {
        return Map.of();
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
        return new OffsetStorageReader() {
            @Override
            public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
                return offsets.get(partition);
            }

            @Override
            public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
                Map<Map<String, T>, Map<String, Object>> found = new HashMap<>();
                partitions.forEach(partition -> found.put(partition, offsets.get(partition)));
                return found;
            }
        };
    }
}
