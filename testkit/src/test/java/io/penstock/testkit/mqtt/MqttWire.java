package io.penstock.testkit.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** As much of MQTT 3.1.1 as it takes to see a session outlive its broker. Packets below 128 bytes only. */
final class MqttWire implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    MqttWire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Returns whether the broker had a session of this client id. */
    boolean connect(String clientId, boolean cleanSession) throws IOException {
        send(0x10, bytes(string("MQTT"), new byte[] {4, (byte) (cleanSession ? 2 : 0), 0, 60}, string(clientId)));
        byte[] connack = receive(0x20);
        if (connack[1] != 0) {
            throw new IOException("refused: " + connack[1]);
        }
        return connack[0] == 1;
    }

    void subscribe(String filter) throws IOException {
        send(0x82, bytes(new byte[] {0, 1}, string(filter), new byte[] {1}));
        receive(0x90);
    }

    /** At QoS 1; returns when the broker has it. */
    void publish(String topic, String payload) throws IOException {
        send(0x32, bytes(string(topic), new byte[] {0, 2}, payload.getBytes(StandardCharsets.UTF_8)));
        receive(0x40);
    }

    /** The payload of the next QoS 1 message, acknowledged. */
    String next() throws IOException {
        byte[] publish = receive(0x32);
        int topic = ((publish[0] & 0xFF) << 8) | (publish[1] & 0xFF);
        send(0x40, new byte[] {publish[2 + topic], publish[3 + topic]});
        return new String(publish, 4 + topic, publish.length - 4 - topic, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void send(int type, byte[] body) throws IOException {
        out.write(bytes(new byte[] {(byte) type, (byte) body.length}, body));
    }

    private byte[] receive(int type) throws IOException {
        int received = in.readUnsignedByte();
        if (received != type) {
            throw new IOException(
                    "packet 0x" + Integer.toHexString(received) + " instead of 0x" + Integer.toHexString(type));
        }
        byte[] body = new byte[in.readUnsignedByte()];
        in.readFully(body);
        return body;
    }

    private static byte[] string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return bytes(new byte[] {0, (byte) utf8.length}, utf8);
    }

    private static byte[] bytes(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
