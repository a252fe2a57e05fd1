package io.penstock.testkit.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FloodBrokerTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int PAYLOAD = 16;
    // Topic of 26 bytes, packet id, no properties.
    private static final int NUMBER_AT = 2 + 26 + 2 + 1;

    private final FloodBroker broker = FloodBroker.start(PAYLOAD);
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    FloodBrokerTest() throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), broker.port());
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        broker.close();
    }

    @Test
    void sendsNoMoreThanTheWindowUntilTheFirstIsAcknowledged() throws Exception {
        // Given
        subscribe(1, 2);

        // When
        broker.send(3);

        // Then
        assertThat(publish(1)).isEqualTo(new Message(1, 0));
        assertThat(publish(1)).isEqualTo(new Message(2, 1));
        socket.setSoTimeout(200);
        assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(10_000);

        // When
        write("40 02 00 01");

        // Then
        assertThat(publish(1)).isEqualTo(new Message(1, 2));
        assertThat(broker.isDone()).isFalse();
        write("40 02 00 02", "40 03 00 01 00");
        broker.awaitDone(LIMIT);
    }

    @Test
    void completesEachHandshakeOfQos2() throws Exception {
        // Given
        subscribe(2, 10);

        // When
        broker.send(1);

        // Then
        assertThat(publish(2)).isEqualTo(new Message(1, 0));
        write("50 02 00 01");
        assertThat(packet()).isEqualTo("62 02 00 01");
        assertThat(broker.isDone()).isFalse();
        write("70 02 00 01");
        broker.awaitDone(LIMIT);
        assertThat(broker.cpuNanos()).isPositive();
    }

    @Test
    void anAcknowledgementOutOfOrderIsAFault() throws Exception {
        // Given
        subscribe(1, 10);
        broker.send(2);

        // When
        write("40 02 00 02");

        // Then
        assertThatIllegalStateException()
                .isThrownBy(() -> broker.awaitDone(LIMIT))
                .withMessageContaining("PUBACK 2");
    }

    private void subscribe(int qos, int window) throws IOException {
        write("10 11 00 04 4d 51 54 54 05 02 00 3c 03 21 %04x 00 01 61".formatted(window));
        assertThat(packet()).isEqualTo("20 03 00 00 00");
        write("82 07 00 01 00 00 01 23 %02x".formatted(qos));
        assertThat(packet()).isEqualTo("90 04 00 01 00 %02x".formatted(qos));
    }

    private record Message(int id, long number) {}

    private Message publish(int qos) throws IOException {
        byte[] packet = HexFormat.ofDelimiter(" ").parseHex(packet());
        assertThat(packet[0]).isEqualTo((byte) (0x30 | (qos << 1)));
        assertThat(packet).hasSize(2 + NUMBER_AT + PAYLOAD);
        return new Message(packet[2 + 2 + 26 + 1], packet[2 + NUMBER_AT + 7]);
    }

    private String packet() throws IOException {
        byte[] head = in.readNBytes(2);
        return HexFormat.ofDelimiter(" ").formatHex(head) + " "
                + HexFormat.ofDelimiter(" ").formatHex(in.readNBytes(head[1]));
    }

    private void write(String... packets) throws IOException {
        for (String packet : packets) {
            out.write(HexFormat.of().parseHex(packet.replace(" ", "")));
        }
    }
}
