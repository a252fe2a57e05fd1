package io.penstock.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/** Stands before a real store and lets requests through as they are, but for those whose session tokens have expired, as a store with sessions would. */
final class StoreFront implements AutoCloseable {

    private static final byte[] EXPIRED =
            "<Error><Code>ExpiredToken</Code><Message>over</Message></Error>".getBytes(StandardCharsets.UTF_8);

    /** Made anew by whoever sends the request on. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "transfer-encoding", "expect", "date", "keep-alive");

    final Set<String> expired = ConcurrentHashMap.newKeySet();

    /** Of all requests. */
    final List<String> tokens = new CopyOnWriteArrayList<>();

    private final HttpHost store;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CloseableHttpClient client = HttpClients.custom()
            .disableContentCompression()
            .disableAutomaticRetries()
            .build();

    StoreFront(URI store) throws IOException {
        this.store = new HttpHost(store.getScheme(), store.getHost(), store.getPort());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::pass);
        server.setExecutor(threads);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void pass(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String token = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Security-Token"));
        tokens.add(token);
        if (expired.contains(token)) {
            boolean head = exchange.getRequestMethod().equals("HEAD"); // which is answered without a body
            exchange.sendResponseHeaders(400, head ? -1 : EXPIRED.length);
            if (!head) {
                exchange.getResponseBody().write(EXPIRED);
            }
        } else {
            client.execute(store, onward(exchange, body), response -> {
                back(response, exchange);
                return true;
            });
        }
        exchange.close();
    }

    private static ClassicHttpRequest onward(HttpExchange exchange, byte[] body) {
        ClassicRequestBuilder request =
                ClassicRequestBuilder.create(exchange.getRequestMethod()).setUri(exchange.getRequestURI());
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.addHeader(name, value));
            }
        });
        if (body.length > 0) {
            request.setEntity(new ByteArrayEntity(body, (ContentType) null));
        }
        return request.build();
    }

    private static void back(ClassicHttpResponse response, HttpExchange exchange) throws IOException {
        for (Header header : response.getHeaders()) {
            if (!OF_THE_CONNECTION.contains(header.getName().toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().add(header.getName(), header.getValue());
            }
        }
        byte[] answer = response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity());
        exchange.sendResponseHeaders(response.getCode(), answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }
}
