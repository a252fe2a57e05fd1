package io.penstock.s3.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.penstock.common.config.Secret;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.ChainFile.Part;
import io.penstock.s3.chain.Upload;
import io.penstock.s3.credentials.Credentials;
import io.penstock.s3.credentials.Credentials.Session;
import io.penstock.s3.credentials.CredentialsSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code s3.checksum} puts on the wire, by a server that takes down headers and bodies. */
class ChecksumsTest {

    private static final String SENT = "bytes that are to arrive as they are";
    private static final byte[] TEXT = SENT.getBytes(StandardCharsets.UTF_8);
    private static final Content BYTES = Content.of(TEXT);
    private static final ObjectHeaders HEADERS = ObjectHeaders.ofType("text/plain");
    private static final Upload UPLOAD = new Upload("topics/k", "u");

    /** A request as it came. */
    private record Seen(Map<String, String> headers, String body) {

        /** All that has to do with checksums, but for the signature's own hash. */
        Map<String, String> checksums() {
            Map<String, String> found = new TreeMap<>(headers);
            found.keySet()
                    .removeIf(name -> !name.contains("checksum") && !name.contains("md5") && !name.contains("trailer"));
            return found;
        }
    }

    private final List<Seen> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
            requests.add(
                    new Seen(headers, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            byte[] answer = exchange.getRequestMethod().equals("GET")
                    ? TEXT
                    : "<R><UploadId>u</UploadId><ETag>e</ETag></R>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("ETag", "\"e\"");
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

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static ObjectStore store(Optional<URI> endpoint, boolean checksums) {
        StoreAddress address = new StoreAddress(
                "b",
                "us-east-1",
                endpoint,
                true,
                checksums,
                new Credentials(
                        new CredentialsSource.AccessKey("id", Secret.of("secret")),
                        List.of(),
                        new Session(Optional.empty(), "s", Duration.ofHours(1))),
                Duration.ofSeconds(30));
        return S3ObjectStore.open(address, ObjectOptions.NONE, Clock.systemUTC(), System::nanoTime);
    }

    /** All that stores something. */
    private List<Seen> storing(ObjectStore store) {
        requests.clear();
        store.putIfAbsent("topics/k", BYTES, HEADERS);
        store.put("topics/k", BYTES, HEADERS);
        store.uploadPart(UPLOAD, 1, BYTES);
        return new ArrayList<>(requests);
    }

    private static String crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) crc.getValue())
                        .array());
    }

    @Test
    void theChecksumOfABodyStandsInAHeaderWhichOldStoresCanRead() {
        try (ObjectStore store = store(Optional.of(endpoint()), true)) {
            assertThat(storing(store)).hasSize(3).allSatisfy(request -> {
                assertThat(request.checksums())
                        .isEqualTo(
                                Map.of("x-amz-sdk-checksum-algorithm", "CRC32", "x-amz-checksum-crc32", crc32(TEXT)));
                assertThat(request.body()).isEqualTo(SENT);
                assertThat(request.headers()).doesNotContainKey("content-encoding");
            });
        }
    }

    @Test
    void theUploadSaysByWhatItsPartsAreChecked() {
        try (ObjectStore store = store(Optional.of(endpoint()), true)) {
            store.createUpload("topics/k", HEADERS);
            assertThat(requests.get(0).checksums())
                    .isEqualTo(Map.of("x-amz-checksum-algorithm", "CRC32", "x-amz-checksum-type", "FULL_OBJECT"));
            store.complete(UPLOAD, List.of(new Part(1, "e")));
            assertThat(requests.get(1).body()).contains("<ETag>e</ETag>").doesNotContain("Checksum");
        }
    }

    @Test
    void nothingOfTheKindIsSentWhereNoneIsRequired() {
        try (ObjectStore store = store(Optional.of(endpoint()), false)) {
            assertThat(storing(store)).hasSize(3).allSatisfy(request -> {
                assertThat(request.checksums()).isEmpty();
                assertThat(request.body()).isEqualTo(SENT);
            });
            requests.clear();
            store.createUpload("topics/k", HEADERS);
            store.complete(UPLOAD, List.of(new Part(1, "e")));
            store.get("topics/k");
            store.delete("topics/k");
            store.abort(UPLOAD);
            assertThat(requests)
                    .hasSize(5)
                    .allSatisfy(request -> assertThat(request.checksums()).isEmpty());
        }
    }

    /** The SDK's own answer to the question differs, and so may its environment's. */
    @Test
    void noneIsRequiredOfAwsEitherWhereItIsSaidSo() {
        System.setProperty("aws.endpointUrlS3", endpoint().toString()); // stands in for AWS
        System.setProperty("aws.requestChecksumCalculation", "when_supported");
        try (ObjectStore store = store(Optional.empty(), false)) {
            assertThat(storing(store))
                    .hasSize(3)
                    .allSatisfy(request -> assertThat(request.checksums()).isEmpty());
        } finally {
            System.clearProperty("aws.endpointUrlS3");
            System.clearProperty("aws.requestChecksumCalculation");
        }
    }

    @Test
    void bodiesAreCheckedAtAwsWhateverItsEnvironmentSays() {
        System.setProperty("aws.endpointUrlS3", endpoint().toString()); // stands in for AWS
        System.setProperty("aws.requestChecksumCalculation", "when_required");
        try (ObjectStore store = store(Optional.empty(), true)) {
            assertThat(storing(store))
                    .hasSize(3)
                    .allSatisfy(request ->
                            assertThat(request.checksums()).containsEntry("x-amz-sdk-checksum-algorithm", "CRC32"));
        } finally {
            System.clearProperty("aws.endpointUrlS3");
            System.clearProperty("aws.requestChecksumCalculation");
        }
    }
}
