package io.penstock.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.penstock.testkit.fault.Hold;
import io.penstock.testkit.fault.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3ProxyServerIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    static S3ProxyServer server;
    static S3Client s3;

    @BeforeAll
    static void start() {
        server = S3ProxyServer.startCounting(directory);
        server.createBucket("lake");
        s3 = client(server.endpoint(), server.secretKey());
    }

    @AfterAll
    static void stop() {
        s3.close();
        server.close();
    }

    @Test
    void refusesTheSecondConditionalPutOfAKeyAndKeepsTheFirst() {
        // Given
        putIfAbsent("chain/1", "first");

        // When
        Throwable refusal = catchThrowable(() -> putIfAbsent("chain/1", "second"));

        // Then
        assertThat(refusal)
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
        assertThat(get("chain/1")).isEqualTo("first");
    }

    @Test
    void countsRequestsThatItRefusesToo() {
        // Given
        long before = server.requests();

        // When
        putIfAbsent("counted", "first");
        assertThatThrownBy(() -> putIfAbsent("counted", "second")).isInstanceOf(S3Exception.class);
        assertThat(get("counted")).isEqualTo("first");

        // Then
        assertThat(server.requests() - before).isEqualTo(3);
    }

    @Test
    void letsExactlyOneOfManySimultaneousConditionalPutsWin() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                // Given
                String key = "race/" + round;
                CountDownLatch go = new CountDownLatch(1);
                List<Future<@Nullable String>> writers = new ArrayList<>();
                for (int writer = 0; writer < 8; writer++) {
                    String content = "writer-" + writer;
                    writers.add(threads.submit(() -> {
                        go.await();
                        try {
                            putIfAbsent(key, content);
                            return content;
                        } catch (S3Exception e) {
                            // 409: "conflicting conditional operation", as in S3 itself.
                            assertThat(e.statusCode()).isIn(409, 412);
                            return null;
                        }
                    }));
                }

                // When
                go.countDown();

                // Then
                List<String> winners = new ArrayList<>();
                for (Future<@Nullable String> writer : writers) {
                    String winner = writer.get();
                    if (winner != null) {
                        winners.add(winner);
                    }
                }
                assertThat(winners).as("winners of round %d", round).containsExactly(get(key));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void replacesOnlyTheVersionThatIfMatchNames() {
        // Given
        String etag = s3.putObject(r -> r.bucket("lake").key("match"), RequestBody.fromString("one"))
                .eTag();

        // When
        s3.putObject(r -> r.bucket("lake").key("match").ifMatch(etag), RequestBody.fromString("two"));

        // Then
        assertThatThrownBy(() ->
                        s3.putObject(r -> r.bucket("lake").key("match").ifMatch(etag), RequestBody.fromString("three")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
        assertThat(get("match")).isEqualTo("two");
    }

    @Test
    void refusesASignatureMadeWithAnotherSecret() {
        try (S3Client stranger = client(server.endpoint(), "wrong")) {
            assertThatThrownBy(() -> stranger.listObjectsV2(r -> r.bucket("lake")))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        }
    }

    @Test
    void keepsObjectsAndUploadsOverAKill() {
        // Given
        putIfAbsent("kept/1", "still here");
        String upload = s3.createMultipartUpload(r -> r.bucket("lake").key("kept/large"))
                .uploadId();
        String part = s3.uploadPart(
                        r -> r.bucket("lake").key("kept/large").uploadId(upload).partNumber(1),
                        RequestBody.fromString("part"))
                .eTag();

        // When
        server.kill();
        server.restart();
        s3.close();
        s3 = client(server.endpoint(), server.secretKey());

        // Then
        assertThat(get("kept/1")).isEqualTo("still here");
        assertThatThrownBy(() -> putIfAbsent("kept/1", "again")).isInstanceOf(S3Exception.class);
        s3.completeMultipartUpload(r -> r.bucket("lake")
                .key("kept/large")
                .uploadId(upload)
                .multipartUpload(u ->
                        u.parts(CompletedPart.builder().partNumber(1).eTag(part).build())));
        assertThat(get("kept/large")).isEqualTo("part");
    }

    @Test
    void showsNoObjectThatWasNotWholeWhenItWasKilled() throws Exception {
        // Given
        try (TcpProxy proxy = TcpProxy.to(server.port());
                S3Client halfway = client(URI.create("http://" + proxy.address()), server.secretKey())) {
            Hold middle = proxy.holdRequestsContaining("the middle");
            String content = "first half ".repeat(50_000) + "the middle" + " second half".repeat(50_000);
            CompletableFuture<Void> put = CompletableFuture.runAsync(
                    () -> halfway.putObject(r -> r.bucket("lake").key("half/way"), RequestBody.fromString(content)));
            middle.await(Duration.ofSeconds(20));
            await().until(() -> files("half").anyMatch(name -> name.startsWith("way-")));

            // When
            server.kill();
            middle.cut();
            assertThat(catchThrowable(put::join)).isInstanceOf(CompletionException.class);
        }
        server.restart();
        s3.close();
        s3 = client(server.endpoint(), server.secretKey());

        // Then
        assertThat(s3.listObjectsV2(r -> r.bucket("lake").prefix("half/")).contents())
                .isEmpty();
    }

    private static Stream<String> files(String folder) throws IOException {
        Path path = directory.resolve("data").resolve("lake").resolve(folder);
        if (!Files.exists(path)) {
            return Stream.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }

    @Test
    void answersNothingWhileFrozen() {
        // Given
        server.freeze();
        try (S3Client impatient = client(server.endpoint(), server.secretKey(), Duration.ofSeconds(2))) {
            // When
            Throwable silence = catchThrowable(impatient::listBuckets);

            // Then
            assertThat(silence).isInstanceOf(SdkClientException.class);
            assertThat(server.isAlive()).isTrue();
        } finally {
            server.resume();
        }
        assertThat(s3.listBuckets().buckets()).hasSize(1);
    }

    private static void putIfAbsent(String key, String content) {
        s3.putObject(r -> r.bucket("lake").key(key).ifNoneMatch("*"), RequestBody.fromString(content));
    }

    private static String get(String key) {
        return s3.getObjectAsBytes(r -> r.bucket("lake").key(key)).asString(StandardCharsets.UTF_8);
    }

    private static S3Client client(URI endpoint, String secret) {
        return client(endpoint, secret, Duration.ofSeconds(30));
    }

    private static S3Client client(URI endpoint, String secret, Duration socketTimeout) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(server.region()))
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(server.accessKey(), secret)))
                .httpClientBuilder(Apache5HttpClient.builder().socketTimeout(socketTimeout))
                .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
                .build();
    }
}
