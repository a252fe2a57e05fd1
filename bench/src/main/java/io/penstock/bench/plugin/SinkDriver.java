package io.penstock.bench.plugin;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** A sink connector with one task and one partition, called as a worker calls it. Without a dead letter queue: a bad record is an error here. */
public final class SinkDriver implements AutoCloseable {

    private static final long LONGEST_IDLE_MILLIS = 5;

    private final Plugin plugin;
    private final TopicPartition partition;
    private final Connector connector;
    private final SinkTask task;
    private final TaskContext context = new TaskContext();
    private long consumed;

    private SinkDriver(Plugin plugin, TopicPartition partition, Connector connector, SinkTask task) {
        this.plugin = plugin;
        this.partition = partition;
        this.connector = connector;
        this.task = task;
    }

    /** @param props with {@code connector.class} and {@code name} */
    public static SinkDriver start(Plugin plugin, Map<String, String> props, TopicPartition partition) {
        return plugin.call(() -> {
            Connector connector = plugin.connector(Tasks.className(props));
            connector.start(props);
            SinkTask task = (SinkTask) Tasks.instance(connector);
            SinkDriver driver = new SinkDriver(plugin, partition, connector, task);
            task.initialize(driver.context);
            task.start(Tasks.onlyConfig(connector));
            task.open(List.of(partition));
            return driver;
        });
    }

    /** As often as the task wants the same records again. */
    public void put(Collection<SinkRecord> records) throws InterruptedException {
        while (!plugin.call(() -> taken(records))) {
            Thread.sleep(context.takeTimeout());
        }
        consumed += records.size();
    }

    /** A poll that brings nothing: after the pause that the task asked for, or a short one. */
    public void idle() throws InterruptedException {
        Thread.sleep(Math.min(LONGEST_IDLE_MILLIS, context.takeTimeout()));
        put(List.of());
    }

    private boolean taken(Collection<SinkRecord> records) {
        try {
            task.put(records);
            return true;
        } catch (RetriableException e) {
            return false;
        }
    }

    /**
     * What a worker does from time to time and before it takes a partition away.
     *
     * @return up to which offset the task has made everything durable
     */
    public long commit() {
        OffsetAndMetadata safe = plugin.call(() -> task.preCommit(Map.of(partition, new OffsetAndMetadata(consumed))))
                .get(partition);
        return safe == null ? 0 : safe.offset();
    }

    @Override
    public void close() {
        plugin.call(() -> {
            task.close(List.of(partition));
            task.stop();
            connector.stop();
            return true;
        });
    }
}
