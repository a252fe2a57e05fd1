package io.penstock.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.load.MessageId;
import io.penstock.testkit.fault.ByteWatch;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BrokerWitnessTest {

    private static final MessageId ID = new MessageId(2, 7);
    private static final String TOPIC = "chaos/p2/k1/7";

    private final BrokerWitness witness = new BrokerWitness();
    private final ByteWatch first = witness.connection();

    @Test
    void aPublishThatIsSentAgainIsTheSameDeliveryAlsoOnANewConnection() throws IOException {
        see(first, publish(5, TOPIC, 2));
        see(first, publish(5, TOPIC, 2));
        see(witness.connection(), publish(5, TOPIC, 2));

        assertThat(witness.deliveries(ID)).isEqualTo(1);
        assertThat(witness.deliveries(new MessageId(2, 8))).isZero();
    }

    @Test
    void aPublishAfterItsReleaseIsAnotherDelivery() throws IOException {
        see(first, publish(5, TOPIC, 2));
        see(first, release(5));
        see(first, release(5));
        see(witness.connection(), publish(5, TOPIC, 2));

        assertThat(witness.deliveries(ID)).isEqualTo(2);
    }

    @Test
    void aMessageThatThePublisherSentAgainIsAnotherDelivery() throws IOException {
        see(first, publish(5, TOPIC, 2));
        see(first, publish(6, TOPIC, 2));
        see(first, release(5));
        see(first, publish(6, TOPIC, 2));

        assertThat(witness.deliveries(ID)).isEqualTo(2);
    }

    @Test
    void whatAnOlderConnectionBringsLateIsNothingNew() throws IOException {
        see(first, publish(5, TOPIC, 2));
        see(witness.connection(), publish(5, TOPIC, 2));
        see(first, release(5));
        see(first, publish(9, TOPIC, 2));
        see(witness.connection(), publish(5, TOPIC, 2));

        assertThat(witness.deliveries(ID)).isEqualTo(1);
    }

    @Test
    void packetsMayComeInAnyPiecesAndBesideOthers() throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.write(new byte[] {0x20, 3, 0, 0, 0});
        stream.write(publish(1, "chaos/p0/k1/7", 1));
        stream.write(publish(5, TOPIC, 2));
        stream.write(new byte[] {(byte) 0xD0, 0});
        stream.write(release(5));
        stream.write(publish(5, TOPIC, 2));
        stream.write(publish(8, "other", 2));
        byte[] bytes = stream.toByteArray();

        for (byte one : bytes) {
            first.bytes(new byte[] {one}, 1);
        }
        assertThat(witness.deliveries(ID)).isEqualTo(2);
        assertThat(witness.deliveries(new MessageId(0, 7))).isZero();

        see(witness.connection(), bytes);
        assertThat(witness.deliveries(ID)).isEqualTo(3);
    }

    private static void see(ByteWatch watch, byte[] bytes) {
        watch.bytes(bytes, bytes.length);
    }

    private static byte[] publish(int packetId, String topic, int qos) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeUTF(topic);
        out.writeShort(packetId);
        out.write(new byte[300]);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(0x30 | (qos << 1));
        packet.write((body.size() & 0x7f) | 0x80);
        packet.write(body.size() >> 7);
        body.writeTo(packet);
        return packet.toByteArray();
    }

    private static byte[] release(int packetId) {
        return new byte[] {0x62, 2, (byte) (packetId >> 8), (byte) packetId};
    }
}
