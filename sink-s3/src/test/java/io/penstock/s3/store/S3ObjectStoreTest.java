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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
    private volatile int headStatus = 200;
    private volatile String body = "";

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean head = exchange.getRequestMethod().equals("HEAD");
            byte[] answer = (head ? "" : body).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(head ? headStatus : status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        store = storeAt(server.getAddress().getPort());
    }

    private static ObjectStore storeAt(int port) {
        return storeAt(port, ObjectOptions.NONE);
    }

    private static ObjectStore storeAt(int port, ObjectOptions options) {
        return S3ObjectStore.open(address(port), options, Clock.systemUTC(), System::nanoTime);
    }

    private static StoreAddress address(int port) {
        return new StoreAddress(
                "b",
                "us-east-1",
                Optional.of(URI.create("http://127.0.0.1:" + port)),
                true,
                false,
                new Credentials(
                        new CredentialsSource.AccessKey("id", Secret.of("secret")),
                        List.of(),
                        new Session(Optional.empty(), "s", Duration.ofHours(1))),
                Duration.ofSeconds(30));
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
        try (ArchiveStore archive =
                S3ArchiveStore.open(address(server.getAddress().getPort()), Clock.systemUTC(), System::nanoTime)) {
            assertThatThrownBy(() -> archive.page("p", null)).isInstanceOf(FatalException.class);
        }
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

    /** MinIO without a KMS and Cloudflare R2 do not have all of these, and have the condition. */
    @Test
    void namesWhatElseWasAskedForWhereTheStoreHasNotAllOfIt() {
        answers(501, "<Error><Code>NotImplemented</Code></Error>");
        ObjectOptions options = new ObjectOptions(
                Optional.of("STANDARD_IA"),
                new Encryption(Optional.of(Encryption.Algorithm.S3), Optional.empty(), Optional.empty()),
                Optional.of("private"),
                Map.of("team", "hush-hush"));
        try (ObjectStore asking = storeAt(server.getAddress().getPort(), options)) {
            assertThatThrownBy(() -> asking.putIfAbsent("topics/k", BYTES, ObjectHeaders.ofType("text/plain")))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-404")
                    .hasMessageEndingWith("leave out which it is of s3.ssea.name=AES256, s3.storage.class=STANDARD_IA,"
                            + " s3.acl.canned=private, s3.object.tagging.key.value.pairs.")
                    .hasMessageNotContaining("hush-hush")
                    .hasMessageNotContaining("at_least_once");
            assertThatThrownBy(() -> asking.createUpload("topics/k", ObjectHeaders.ofType("text/plain")))
                    .hasMessageContaining("s3.object.tagging.key.value.pairs");
            assertThatThrownBy(() -> asking.putIfAbsent("_penstock/k", BYTES, ObjectHeaders.ofType("text/plain")))
                    .hasMessageContaining("PEN-404")
                    .hasMessageEndingWith("leave out which it is of s3.ssea.name=AES256.");
        }
    }

    @Test
    void judgesWhatItMayNotLookAtByAnAnswerThatSaysWhy() {
        headStatus = 403;
        answers(403, "<Error><Code>AccessDenied</Code></Error>");
        assertThatThrownBy(() -> store.metadata("k"))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("HeadObject of a data object")
                .hasMessageContaining("was answered 403 AccessDenied");
        answers(403, "<Error><Code>RequestTimeTooSkewed</Code></Error>");
        assertThatThrownBy(() -> store.metadata("k")).isInstanceOf(TransientException.class);
        answers(403, "<Error><Code>InvalidObjectState</Code></Error>");
        assertThatThrownBy(() -> store.metadata("k")).isInstanceOf(TransientException.class);
        answers(404, "<Error><Code>NoSuchKey</Code></Error>");
        assertThat(store.metadata("k")).isEmpty();
        answers(200, "an object");
        assertThat(store.metadata("k")).isPresent();
    }

    @Test
    void saysNothingOfACodeThatIsNone() {
        headStatus = 301;
        assertThatThrownBy(() -> store.metadata("k")).hasMessageNotContaining("null");
    }

    /** HTTP keeps no letter case: servers in Go and some proxies write canonical names. */
    @Test
    void knowsItsOwnObjectsInWhateverCaseTheirMetadataComesBack() throws IOException {
        String answer =
                "HTTP/1.1 200 OK\r\nX-Amz-Meta-Penstock-Nonce: n\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        try (ServerSocket canonical = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
                ObjectStore written = storeAt(canonical.getLocalPort());
                ArchiveStore read =
                        S3ArchiveStore.open(address(canonical.getLocalPort()), Clock.systemUTC(), System::nanoTime)) {
            CompletableFuture<Void> answers = CompletableFuture.runAsync(() -> answerTwice(canonical, answer));
            assertThat(written.metadata("k").orElseThrow()).containsEntry(ObjectHeaders.NONCE, "n");
            assertThat(read.read("k", "e", 0, 1).orElseThrow().nonce()).contains("n");
            answers.join();
        }
    }

    /** To requests without a body; names of headers as they are given, which Java's own server would write its own way. */
    private static void answerTwice(ServerSocket server, String answer) {
        for (int i = 0; i < 2; i++) {
            try (Socket socket = server.accept()) {
                BufferedReader request =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                String line = request.readLine();
                while (line != null && !line.isEmpty()) {
                    line = request.readLine();
                }
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** As many claims as there may be at a time, and the task's own request. */
    @Test
    void everyThreadThatAsksHasAConnection() throws Exception {
        int threads = 65;
        CountDownLatch asking = new CountDownLatch(threads);
        ExecutorService answering = Executors.newCachedThreadPool();
        ExecutorService claims = Executors.newFixedThreadPool(threads);
        HttpServer slow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), threads);
        slow.setExecutor(answering);
        slow.createContext("/", exchange -> {
            asking.countDown();
            try {
                assertThat(asking.await(25, TimeUnit.SECONDS)).isTrue(); // nobody is answered before all have asked
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        slow.start();
        try (ObjectStore asked = storeAt(slow.getAddress().getPort())) {
            List<Callable<Boolean>> requests =
                    Collections.nCopies(threads, () -> asked.metadata("k").isEmpty());
            for (Future<Boolean> request : claims.invokeAll(requests)) {
                assertThat(request.get()).isTrue();
            }
        } finally {
            claims.shutdownNow();
            slow.stop(0);
            answering.shutdownNow();
        }
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
