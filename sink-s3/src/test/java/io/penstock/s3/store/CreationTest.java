package io.penstock.s3.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.penstock.common.config.Secret;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.Upload;
import io.penstock.s3.credentials.Credentials;
import io.penstock.s3.credentials.Credentials.Session;
import io.penstock.s3.credentials.CredentialsSource;
import io.penstock.s3.store.Encryption.Algorithm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes with the requests that create objects, looked at by a server that takes down their headers: not every store minds them all. */
class CreationTest {

    private static final Content BYTES = Content.of(new byte[] {1});
    private static final ObjectHeaders HEADERS =
            new ObjectHeaders("text/plain", Optional.of("gzip"), Map.of("penstock-records", "1"));
    private static final ObjectOptions ALL = new ObjectOptions(
            Optional.of("STANDARD_IA"),
            new Encryption(Optional.of(Algorithm.KMS), Optional.of("alias/lake"), Optional.of(true)),
            Optional.of("bucket-owner-full-control"),
            Map.of("tier", "raw & new", "team", "a=b"));

    private HttpServer server;
    private volatile Headers seen = new Headers();

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            seen = exchange.getRequestHeaders();
            exchange.getRequestBody().readAllBytes();
            byte[] answer = "<R><UploadId>u</UploadId><ETag>e</ETag></R>".getBytes(StandardCharsets.UTF_8);
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

    private ObjectStore store(ObjectOptions options) {
        return store(Optional.of(endpoint()), options);
    }

    private static ObjectStore store(Optional<URI> endpoint, ObjectOptions options) {
        StoreAddress address = new StoreAddress(
                "b",
                "us-east-1",
                endpoint,
                true,
                endpoint.isEmpty(),
                new Credentials(
                        new CredentialsSource.AccessKey("id", Secret.of("secret")),
                        List.of(),
                        new Session(Optional.empty(), "s", Duration.ofHours(1))),
                Duration.ofSeconds(30));
        return S3ObjectStore.open(address, options, Clock.systemUTC(), System::nanoTime);
    }

    /** What was asked of the store, by headers in lower case without S3's prefix. */
    private Map<String, String> asked() {
        Map<String, String> asked = new TreeMap<>();
        List<String> ofEveryRequest = List.of("x-amz-date", "x-amz-content-sha256", "x-amz-decoded-content-length");
        seen.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("x-amz-") && !ofEveryRequest.contains(lower)) {
                asked.put(lower.substring("x-amz-".length()), values.get(0));
            }
        });
        return asked;
    }

    private static final Map<String, String> OF_DATA = Map.of(
            "storage-class", "STANDARD_IA",
            "server-side-encryption", "aws:kms",
            "server-side-encryption-aws-kms-key-id", "alias/lake",
            "server-side-encryption-bucket-key-enabled", "true",
            "acl", "bucket-owner-full-control",
            "tagging", "team=a%3Db&tier=raw%20%26%20new",
            "meta-penstock-records", "1");

    @Test
    void allOfItGoesWithTheRequestThatPutsAnObject() {
        try (ObjectStore store = store(ALL)) {
            store.putIfAbsent("topics/k", BYTES, HEADERS);
            assertThat(asked()).isEqualTo(OF_DATA);
            assertThat(seen.getFirst("If-None-Match")).isEqualTo("*");
            store.put("topics/k", BYTES, HEADERS);
            assertThat(asked()).isEqualTo(OF_DATA);
        }
    }

    @Test
    void allOfItGoesWithTheRequestThatCreatesAnUploadAndNothingWithItsParts() {
        try (ObjectStore store = store(ALL)) {
            store.createUpload("topics/k", HEADERS);
            assertThat(asked()).isEqualTo(OF_DATA);
            assertThat(seen.getFirst("Content-Encoding")).isEqualTo("gzip");
            store.uploadPart(new Upload("topics/k", "u"), 1, BYTES);
            assertThat(asked()).isEmpty();
        }
    }

    /** They live for days, hold data, and are read by the sink alone. */
    @Test
    void commitRecordsAreEncryptedAlikeAndTheOwnersAndNothingElse() {
        try (ObjectStore store = store(ALL)) {
            store.putIfAbsent("_penstock/l/t/0/00000000000000000001", BYTES, HEADERS);
            assertThat(asked())
                    .isEqualTo(Map.of(
                            "server-side-encryption", "aws:kms",
                            "server-side-encryption-aws-kms-key-id", "alias/lake",
                            "server-side-encryption-bucket-key-enabled", "true",
                            "acl", "bucket-owner-full-control",
                            "meta-penstock-records", "1"));
        }
    }

    @Test
    void nobodyIsGivenCommitRecordsToRead() {
        ObjectOptions open =
                new ObjectOptions(Optional.empty(), Encryption.OF_THE_BUCKET, Optional.of("public-read"), Map.of());
        try (ObjectStore store = store(open)) {
            store.putIfAbsent("_penstock/k", BYTES, HEADERS);
            assertThat(asked()).doesNotContainKey("acl");
            store.putIfAbsent("topics/k", BYTES, HEADERS);
            assertThat(asked()).containsEntry("acl", "public-read");
        }
    }

    /** Ceph computes another signature where there are two, and other stores keep the SDK's own with the object. */
    @Test
    void theContentEncodingIsThatOfTheObjectAlone() {
        try (ObjectStore store = store(ObjectOptions.NONE)) {
            store.putIfAbsent("topics/k", BYTES, HEADERS);
            assertThat(seen.get("Content-Encoding")).containsExactly("gzip");
            assertThat(seen.getFirst("X-Amz-Content-Sha256")).hasSize(64);
            store.uploadPart(new Upload("topics/k", "u"), 1, BYTES);
            assertThat(seen.get("Content-Encoding")).isNull();
        }
    }

    /** The parts' algorithm must be that which CreateMultipartUpload has named: UploadPart in S3's API reference. */
    @Test
    void whatAwsIsToCheckPartsByIsNamedWhenTheUploadIsCreatedToo() {
        System.setProperty("aws.endpointUrlS3", endpoint().toString()); // stands in for AWS
        try (ObjectStore store = store(Optional.empty(), ObjectOptions.NONE)) {
            store.createUpload("topics/k", HEADERS);
            assertThat(asked())
                    .isEqualTo(Map.of(
                            "checksum-algorithm",
                            "CRC32",
                            "checksum-type",
                            "FULL_OBJECT",
                            "meta-penstock-records",
                            "1"));
            store.uploadPart(new Upload("topics/k", "u"), 1, BYTES);
            assertThat(asked()).isEqualTo(Map.of("sdk-checksum-algorithm", "CRC32", "trailer", "x-amz-checksum-crc32"));
        } finally {
            System.clearProperty("aws.endpointUrlS3");
        }
    }

    @Test
    void asksNothingOfItsOwnAccord() {
        try (ObjectStore store = store(ObjectOptions.NONE)) {
            store.putIfAbsent("topics/k", BYTES, HEADERS);
            assertThat(asked()).containsOnlyKeys("meta-penstock-records");
            store.createUpload("topics/k", HEADERS);
            assertThat(asked()).containsOnlyKeys("meta-penstock-records");
        }
    }
}
