package io.penstock.chaos.fault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.penstock.testkit.kafka.ConnectRest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A worker's REST API: remembers what it was told, and may be deaf. */
final class FakeWorker implements AutoCloseable {

    private final HttpServer server;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile Function<String, String> answers = path -> "{}";
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean deaf;

    FakeWorker() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    /** What is said on a GET of a path; an empty text is a 500. */
    FakeWorker answering(Function<String, String> answer) {
        answers = answer;
        return this;
    }

    /** Takes requests and never answers. */
    FakeWorker deaf() {
        deaf = true;
        return this;
    }

    ConnectRest rest() {
        return new ConnectRest(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Duration.ofMillis(300));
    }

    /** {@code PUT /connectors/s3-plain/pause}, with the body behind it; without what was only asked. */
    List<String> told() {
        return List.copyOf(told);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().toString();
        if (deaf) {
            waitForTheEnd();
        }
        boolean asked = exchange.getRequestMethod().equals("GET");
        if (!asked) {
            told.add((exchange.getRequestMethod() + " " + path + " " + body).strip());
        }
        String text = asked ? answers.apply(path) : "{}";
        byte[] answer = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(text.isEmpty() ? 500 : 200, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private void waitForTheEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
    }
}
