package io.penstock.chaos.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers each line that arrives, and answers with {@code ok}. */
final class FakeService implements AutoCloseable {

    private final ServerSocket listener;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    FakeService() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                thread(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
            return;
        }
    }

    private void serve(Socket client) {
        try (client;
                InputStream in = client.getInputStream();
                OutputStream out = client.getOutputStream();
                Scanner scanner = new Scanner(in, StandardCharsets.US_ASCII)) {
            while (scanner.hasNextLine()) {
                lines.add(scanner.nextLine());
                out.write("ok\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The connection was cut, which is what these tests do.
            return;
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "fake-service");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
