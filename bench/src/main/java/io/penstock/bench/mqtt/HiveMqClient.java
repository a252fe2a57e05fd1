package io.penstock.bench.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import java.util.Objects;
import java.util.function.Consumer;

/** HiveMQ's client with manual acknowledgement. */
final class HiveMqClient implements LibraryContestant.Client {

    private final Mqtt5AsyncClient client;

    private HiveMqClient(Mqtt5AsyncClient client) {
        this.client = client;
    }

    static HiveMqClient start(int port, String filter, int qos, Consumer<byte[]> taking) {
        Mqtt5AsyncClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier("hivemq-client")
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildAsync();
        client.connectWith()
                .restrictions()
                .receiveMaximum(Feed.RECEIVE_MAXIMUM)
                .applyRestrictions()
                .send()
                .join();
        client.subscribeWith()
                .topicFilter(filter)
                .qos(Objects.requireNonNull(MqttQos.fromCode(qos)))
                .callback(publish -> {
                    taking.accept(publish.getPayloadAsBytes());
                    publish.acknowledge();
                })
                .manualAcknowledgement(true)
                .send()
                .join();
        return new HiveMqClient(client);
    }

    @Override
    public void disconnect() {
        client.disconnect().join();
    }
}
