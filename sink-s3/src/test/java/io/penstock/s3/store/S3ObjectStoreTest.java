package io.penstock.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.penstock.common.config.Secret;
import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.Upload;
import io.penstock.s3.credentials.Credentials;
import io.penstock.s3.credentials.Credentials.Session;
import io.penstock.s3.credentials.CredentialsSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store's answers mean, against a server that always says the same. */
class S3ObjectStoreTest {

    private static final Upload UPLOAD = new Upload("k", "u");
    private static final Content BYTES = Content.of(new byte[] {1});

    private HttpServer server;
    private ObjectStore store;
    private volatile int status = 200;
    private volatile String body = "";

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        store = storeAt(server.getAddress().getPort());
    }

    private static ObjectStore storeAt(int port) {
        StoreAddress address = new StoreAddress(
                "b",
                "us-east-1",
                Optional.of(URI.create("http://127.0.0.1:" + port)),
                true,
                new Credentials(
                        new CredentialsSource.AccessKey("id", Secret.of("secret")),
                        List.of(),
                        new Session(Optional.empty(), "s", Duration.ofHours(1))),
                Duration.ofSeconds(30));
        return S3ObjectStore.open(address, ObjectOptions.NONE);
    }

    @AfterEach
    void stopServer() {
        store.close();
        server.stop(0);
    }

    private void answers(int code, String text) {
        status = code;
        body = text;
    }

    @Test
    void knowsAnUploadThatIsGone() {
        answers(404, "<Error><Code>NoSuchUpload</Code></Error>");
        assertThat(store.uploadPart(UPLOAD, 1, BYTES)).isEmpty();
        store.abort(UPLOAD);
    }

    @Test
    void neverTakesHalfAListingForAWholeOne() {
        answers(200, "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>");
        assertThatThrownBy(() -> store.list("p")).isInstanceOf(FatalException.class);
        answers(200, "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated></ListMultipartUploadsResult>");
        assertThatThrownBy(() -> store.uploadsAt("k")).isInstanceOf(FatalException.class);
    }

    @Test
    void readsWhichActionIsMissingFromTheAnswer() {
        answers(
                403,
                "<Error><Code>AccessDenied</Code><Message>User: arn:aws:iam::1:user/u is not authorized to perform:"
                        + " kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:1:key/k</Message></Error>");
        assertThatThrownBy(() -> store.putIfAbsent("topics/name=Ada", BYTES, ObjectHeaders.ofType("text/plain")))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("PEN-402")
                .hasMessageEndingWith("or grant kms:GenerateDataKey.")
                .hasMessageNotContaining("Ada");
    }

    @Test
    void takesNoPageOfAListingThatNobodyWaitsFor() {
        answers(500, "");
        assertThat(store.listFolders("p/", new TreeSet<>(Set.of("p/1/")), 1000, () -> false)
                        .entries())
                .isEmpty();
    }

    @Test
    void saysSoWhereTheStoreHasNoConditionalPut() {
        answers(501, "<Error><Code>NotImplemented</Code></Error>");
        assertThatThrownBy(() -> store.putIfAbsent("k", BYTES, ObjectHeaders.ofType("text/plain")))
                .hasMessageContaining("PEN-410");
    }

    @Test
    void abortsWithNoMorePatienceThanGiven() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ObjectStore mute = storeAt(silent.getLocalPort())) {
            long begun = System.nanoTime();
            assertThatThrownBy(() -> mute.abort(UPLOAD, Duration.ofMillis(300))).isInstanceOf(TransientException.class);
            assertThatThrownBy(() -> mute.abort(UPLOAD, Duration.ZERO)).isInstanceOf(TransientException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        }
    }
}
