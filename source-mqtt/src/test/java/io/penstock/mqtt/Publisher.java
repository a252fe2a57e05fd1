package io.penstock.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Publishes with someone else's client; returns when the broker has acknowledged all. */
final class Publisher implements AutoCloseable {
    private final Mqtt5AsyncClient client;

    Publisher(int port) {
        client = MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildAsync();
        client.connect().join();
    }

    /** Payloads {@code <prefix>0} to {@code <prefix><count - 1>}, in this order. */
    List<String> publish(String topic, String prefix, int count) {
        return publish(topic, prefix, count, MqttQos.AT_LEAST_ONCE);
    }

    List<String> publish(String topic, String prefix, int count, MqttQos qos) {
        List<String> payloads = new ArrayList<>();
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String payload = prefix + i;
            payloads.add(payload);
            sent.add(client.publishWith()
                    .topic(topic)
                    .qos(qos)
                    .payload(payload.getBytes(StandardCharsets.UTF_8))
                    .send());
        }
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        return payloads;
    }

    /** One message at QoS 1 that the broker retains. */
    void retain(String topic, String payload) {
        client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .send()
                .join();
    }

    /** One message at QoS 1 with all that a publisher may say of it. */
    void publishWithProperties(String topic) {
        client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .contentType("text/plain")
                .responseTopic("answers")
                .correlationData(new byte[] {1, 2})
                .messageExpiryInterval(90)
                .userProperties()
                .add("site", "a")
                .add("site", "b")
                .applyUserProperties()
                .send()
                .join();
    }

    @Override
    public void close() {
        client.disconnect().join();
    }
}
