package io.penstock.bench.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/**
 * Records of the same size out of nothing, as many at a time as a broker's window lets be in flight: what a worker and Kafka take for
 * them, whatever the source does. It runs in a worker and needs nothing but Connect.
 */
public final class NoOpSource extends SourceConnector {

    static final String WINDOW = "window";
    static final String ALLOWED = "allowed.file";
    static final String TOPIC = "topic";

    private Map<String, String> config = Map.of();

    /** Lays itself into a worker's plugin path. */
    static void install(Path pluginPath) throws IOException {
        Path directory = pluginPath.resolve("no-op");
        Path services = directory.resolve("META-INF").resolve("services");
        Files.createDirectories(services);
        Files.writeString(services.resolve(SourceConnector.class.getName()), NoOpSource.class.getName());
        for (Class<?> type : List.of(NoOpSource.class, Generator.class)) {
            String resource = type.getName().replace('.', '/') + ".class";
            Path file = directory.resolve(resource);
            Files.createDirectories(file.resolveSibling("."));
            try (InputStream in = NoOpSource.class.getClassLoader().getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IOException(resource + " is not on the class path");
                }
                Files.copy(in, file);
            }
        }
    }

    @Override
    public void start(Map<String, String> props) {
        config = Map.copyOf(props);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return Generator.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(config);
    }

    @Override
    public void stop() {
        // Nothing is held.
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public String version() {
        return "0";
    }

    /** Makes as many records as a file says that it may. */
    public static final class Generator extends SourceTask {

        private static final long PAUSE_NANOS = 200_000;

        private Path allowedFile = Path.of("");
        private String topic = "";
        private int window = 1;
        private long allowed;
        private long made;
        private int unfinished;

        @Override
        public void start(Map<String, String> props) {
            allowedFile = Path.of(props.getOrDefault(ALLOWED, ""));
            topic = props.getOrDefault(TOPIC, "");
            window = Integer.parseInt(props.getOrDefault(WINDOW, "1"));
        }

        @Override
        public @Nullable List<SourceRecord> poll() {
            if (made >= allowed) {
                allowed = read();
            }
            int count = reserve(allowed - made);
            if (count == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
                return null;
            }
            List<SourceRecord> records = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                byte[] payload =
                        ByteBuffer.allocate(Feed.PAYLOAD_BYTES).putLong(made).array();
                made++;
                records.add(new SourceRecord(
                        Map.of("no", "op"),
                        Map.of("no", "op"),
                        topic,
                        Schema.STRING_SCHEMA,
                        topic,
                        Schema.BYTES_SCHEMA,
                        payload));
            }
            return records;
        }

        private synchronized int reserve(long most) {
            int count = (int) Math.max(0, Math.min(window - unfinished, most));
            unfinished += count;
            return count;
        }

        private long read() {
            try {
                return Files.exists(allowedFile)
                        ? Long.parseLong(Files.readString(allowedFile).strip())
                        : 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (NumberFormatException e) {
                return 0; // it is being written
            }
        }

        @Override
        public synchronized void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata) {
            unfinished--;
        }

        @Override
        public void stop() {
            // Nothing is held.
        }

        @Override
        public String version() {
            return "0";
        }
    }
}
