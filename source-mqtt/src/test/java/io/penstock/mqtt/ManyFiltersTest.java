package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.mqtt.client.ScriptedBroker;
import io.penstock.mqtt.mapping.SourceOffset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More filters than a broker takes in one packet. */
@Timeout(30)
class ManyFiltersTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Map<String, ?> PARTITION = Map.of("cluster", "default", "client.id", "many");

    private final List<String> steps = new CopyOnWriteArrayList<>();

    @Test
    void areAskedForAndGivenUpInPartsOneAfterTheOther() {
        // Given
        List<String> filters = names("new/", 17);
        Map<String, Object> offset = SourceOffset.atLeastOnce(names("old/", 9));
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(true);
                    for (int parts = 0; parts < 5; parts++) {
                        answer(peer);
                    }
                    peer.publish("new/1", "after", 1, false);
                    peer.linger();
                });
                DrivenTask task = DrivenTask.start(
                        broker.uri(), "many", String.join(",", filters), Map.of(), Map.of(PARTITION, offset))) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(steps)
                    .containsExactly("SUBSCRIBE 8", "SUBSCRIBE 8", "SUBSCRIBE 1", "UNSUBSCRIBE 8", "UNSUBSCRIBE 1");
            assertThat(DrivenTask.values(records)).containsExactly("after");
            assertThat(SourceOffset.filters(records.get(0).sourceOffset())).isEqualTo(filters);
            assertThat(task.metric("subscribed")).isEqualTo(1);
        }
    }

    /** It must not be sent [MQTT-3.2.2-15]. */
    @Test
    void failTheTaskIfOneIsLongerThanThePacketsThatTheBrokerTakes() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.read(1);
                    peer.send(0x20, 8, 0, 0, 5, 0x27, 0, 0, 0, 20); // Maximum Packet Size
                    peer.linger();
                });
                DrivenTask task = DrivenTask.start(broker.uri(), "many", "short,muchlonger/#", Map.of())) {
            // Then
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining("PEN-205")
                    .hasMessageContaining("muchlonger/#");
        }
    }

    /** Grants or ends all that is asked for, and hangs up on more than eight filters. */
    private void answer(ScriptedBroker.Peer peer) throws IOException {
        ScriptedBroker.Packet request = peer.read();
        boolean subscribe = request.type() == 8;
        int count =
                subscribe ? subscriptions(request.body()) : request.filters().size();
        steps.add((subscribe ? "SUBSCRIBE " : "UNSUBSCRIBE ") + count);
        if (count > 8) {
            throw new IOException("too many");
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(new byte[] {(byte) (subscribe ? 0x90 : 0xB0), (byte) (3 + count), 0});
        answer.write(request.packetId());
        answer.write(0);
        IntStream.range(0, count).forEach(i -> answer.write(subscribe ? 1 : 0));
        peer.send(answer.toByteArray());
    }

    private static int subscriptions(List<Byte> body) {
        int count = 0;
        for (int at = 3; at < body.size(); at += 3 + body.get(at + 1)) {
            count++;
        }
        return count;
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }
}
