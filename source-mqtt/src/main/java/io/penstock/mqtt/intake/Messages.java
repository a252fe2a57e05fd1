package io.penstock.mqtt.intake;

import io.penstock.mqtt.client.Publish;
import io.penstock.mqtt.client.PublishProperties;
import io.penstock.mqtt.mapping.MessageProperties;
import io.penstock.mqtt.mapping.MqttMessage;

/** Messages out of packets: the mapping knows no client. Pure. */
final class Messages {
    private Messages() {}

    static MqttMessage of(Publish packet) {
        return new MqttMessage(
                packet.topic(),
                packet.payload(),
                packet.qos(),
                packet.duplicate(),
                packet.retained(),
                packet.packetId(),
                properties(packet.properties()));
    }

    private static MessageProperties properties(PublishProperties sent) {
        return sent.equals(PublishProperties.NONE)
                ? MessageProperties.NONE
                : new MessageProperties(
                        sent.expirySeconds(),
                        sent.contentType(),
                        sent.responseTopic(),
                        sent.correlationData(),
                        sent.user().stream()
                                .map(pair -> new MessageProperties.Pair(pair.name(), pair.value()))
                                .toList(),
                        sent.subscriptions());
    }

    /** Memory that a message takes beside its objects. */
    static long bytes(Publish packet) {
        return packet.payload().length
                + 2L * packet.topic().length()
                + packet.properties().bytes();
    }
}
