package io.penstock.mqtt.intake;

import io.penstock.mqtt.client.Publish;
import java.util.zip.CRC32C;

/** Tells whether a packet that is sent again under an identifier is the message that came under it before. */
final class Fingerprint {
    private Fingerprint() {}

    /** 64 bits over QoS, topic and payload. Source offsets keep it: a change, even of one bit, needs a new version of their format. */
    static long of(Publish packet) {
        CRC32C crc = new CRC32C();
        crc.update(packet.payload());
        return (crc.getValue() << 32)
                ^ ((packet.topic().hashCode() * 31L + packet.payload().length) * 3 + packet.qos());
    }
}
