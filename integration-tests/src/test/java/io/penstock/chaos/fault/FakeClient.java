package io.penstock.chaos.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/** A connection that says lines. */
final class FakeClient implements AutoCloseable {

    private final Socket socket;
    private final Scanner answers;

    FakeClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        answers = new Scanner(socket.getInputStream(), StandardCharsets.US_ASCII);
    }

    void say(String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether the service answers; waits for it. */
    boolean isAnswered() {
        return answers.hasNextLine() && answers.nextLine().equals("ok");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
