package io.penstock.it;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;

/** An MQTT 5 broker that no client wants. It answers each CONNECT in its own way, and nothing else. */
final class OddBroker implements AutoCloseable {

    /** What it says. */
    enum Answer {
        /** CONNACK, and the end of the connection. */
        TAKES_AND_LEAVES("2003000000"),
        /** CONNACK with 0x87, not authorized, and the end. */
        NOT_AUTHORIZED("2003008700"),
        /** CONNACK, and a PUBLISH of QoS 0 whose topic is no UTF-8. */
        TOPIC_WITHOUT_UTF_8("200300000030040001FF00");

        private final String hex;

        Answer(String hex) {
            this.hex = hex;
        }

        byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }
    }

    private final ServerSocket listener;

    private OddBroker(ServerSocket listener) {
        this.listener = listener;
    }

    static OddBroker start(Answer first, Answer later) throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(() -> accept(listener, first, later));
        return new OddBroker(listener);
    }

    String uri() {
        return "tcp://127.0.0.1:" + listener.getLocalPort();
    }

    private static void accept(ServerSocket listener, Answer first, Answer later) {
        Answer next = first;
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Answer answer = next;
                next = later;
                daemon(() -> serve(client, answer));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void serve(Socket client, Answer answer) {
        try (client;
                DataInputStream in = new DataInputStream(client.getInputStream());
                OutputStream out = client.getOutputStream()) {
            in.readUnsignedByte();
            int length = 0;
            int digit;
            int shift = 0;
            do {
                digit = in.readUnsignedByte();
                length |= (digit & 0x7F) << shift;
                shift += 7;
            } while (digit > 127);
            in.readNBytes(length);
            out.write(answer.bytes());
            out.flush();
            if (answer == Answer.TOPIC_WITHOUT_UTF_8) {
                in.readAllBytes();
            } else {
                client.shutdownOutput();
            }
        } catch (IOException e) {
            // The client has gone: nobody else would hear of it.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "odd-broker");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
