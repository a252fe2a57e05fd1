package io.penstock.chaos.load;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos2Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.pubrec.Mqtt5PubRecReasonCode;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One MQTT 5 session by HiveMQ's client, which reconnects for ever.
 *
 * <p>The client keeps what is unacknowledged in the order in which it was first sent, and after each reconnect sends it again in that order
 * before anything new; where the broker has forgotten the session it does so too, as {@code republishIfSessionExpired} tells it. So a
 * message may come to the broker twice, but its first coming keeps its place. At QoS 2 the broker, as long as it runs, knows it again. The client gives a message up only when the broker's answer to
 * it is an error.
 */
final class MqttOutlet implements Outlet {

    private static final int SESSION_SECONDS = 24 * 60 * 60;
    // A silent connection is given up within two of these.
    private static final int KEEP_ALIVE_SECONDS = 3;
    private static final int CONNECT_SECONDS = 3;
    private static final int FIRST_PAUSE_MILLIS = 50;
    private static final int LONGEST_PAUSE_MILLIS = 1_000;

    private final MqttQos qos;
    private final Mqtt5AsyncClient client;
    private final CountDownLatch connected = new CountDownLatch(1);
    private volatile boolean closed;

    MqttOutlet(int publisher, URI broker) {
        qos = MessageId.qos(publisher) == 1 ? MqttQos.AT_LEAST_ONCE : MqttQos.EXACTLY_ONCE;
        client = MqttClient.builder()
                .useMqttVersion5()
                .identifier("chaos-publisher-" + publisher)
                .transportConfig()
                .serverHost(broker.getHost())
                .serverPort(broker.getPort())
                .socketConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .mqttConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .applyTransportConfig()
                .addConnectedListener(context -> connected.countDown())
                .addDisconnectedListener(this::reconnect)
                .buildAsync();
    }

    private void reconnect(MqttClientDisconnectedContext context) {
        int attempts = Math.min(context.getReconnector().getAttempts(), 10);
        context.getReconnector()
                .reconnect(!closed)
                .republishIfSessionExpired(true)
                .delay(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << attempts), TimeUnit.MILLISECONDS);
    }

    @Override
    public void open() throws InterruptedException {
        var unused = client.connectWith()
                // Also at the reconnects, which repeat this packet.
                .cleanStart(false)
                .sessionExpiryInterval(SESSION_SECONDS)
                .keepAlive(KEEP_ALIVE_SECONDS)
                .send();
        connected.await();
    }

    @Override
    public CompletableFuture<Receipt> send(Message message) {
        return client.publishWith()
                .topic(message.mqttTopic())
                .qos(qos)
                .payload(message.bytes())
                .send()
                .thenApply(MqttOutlet::receipt);
    }

    private static Receipt receipt(Mqtt5PublishResult result) {
        boolean unclaimed = result instanceof Mqtt5Qos1Result qos1
                ? qos1.getPubAck().getReasonCode() == Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS
                : result instanceof Mqtt5Qos2Result qos2
                        && qos2.getPubRec().getReasonCode() == Mqtt5PubRecReasonCode.NO_MATCHING_SUBSCRIBERS;
        return unclaimed ? Receipt.NO_SUBSCRIBER : Receipt.TAKEN;
    }

    @Override
    public void close() {
        closed = true;
        if (client.getState().isConnected()) {
            var unused = client.disconnect();
        }
    }
}
