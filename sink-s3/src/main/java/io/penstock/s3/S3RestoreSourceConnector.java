package io.penstock.s3;

import io.penstock.common.config.FrameworkConfig;
import io.penstock.common.lifecycle.Version;
import io.penstock.s3.config.S3RestoreConfig;
import io.penstock.s3.restore.ReplayedPartition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replays what the sink has archived with {@code envelope=full} into topics. */
public final class S3RestoreSourceConnector extends SourceConnector {

    private static final Logger LOG = LoggerFactory.getLogger(S3RestoreSourceConnector.class);

    private Map<String, String> props = Map.of();

    @Override
    public String version() {
        return Version.of(S3RestoreSourceConnector.class);
    }

    @Override
    public ConfigDef config() {
        return S3RestoreConfig.SPEC.configDef();
    }

    /** Does no I/O. */
    @Override
    public Config validate(Map<String, String> connectorConfigs) {
        return S3RestoreConfig.SPEC.validate(connectorConfigs, S3RestoreConfig::crossCheck);
    }

    @Override
    public void start(Map<String, String> connectorConfigs) {
        S3RestoreConfig.parse(connectorConfigs);
        S3RestoreConfig.SPEC.unknownKeyWarnings(connectorConfigs).forEach(LOG::warn);
        boolean transactions = "required"
                .equalsIgnoreCase(connectorConfigs
                        .getOrDefault("exactly.once.support", "")
                        .trim());
        FrameworkConfig.producerWarnings(
                        connectorConfigs,
                        transactions
                                ? Optional.empty()
                                : Optional.of("records are restored twice while the task runs on"))
                .forEach(LOG::warn);
        props = Map.copyOf(connectorConfigs);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return S3RestoreSourceTask.class;
    }

    /** The tasks share out the partitions, which each finds in the bucket by itself. */
    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return IntStream.range(0, maxTasks)
                .mapToObj(number -> TaskNumber.into(props, number, maxTasks))
                .toList();
    }

    @Override
    public void stop() {
        props = Map.of();
    }

    /** Each record's offset says all that is needed to go on after it, and the same archive gives the same records. */
    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> connectorConfig) {
        return ExactlyOnceSupport.SUPPORTED;
    }

    @Override
    public boolean alterOffsets(Map<String, String> connectorConfig, Map<Map<String, ?>, Map<String, ?>> offsets) {
        offsets.forEach(ReplayedPartition::check);
        return true;
    }
}
