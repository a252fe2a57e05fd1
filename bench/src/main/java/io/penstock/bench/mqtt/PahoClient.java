package io.penstock.bench.mqtt;

import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** Eclipse Paho's client with manual acknowledgement. */
final class PahoClient implements LibraryContestant.Client, MqttCallback {

    private final Consumer<byte[]> taking;
    private final MqttAsyncClient client;

    private PahoClient(Consumer<byte[]> taking, MqttAsyncClient client) {
        this.taking = taking;
        this.client = client;
    }

    static PahoClient start(int port, String filter, int qos, Consumer<byte[]> taking) throws MqttException {
        MqttAsyncClient client = new MqttAsyncClient("tcp://127.0.0.1:" + port, "paho", new MemoryPersistence());
        client.setManualAcks(true);
        PahoClient started = new PahoClient(taking, client);
        client.setCallback(started);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setReceiveMaximum(Feed.RECEIVE_MAXIMUM);
        client.connect(options).waitForCompletion();
        client.subscribe(filter, qos).waitForCompletion();
        return started;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) throws MqttException {
        taking.accept(message.getPayload());
        if (message.getQos() > 0) {
            client.messageArrivedComplete(message.getId(), message.getQos());
        }
    }

    @Override
    public void disconnect() throws MqttException {
        client.disconnect().waitForCompletion();
        client.close();
    }

    @Override
    public void disconnected(@Nullable MqttDisconnectResponse response) {
        // The round that waits for its messages says so.
    }

    @Override
    public void mqttErrorOccurred(@Nullable MqttException exception) {
        // As above.
    }

    @Override
    public void deliveryComplete(@Nullable IMqttToken token) {
        // Nothing is published.
    }

    @Override
    public void connectComplete(boolean reconnect, @Nullable String serverUri) {
        // The subscription follows.
    }

    @Override
    public void authPacketArrived(int reasonCode, @Nullable MqttProperties properties) {
        // There is no authentication.
    }
}
