package io.penstock.mqtt;

import io.penstock.common.config.FrameworkConfig;
import io.penstock.common.lifecycle.Version;
import io.penstock.mqtt.config.MqttKeys;
import io.penstock.mqtt.config.MqttSourceConfig;
import io.penstock.mqtt.config.Sessions;
import io.penstock.mqtt.error.MqttError;
import io.penstock.mqtt.mapping.SourceOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads topics of an MQTT broker into Kafka. Called by Connect's herder. */
public final class MqttSourceConnector extends SourceConnector {
    private static final Logger LOG = LoggerFactory.getLogger(MqttSourceConnector.class);

    private Map<String, String> props = Map.of();

    @Override
    public String version() {
        return Version.of(MqttSourceConnector.class);
    }

    @Override
    public ConfigDef config() {
        return MqttKeys.SPEC.configDef();
    }

    @Override
    public Config validate(Map<String, String> given) {
        return MqttSourceConfig.validate(given);
    }

    @Override
    public void start(Map<String, String> given) {
        MqttSourceConfig config = MqttSourceConfig.parse(given);
        MqttKeys.SPEC.unknownKeyWarnings(given).forEach(LOG::warn);
        FrameworkConfig.producerWarnings(given, config.againstRepetition()).forEach(LOG::warn);
        props = Map.copyOf(given);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return MqttSourceTask.class;
    }

    /** A session belongs to one task; a task may have several. */
    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        List<Map<String, String>> tasks = Sessions.spread(props, maxTasks);
        if (maxTasks > tasks.size()) {
            LOG.info(
                    "tasks.max={}, but there are {} tasks only: an MQTT session is read by one task (mqtt.sessions)",
                    maxTasks,
                    tasks.size());
        }
        return tasks;
    }

    @Override
    public void stop() {
        // Holds nothing: connections belong to the task.
    }

    /** Asked where {@code exactly.once.support=required}. The session is always a persistent one, of a client id that stays the same; what else it needs, the configuration must say. */
    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> given) {
        Optional<String> reason = MqttSourceConfig.againstExactlyOnce(given);
        reason.ifPresent(why -> LOG.info("exactly once is not supported: {}. Delivery is at least once", why));
        return reason.isEmpty() ? ExactlyOnceSupport.SUPPORTED : ExactlyOnceSupport.UNSUPPORTED;
    }

    /**
     * At least once, setting and deleting offsets is allowed, and no message comes again or is passed over by it: the broker's session alone remembers what is to be sent again. What the offset says of subscribed filters is
     * lost: those that {@code mqtt.topics} has no more are not unsubscribed then, and a session that the broker has forgotten is not counted. Exactly once, the offset belongs to the session and is
     * not changed without it. To start afresh, delete the session at the broker. Idempotent.
     *
     * @throws ConnectException for offsets that this connector could not have written, and for any with exactly once
     */
    @Override
    public boolean alterOffsets(Map<String, String> given, Map<Map<String, ?>, Map<String, ?>> offsets) {
        offsets.forEach(MqttSourceConnector::checkOffset);
        if (!offsets.isEmpty() && MqttSourceConfig.requiresExactlyOnce(given)) {
            throw new ConnectException(MqttError.OFFSETS_BELONG_TO_SESSION.say(
                    "offsets of " + offsets.size() + " sessions cannot be changed with exactly.once.support=required. "
                            + MqttError.OFFSETS_BELONG_TO_SESSION.remedy()));
        }
        LOG.info(
                "offsets of {} sessions were changed; the sessions at the broker stay as they are. Filters that were taken out of"
                        + " mqtt.topics and are not in the offset any more are not unsubscribed: delete the session at the broker"
                        + " if there are any",
                offsets.size());
        return true;
    }

    private static void checkOffset(Map<String, ?> partition, @Nullable Map<String, ?> offset) {
        if (offset == null) {
            return; // a deletion; also of what an older or a foreign version left
        }
        SourceOffset.checkVersion(offset);
        if (!SourceOffset.isPartition(partition) || !SourceOffset.isOffset(offset)) {
            throw new ConnectException(
                    MqttError.OFFSETS_NOT_OURS.say("partition " + partition.keySet() + " with offset " + offset.keySet()
                            + " is none of the MQTT source's. " + MqttError.OFFSETS_NOT_OURS.remedy()));
        }
    }
}
