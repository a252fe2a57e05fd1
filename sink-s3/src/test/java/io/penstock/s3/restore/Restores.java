package io.penstock.s3.restore;

import io.penstock.s3.config.S3RestoreConfig;
import io.penstock.s3.store.ArchiveStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** Restores of a topic without a worker, of which Connect has kept nothing yet. */
final class Restores {

    private Restores() {}

    private static final class NoOffsets implements SourceTaskContext, OffsetStorageReader {

        @Override
        public Map<String, String> configs() {
            return Map.of();
        }

        @Override
        public OffsetStorageReader offsetStorageReader() {
            return this;
        }

        @Override
        public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
            return null;
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
            return Map.of();
        }
    }

    /**
     * The first task.
     *
     * @param more keys and values
     */
    static StartedRestore started(ArchiveStore store, LongSupplier ticker, int tasks, String... more) {
        Map<String, String> props = new HashMap<>(Map.of(
                "name", "back",
                "restore.topics", "orders",
                "restore.topic.name", "again",
                "s3.bucket.name", "b",
                "retry.backoff.initial.ms", "1",
                "retry.backoff.max.ms", "2",
                "key.converter", "ByteArrayConverter",
                "value.converter", "ByteArrayConverter",
                "header.converter", "ByteArrayConverter"));
        for (int i = 0; i < more.length; i += 2) {
            props.put(more[i], more[i + 1]);
        }
        return new StartedRestore(
                S3RestoreConfig.parse(props), store, new NoOffsets(), 0, tasks, ticker, new Random(1));
    }
}
