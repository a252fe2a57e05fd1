package io.penstock.mqtt;

import io.penstock.common.lifecycle.Version;
import io.penstock.mqtt.config.MqttSourceConfig;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** One session at the broker. A shell: see {@link StartedMqttSource}. */
public final class MqttSourceTask extends SourceTask {
    private volatile @Nullable StartedMqttSource started;

    @Override
    public String version() {
        return Version.of(MqttSourceTask.class);
    }

    @Override
    public void start(Map<String, String> props) {
        started = StartedMqttSource.start(MqttSourceConfig.parse(SchemaFiles.inlined(props)), context);
    }

    @Override
    public @Nullable List<SourceRecord> poll() throws InterruptedException {
        StartedMqttSource source = started;
        return source == null ? null : source.poll();
    }

    /** @param metadata null if a transform dropped the record or an error was tolerated: then too it is done, or the session would stall; but its offset is not stored */
    @Override
    public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata) {
        if (record instanceof DeliveredRecord delivered) {
            delivered.durable(metadata != null);
        }
    }

    /** With exactly once: the end of a transaction, or of a batch of which transforms left nothing to write. */
    @Override
    public void commit() {
        StartedMqttSource source = started;
        if (source != null) {
            source.committed();
        }
    }

    @Override
    public void stop() {
        StartedMqttSource source = started;
        if (source != null) {
            source.close();
        }
    }
}
