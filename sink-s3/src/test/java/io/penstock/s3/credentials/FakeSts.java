package io.penstock.s3.credentials;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Plays an STS: takes requests down, and gives out credentials by number, or an error. */
public final class FakeSts implements AutoCloseable {

    private static final String GIVEN = """
            <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult><Credentials>
            <AccessKeyId>%2$s</AccessKeyId><SecretAccessKey>%3$s</SecretAccessKey>
            <SessionToken>token-%4$d</SessionToken><Expiration>%5$s</Expiration>
            </Credentials></%1$sResult></%1$sResponse>
            """;
    private static final String REFUSED = """
            <ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>
            <RequestId>r</RequestId></ErrorResponse>
            """;

    /** Their parameters, with who signed them as {@code signer}. */
    public final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();

    /** Of credentials that are given out. */
    public volatile Duration life = Duration.ofHours(1);

    /** What is answered; 200 for credentials. */
    public volatile int status = 200;

    /** The code of an answer that is none. */
    public volatile String code = "";

    /** The words of an answer that is none. */
    public volatile String message = "no";

    /** What answers wait for. */
    public volatile CountDownLatch held = new CountDownLatch(0);

    private final HttpServer server;
    private final String accessKey;
    private final String secretKey;

    /** Gives out keys {@code key-1} and so on. */
    public FakeSts() throws IOException {
        this("", "secret");
    }

    /** @param accessKey given out each time, with another token; empty for keys by number */
    public FakeSts(String accessKey, String secretKey) throws IOException {
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> request = new TreeMap<>();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        for (String pair : body.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            request.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        String signed = exchange.getRequestHeaders().getFirst("Authorization");
        request.put("signer", signed == null ? "nobody" : signed.replaceFirst(".*Credential=([^/]+)/.*", "$1"));
        requests.add(request);
        int number = requests.size();
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String text = status == 200
                ? GIVEN.formatted(
                        request.get("Action"),
                        accessKey.isEmpty() ? "key-" + number : accessKey,
                        secretKey,
                        number,
                        Instant.now().plus(life))
                : REFUSED.formatted(code, message);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void refuseWith(int answer, String errorCode) {
        code = errorCode;
        status = answer;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
