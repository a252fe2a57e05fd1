package io.penstock.jdbc;

import io.penstock.common.config.DeliveryGuarantee;
import io.penstock.common.config.FrameworkConfig;
import io.penstock.common.lifecycle.Version;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.dialect.Dialects;
import io.penstock.jdbc.writer.LedgerReset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes Kafka records to database tables, exactly once. */
public final class JdbcSinkConnector extends SinkConnector {

    /** The task's number within its connector, for metrics. */
    static final String TASK_NUMBER = "penstock.task";

    private static final Logger LOG = LoggerFactory.getLogger(JdbcSinkConnector.class);

    private Map<String, String> props = Map.of();

    @Override
    public void start(Map<String, String> props) {
        JdbcSinkConfig.parse(props);
        JdbcSinkConfig.SPEC.unknownKeyWarnings(props).forEach(LOG::warn);
        FrameworkConfig.sinkWarnings(props).forEach(LOG::warn);
        this.props = Map.copyOf(props);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return JdbcSinkTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        List<Map<String, String>> configs = new ArrayList<>(maxTasks);
        for (int task = 0; task < maxTasks; task++) {
            Map<String, String> config = new HashMap<>(props);
            config.put(TASK_NUMBER, Integer.toString(task));
            configs.add(config);
        }
        return configs;
    }

    @Override
    public void stop() {
        // Holds nothing.
    }

    @Override
    public ConfigDef config() {
        return JdbcSinkConfig.SPEC.configDef();
    }

    @Override
    public Config validate(Map<String, String> connectorConfigs) {
        return JdbcSinkConfig.SPEC.validate(connectorConfigs, JdbcSinkConfig::crossCheck);
    }

    /** Sets the ledger's positions too, under a new generation; null deletes one. May be given again after a failure. */
    @Override
    public boolean alterOffsets(Map<String, String> connectorConfig, Map<TopicPartition, Long> offsets) {
        JdbcSinkConfig config = JdbcSinkConfig.parse(connectorConfig);
        if (config.guarantee() == DeliveryGuarantee.EXACTLY_ONCE) {
            new LedgerReset(config, Dialects.of(config.connection().url())).apply(offsets, connectorConfig);
        }
        return true;
    }

    @Override
    public String version() {
        return Version.of(JdbcSinkConnector.class);
    }
}
