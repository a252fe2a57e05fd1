package io.penstock.testkit.mqtt;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;

/** Whether an MQTT broker lets a client in. */
final class MqttProbe {
    private static final int ANSWER_MILLIS = 2_000;

    // MQTT 3.1.1 CONNECT of a clean session with an empty client id, and the DISCONNECT that ends it.
    private static final byte[] CONNECT = {0x10, 12, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 10, 0, 0};
    private static final byte[] DISCONNECT = {(byte) 0xE0, 0};
    private static final byte[] CONNACK = {0x20, 2, 0, 0};

    private MqttProbe() {}

    /** @param port on loopback */
    static boolean answers(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(CONNECT);
            byte[] connack = socket.getInputStream().readNBytes(4);
            out.write(DISCONNECT);
            return Arrays.equals(connack, CONNACK);
        }
    }
}
