package io.penstock.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.penstock.common.config.Secret;
import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.credentials.Credentials;
import io.penstock.s3.credentials.Credentials.Session;
import io.penstock.s3.credentials.CredentialsSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a restore makes of a store's answers, by a server that gives those. */
class S3ArchiveStoreTest {

    private static final String LISTING =
            "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>topics/k</Key>"
                    + "%s<Size>3</Size></Contents></ListBucketResult>";

    private final Map<String, String> answered = new ConcurrentHashMap<>();
    private volatile String body = "abc";
    private volatile String mode = "";
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            mode = Optional.ofNullable(exchange.getRequestHeaders().getFirst("x-amz-checksum-mode"))
                    .orElse("none");
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            answered.forEach(exchange.getResponseHeaders()::add);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private ArchiveStore store(boolean checksums) {
        StoreAddress address = new StoreAddress(
                "b",
                "us-east-1",
                Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
                true,
                checksums,
                new Credentials(
                        new CredentialsSource.AccessKey("id", Secret.of("secret")),
                        List.of(),
                        new Session(Optional.empty(), "s", Duration.ofHours(1))),
                Duration.ofSeconds(30));
        return S3ArchiveStore.open(address, Clock.systemUTC(), System::nanoTime);
    }

    /** Of "abc" by CRC32. */
    private void answerWithChecksum() {
        answered.put("x-amz-checksum-crc32", "NSRBwg==");
    }

    @Test
    void takesBytesThatHaveTheChecksumWithWhichTheyWereStored() {
        answerWithChecksum();
        try (ArchiveStore store = store(true)) {
            assertThat(store.read("topics/k", "e", 0, 3))
                    .hasValueSatisfying(range -> assertThat(range.content().asByteArray())
                            .isEqualTo("abc".getBytes(StandardCharsets.UTF_8)));
            assertThat(mode).isEqualToIgnoringCase("enabled");
        }
    }

    @Test
    void handsOnNoBytesThatHaveAnother() {
        answerWithChecksum();
        body = "abd";
        try (ArchiveStore store = store(true)) {
            assertThatThrownBy(() -> store.read("topics/k", "e", 0, 3)).isInstanceOf(TransientException.class);
        }
    }

    @Test
    void asksForNoneWhereTheStoreMayNotKnowThem() {
        try (ArchiveStore store = store(false)) {
            assertThat(store.read("topics/k", "e", 0, 3)).isPresent();
            assertThat(mode).isEqualTo("none");
        }
    }

    @Test
    void saysThatItNeedsAnEtagOfEachObject() {
        try (ArchiveStore store = store(false)) {
            body = LISTING.formatted("<ETag>e</ETag>");
            assertThat(store.page("topics/", null).found()).hasSize(1);

            body = LISTING.formatted("");
            assertThatThrownBy(() -> store.page("topics/", null))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-430")
                    .hasMessageContaining("a data object without an ETag")
                    .hasMessageNotContaining("topics/k");
        }
    }
}
