package io.penstock.mqtt.intake;

import io.penstock.common.error.FatalException;
import io.penstock.mqtt.client.MqttConnection;
import io.penstock.mqtt.client.ReasonCode;
import io.penstock.mqtt.client.SubAck;
import io.penstock.mqtt.client.TopicFilter;
import io.penstock.mqtt.error.MqttError;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filters of one session, asked for once per process and again when the broker has forgotten the session; a session that is kept keeps its subscriptions, and asking again
 * could bring retained messages again. Reader thread.
 */
public final class Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    /** Any non-zero identifier does: it is the only one that this client assigns [MQTT-2.2.1-3]. */
    private static final int PACKET_ID = 1;

    private final List<TopicFilter> filters;
    private final int qos;
    private boolean granted;

    public Subscription(List<TopicFilter> filters, int qos) {
        this.filters = filters;
        this.qos = qos;
    }

    void ask(MqttConnection connection, boolean sessionPresent) {
        granted &= sessionPresent;
        if (!granted) {
            connection.subscribe(PACKET_ID, filters, qos);
        }
    }

    /** Whatever was granted before: a session that the broker says it has may be a blank one. */
    void askAgain(MqttConnection connection) {
        granted = false;
        connection.subscribe(PACKET_ID, filters, qos);
    }

    /** Whether the broker delivers by these filters. */
    boolean granted() {
        return granted;
    }

    /** @throws FatalException if a filter is refused or gets a lower QoS, with the reason */
    void answered(SubAck answer) {
        if (answer.packetId() != PACKET_ID || answer.codes().size() != filters.size()) {
            throw new FatalException(
                    MqttError.PROTOCOL_BROKEN,
                    "SUBACK for packet id " + answer.packetId() + " with "
                            + answer.codes().size() + " codes, but packet id " + PACKET_ID + " asked for "
                            + filters.size() + " filters");
        }
        for (int i = 0; i < filters.size(); i++) {
            check(filters.get(i), answer.codes().get(i), answer);
        }
        granted = true;
        LOG.info(
                "subscribed to {}, granted QoS {}",
                filters,
                answer.codes().stream().map(ReasonCode::value).toList());
    }

    private void check(TopicFilter filter, ReasonCode code, SubAck answer) {
        if (code.failure()) {
            throw new FatalException(
                    MqttError.SUBSCRIPTION_REFUSED,
                    "the broker refused the topic filter " + filter + ": " + code
                            + answer.reasonString()
                                    .map(text -> ", it says: " + text)
                                    .orElse("")
                            + ". " + MqttError.SUBSCRIPTION_REFUSED.remedy());
        }
        if (code.value() < qos) {
            throw new FatalException(
                    MqttError.QOS_DOWNGRADED,
                    "the broker granted QoS " + code.value() + " for the topic filter " + filter + ", mqtt.qos=" + qos
                            + " was asked for. " + MqttError.QOS_DOWNGRADED.remedy());
        }
    }
}
