package io.penstock.testkit.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** A source that counts, some fifty numbers a second, and goes on counting where it was after a restart. */
public final class CountingSource extends SourceConnector {

    private Map<String, String> config = Map.of();

    /** Itself as a plugin ZIP. */
    static Path zip(Path file) {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("counting/META-INF/services/" + SourceConnector.class.getName()));
            zip.write(CountingSource.class.getName().getBytes(StandardCharsets.UTF_8));
            for (Class<?> type : List.of(CountingSource.class, Counter.class)) {
                String resource = type.getName().replace('.', '/') + ".class";
                zip.putNextEntry(new ZipEntry("counting/" + resource));
                try (InputStream in = CountingSource.class.getClassLoader().getResourceAsStream(resource)) {
                    zip.write(in.readAllBytes());
                }
            }
            return file;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void start(Map<String, String> props) {
        config = Map.copyOf(props);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return Counter.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(config);
    }

    @Override
    public void stop() {}

    @Override
    public ConfigDef config() {
        return new ConfigDef().define("topic", ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "where to");
    }

    @Override
    public String version() {
        return "1";
    }

    /** Its only task. */
    public static final class Counter extends SourceTask {

        private static final Map<String, String> PARTITION = Map.of("counter", "only");
        private String topic = "";
        private long next;

        @Override
        public void start(Map<String, String> props) {
            if (props.containsKey("fault")) {
                throw new ConnectException(props.get("fault"));
            }
            topic = props.getOrDefault("topic", "");
            Map<String, Object> offset = context.offsetStorageReader().offset(PARTITION);
            next = offset == null ? 0 : Long.parseLong(String.valueOf(offset.get("next")));
        }

        @Override
        public List<SourceRecord> poll() throws InterruptedException {
            Thread.sleep(20);
            long number = next++;
            return List.of(new SourceRecord(
                    PARTITION,
                    Map.of("next", next),
                    topic,
                    Schema.STRING_SCHEMA,
                    Long.toString(number),
                    Schema.INT64_SCHEMA,
                    number));
        }

        @Override
        public void stop() {}

        @Override
        public String version() {
            return "1";
        }
    }
}
