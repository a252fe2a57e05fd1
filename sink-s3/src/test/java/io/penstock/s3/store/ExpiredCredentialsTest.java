package io.penstock.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.penstock.common.config.Secret;
import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.credentials.Credentials;
import io.penstock.s3.credentials.Credentials.Role;
import io.penstock.s3.credentials.Credentials.Session;
import io.penstock.s3.credentials.CredentialsSource;
import io.penstock.s3.credentials.CredentialsSource.AccessKey;
import io.penstock.s3.credentials.CredentialsSource.WebIdentity;
import io.penstock.s3.credentials.FakeSts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests with credentials of roles, against a store that knows which of them have expired. */
class ExpiredCredentialsTest {

    private static final Content BYTES = Content.of(new byte[] {1});
    private static final ObjectHeaders TEXT = ObjectHeaders.ofType("text/plain");
    private static final CredentialsSource BASE = new AccessKey("base", Secret.of("s"));

    @TempDir
    Path directory;

    private FakeSts sts;
    private HttpServer server;
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final Set<String> expired = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void startServers() throws IOException {
        sts = new FakeSts();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String token = exchange.getRequestHeaders().getFirst("X-Amz-Security-Token");
            tokens.add(token);
            exchange.getRequestBody().readAllBytes();
            boolean refused = expired.contains(token);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            byte[] answer = (refused && !head ? "<Error><Code>ExpiredToken</Code></Error>" : "")
                    .getBytes(StandardCharsets.UTF_8);
            if (!refused) {
                exchange.getResponseHeaders().set("x-amz-meta-penstock-nonce", "n");
            }
            exchange.sendResponseHeaders(refused ? 400 : 200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServers() {
        server.stop(0);
        sts.close();
    }

    private ObjectStore store(CredentialsSource source) {
        Session session = new Session(Optional.of(sts.url()), "penstock", Duration.ofHours(1));
        Role role = new Role("arn:aws:iam::123456789012:role/lake", Optional.empty());
        StoreAddress address = new StoreAddress(
                "b",
                "us-east-1",
                Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
                true,
                false,
                new Credentials(source, List.of(role), session),
                Duration.ofMinutes(1));
        return S3ObjectStore.open(address, ObjectOptions.NONE, Clock.systemUTC(), System::nanoTime);
    }

    @Test
    void asksForNewOnesWhenTheStoreCallsThemExpiredWhateverTheClockSays() {
        try (ObjectStore store = store(BASE)) {
            // Given
            store.put("k", BYTES, TEXT);
            expired.add("token-1");

            // When
            assertThatThrownBy(() -> store.put("k", BYTES, TEXT))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("ExpiredToken");
            store.put("k", BYTES, TEXT);

            // Then
            assertThat(tokens).containsExactly("token-1", "token-1", "token-2");
        }
    }

    /** The answer to a HEAD has no body that could say why. */
    @Test
    void asksForNewOnesToLookAtAnObjectToo() {
        try (ObjectStore store = store(BASE)) {
            // Given
            store.put("k", BYTES, TEXT);
            expired.add("token-1");

            // When
            assertThatThrownBy(() -> store.metadata("k"))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("ExpiredToken");
            assertThat(store.metadata("k").orElseThrow()).containsEntry(ObjectHeaders.NONCE, "n");

            // Then
            assertThat(tokens).containsExactly("token-1", "token-1", "token-1", "token-2");
        }
    }

    @Test
    void sendsNothingWithCredentialsThatAreAboutToExpire() {
        sts.life = Duration.ofSeconds(110);
        try (ObjectStore store = store(BASE)) {
            store.put("k", BYTES, TEXT);
            store.put("k", BYTES, TEXT);
            assertThat(tokens).containsExactly("token-1", "token-2");
        }
    }

    @Test
    void waitsForAnStsThatIsAway() {
        sts.refuseWith(503, "ServiceUnavailable");
        try (ObjectStore store = store(BASE)) {
            assertThatThrownBy(() -> store.put("k", BYTES, TEXT))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("PEN-401")
                    .hasMessageContaining("AssumeRole of arn:aws:iam::123456789012:role/lake");
            sts.status = 200;
            store.put("k", BYTES, TEXT);
        }
    }

    @Test
    void failsWhereTheRoleIsRefused() {
        sts.refuseWith(403, "AccessDenied");
        try (ObjectStore store = store(BASE)) {
            assertThatThrownBy(() -> store.put("k", BYTES, TEXT))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-402")
                    .hasMessageContaining("role/lake was answered 403 AccessDenied. Grant sts:AssumeRole");
        }
    }

    @Test
    void failsWithoutATokenFileOnlyWhereThereNeverWasOne() throws IOException {
        // Given
        sts.life = Duration.ofSeconds(30); // so short that they are asked for each second
        Path token = directory.resolve("token");
        try (ObjectStore store = store(new WebIdentity(token))) {
            assertThatThrownBy(() -> store.put("k", BYTES, TEXT))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining(token.toString());
            Files.writeString(token, "t");
            store.put("k", BYTES, TEXT);

            // When
            Files.delete(token);

            // Then
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThatThrownBy(() -> store.put("k", BYTES, TEXT))
                            .isInstanceOf(TransientException.class)
                            .hasMessageContaining(token.toString()));
        }
    }
}
