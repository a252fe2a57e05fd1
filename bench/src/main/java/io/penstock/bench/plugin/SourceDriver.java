package io.penstock.bench.plugin;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** A source connector with one task and no stored offsets, called as a worker calls it whose producer takes no time. */
public final class SourceDriver implements AutoCloseable {

    private static final RecordMetadata STORED = new RecordMetadata(new TopicPartition("any", 0), 0, 0, 0, 0, 0);

    private final Plugin plugin;
    private final Connector connector;
    private final SourceTask task;
    private Map<String, ?> offset = Map.of();

    private SourceDriver(Plugin plugin, Connector connector, SourceTask task) {
        this.plugin = plugin;
        this.connector = connector;
        this.task = task;
    }

    /** @param props with {@code connector.class} and {@code name} */
    public static SourceDriver start(Plugin plugin, Map<String, String> props) {
        return plugin.call(() -> {
            Connector connector = plugin.connector(Tasks.className(props));
            connector.start(props);
            SourceTask task = (SourceTask) Tasks.instance(connector);
            task.initialize(new SourceContext());
            task.start(Tasks.onlyConfig(connector));
            return new SourceDriver(plugin, connector, task);
        });
    }

    /** What has come; empty if nothing has. */
    public List<SourceRecord> poll() throws InterruptedException {
        List<SourceRecord> records = plugin.call(task::poll);
        return records == null ? List.of() : records;
    }

    /** Kafka has the records and the offset of the last, and their transaction, if there is one, is committed. */
    public void stored(List<SourceRecord> records) throws InterruptedException {
        plugin.call(() -> {
            if (!records.isEmpty()) {
                offset = Map.copyOf(records.get(records.size() - 1).sourceOffset());
            }
            for (SourceRecord record : records) {
                task.commitRecord(record, STORED);
            }
            task.commit();
            return true;
        });
    }

    /** As it was stored last. */
    public Map<String, ?> offset() {
        return offset;
    }

    @Override
    public void close() {
        plugin.call(() -> {
            task.stop();
            connector.stop();
            return true;
        });
    }
}
