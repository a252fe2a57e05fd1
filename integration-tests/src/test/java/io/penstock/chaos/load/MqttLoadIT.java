package io.penstock.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.penstock.testkit.fault.TcpProxy;
import io.penstock.testkit.mqtt.HiveMqBroker;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The publishers on a real broker, behind a link that fails in each way. */
class MqttLoadIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final MessageFactory FACTORY = new MessageFactory(7);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private final Subscriber subscriber = new Subscriber();

    @Test
    void noMessageIsGivenUpWhateverBecomesOfTheLinkAndTheBroker() throws Exception {
        try (HiveMqBroker broker = HiveMqBroker.start(directory);
                TcpProxy link = TcpProxy.to(broker.port())) {
            subscriber.connect(broker.port());
            try (Load load = Load.overMqtt(FACTORY, URI.create("tcp://" + link.address()), Pace.DEFAULT)) {
                load.start();
                awaitMore(load, 100);
                link.cut();
                awaitMore(load, 100);
                link.blackhole();
                awaitReconnects(link, 4);
                link.heal();
                awaitMore(load, 100);
                link.swallowResponses();
                awaitReconnects(link, 4);
                link.heal();
                awaitMore(load, 100);
                link.refuse();
                await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
                link.heal();
                awaitMore(load, 100);
                broker.kill();
                broker.restart();
                awaitMore(load, 200);
                load.stop();

                assertThat(load.awaitAcknowledged(PATIENCE)).isTrue();
                Receipts receipts = load.receipts();
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(subscriber.ids()).containsAll(receipts.acknowledged()));

                assertThat(subscriber.altered).isEmpty();
                assertThat(receipts.repeated()).isEmpty();
                assertThat(subscriber.outOfOrder()).isEmpty();
            } finally {
                subscriber.close();
            }
        }
    }

    private static void awaitMore(Load load, int messages) {
        int before = load.receipts().acknowledged().size();
        await().atMost(PATIENCE).until(() -> load.receipts().acknowledged().size() >= before + messages);
    }

    private static void awaitReconnects(TcpProxy link, int count) {
        long before = link.accepted();
        await().atMost(PATIENCE).until(() -> link.accepted() >= before + count);
    }

    /** With a session of its own, straight at the broker. */
    private static final class Subscriber {

        private final ConcurrentLinkedQueue<MessageId> received = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<MessageId> altered = new ConcurrentLinkedQueue<>();
        private volatile boolean closed;
        private volatile Mqtt5AsyncClient client =
                MqttClient.builder().useMqttVersion5().buildAsync();

        void connect(int port) throws Exception {
            client = MqttClient.builder()
                    .useMqttVersion5()
                    .identifier("subscriber")
                    .serverHost("127.0.0.1")
                    .serverPort(port)
                    .addDisconnectedListener(context -> context.getReconnector()
                            .reconnect(!closed)
                            .resubscribeIfSessionExpired(false)
                            .delay(200, TimeUnit.MILLISECONDS))
                    .buildAsync();
            client.connectWith()
                    .cleanStart(false)
                    .sessionExpiryInterval(3_600)
                    .send()
                    .get(30, TimeUnit.SECONDS);
            client.subscribeWith()
                    .topicFilter("chaos/#")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(this::receive)
                    .send()
                    .get(30, TimeUnit.SECONDS);
        }

        private void receive(Mqtt5Publish publish) {
            MessageId id = Message.idOf(publish.getTopic().toString());
            if (!Arrays.equals(publish.getPayloadAsBytes(), FACTORY.message(id).bytes())) {
                altered.add(id);
            }
            received.add(id);
        }

        Set<MessageId> ids() {
            return new LinkedHashSet<>(received);
        }

        /** First comings behind a later message of their key. */
        List<MessageId> outOfOrder() {
            List<MessageId> late = new ArrayList<>();
            Map<String, Long> last = new HashMap<>();
            for (MessageId id : ids()) {
                String key = FACTORY.message(id).key();
                if (last.getOrDefault(key, -1L) > id.sequence()) {
                    late.add(id);
                } else {
                    last.put(key, id.sequence());
                }
            }
            return late;
        }

        void close() {
            closed = true;
            if (client.getState().isConnected()) {
                var unused = client.disconnect();
            }
        }
    }
}
