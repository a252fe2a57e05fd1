package io.penstock.s3;

import io.penstock.common.config.DeliveryGuarantee;
import io.penstock.common.config.FrameworkConfig;
import io.penstock.common.lifecycle.Version;
import io.penstock.s3.config.S3SinkConfig;
import io.penstock.s3.store.ObjectStore;
import io.penstock.s3.writer.Nonces;
import io.penstock.s3.writer.OffsetReset;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes topics to a bucket, each record into exactly one object. */
public final class S3SinkConnector extends SinkConnector {

    private static final Logger LOG = LoggerFactory.getLogger(S3SinkConnector.class);

    private Map<String, String> props = Map.of();

    @Override
    public String version() {
        return Version.of(S3SinkConnector.class);
    }

    @Override
    public ConfigDef config() {
        return S3SinkConfig.SPEC.configDef();
    }

    /** Does no I/O. */
    @Override
    public Config validate(Map<String, String> connectorConfigs) {
        return S3SinkConfig.SPEC.validate(connectorConfigs, S3SinkConfig::crossCheck);
    }

    @Override
    public void start(Map<String, String> connectorConfigs) {
        S3SinkConfig config = S3SinkConfig.parse(connectorConfigs);
        S3SinkConfig.SPEC.unknownKeyWarnings(connectorConfigs).forEach(LOG::warn);
        FrameworkConfig.sinkWarnings(connectorConfigs).forEach(LOG::warn);
        config.warnings(connectorConfigs).forEach(LOG::warn);
        props = Map.copyOf(connectorConfigs);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return S3SinkTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return IntStream.range(0, maxTasks)
                .mapToObj(number -> TaskNumber.into(props, number))
                .toList();
    }

    @Override
    public void stop() {
        props = Map.of();
    }

    /** Carries an operator's change of offsets into the chains: a new generation a partition; harmless when repeated. */
    @Override
    public boolean alterOffsets(Map<String, String> connectorConfig, Map<TopicPartition, Long> offsets) {
        S3SinkConfig config = S3SinkConfig.parse(connectorConfig);
        if (config.guarantee() == DeliveryGuarantee.EXACTLY_ONCE) {
            try (ObjectStore store = S3SinkTask.store(config)) {
                new OffsetReset(config, store, new Nonces(new SecureRandom())).apply(offsets, connectorConfig);
            }
        }
        return true;
    }
}
