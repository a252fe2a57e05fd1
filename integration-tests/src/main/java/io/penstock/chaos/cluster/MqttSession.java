package io.penstock.chaos.cluster;

import io.penstock.chaos.load.MessageFactory;
import io.penstock.chaos.load.MessageId;
import io.penstock.chaos.plan.Topology;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a source keeps at the MQTT broker: it reads what is published at its own QoS.
 *
 * @param filters one for each publisher; no two match the same topic
 */
record MqttSession(String clientId, int qos, List<String> filters) {

    MqttSession {
        filters = List.copyOf(filters);
    }

    /** @param source of {@link io.penstock.chaos.plan.Profile#sources()} */
    static MqttSession of(String source) {
        int qos = source.equals(Topology.QOS_2_SOURCE) ? 2 : 1;
        return new MqttSession(
                "chaos-" + source,
                qos,
                IntStream.range(0, MessageFactory.PUBLISHERS)
                        .filter(publisher -> MessageId.qos(publisher) == qos)
                        .mapToObj(publisher -> "chaos/p" + publisher + "/#")
                        .toList());
    }
}
