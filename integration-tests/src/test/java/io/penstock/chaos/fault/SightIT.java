package io.penstock.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.penstock.testkit.fault.Hold;
import io.penstock.testkit.fault.TcpProxy;
import io.penstock.testkit.mqtt.HiveMqBroker;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import io.penstock.testkit.s3.S3ProxyServer;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** What an MQTT client says, the S3 client, and the PostgreSQL driver by itself, in a connection's first transactions and, with prepared statements, later. */
@Timeout(120)
class SightIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int TRANSACTIONS = 8;

    @TempDir
    Path directory;

    @Test
    void rowsAndCommitsAreSeenInEachTransactionOfAConnection() throws Exception {
        try (EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start(directory);
                TcpProxy proxy = TcpProxy.to(postgres.port());
                Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/postgres",
                        postgres.user(),
                        postgres.password())) {
            connection.setAutoCommit(false);
            begin(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t (id text PRIMARY KEY)");
            }
            connection.commit();
            for (int i = 0; i < TRANSACTIONS; i++) {
                String key = "p" + i % 4 + "/k" + i;
                assertThat(isSeen(proxy, Sight.COMMITS, () -> begin(connection)))
                        .isFalse();
                assertThat(isSeen(proxy, Sight.ROWS, () -> insert(connection, key)))
                        .as("row of transaction " + i)
                        .isTrue();
                assertThat(isSeen(proxy, Sight.COMMITS, connection::commit))
                        .as("commit of transaction " + i)
                        .isTrue();
            }
        }
    }

    /** As the sink begins its transactions. */
    private static void begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = 1000; SET LOCAL TimeZone = 'UTC'");
        }
    }

    private static void insert(Connection connection, String key) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO t (id) SELECT u.c0 FROM unnest(?::text[]) AS u(c0)")) {
            statement.setArray(1, connection.createArrayOf("text", new String[] {key}));
            statement.executeUpdate();
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    private static boolean isSeen(TcpProxy proxy, List<String> patterns, Work work) throws Exception {
        List<Hold> holds = patterns.stream().map(proxy::holdRequestsContaining).toList();
        CompletableFuture<Void> done = CompletableFuture.runAsync(() -> {
            try {
                work.run();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        long begun = System.nanoTime();
        while (!done.isDone() && holds.stream().noneMatch(hold -> hold.count() > 0)) {
            assertThat(System.nanoTime() - begun).isLessThan(SOON.toNanos());
            Thread.sleep(2);
        }
        boolean seen = holds.stream().anyMatch(hold -> hold.count() > 0);
        holds.forEach(Hold::release);
        done.get();
        return seen;
    }

    /** With the settings of the sink's client: the answer to a large object must not be the server's leave to send it. */
    @Test
    void theAnswerToAPutIsNotHeldAtItsInterimResponse() throws Exception {
        try (S3ProxyServer store = S3ProxyServer.start(directory);
                TcpProxy proxy = TcpProxy.to(store.port());
                S3Client client = client(store, proxy)) {
            client.createBucket(request -> request.bucket("chaos-plain"));
            String key = "topics/chaos/large";
            Hold hold = proxy.holdResponsesAfterRequestContaining("PUT /chaos-plain/" + key);
            CompletableFuture<PutObjectResponse> put = CompletableFuture.supplyAsync(() -> client.putObject(
                    request -> request.bucket("chaos-plain").key(key), RequestBody.fromBytes(new byte[6 << 20])));
            hold.await(SOON);
            // What is held is the answer: the store has the object already.
            try (S3Client direct = client(store, TcpProxy.to(store.port()))) {
                assertThat(direct.headObject(
                                        request -> request.bucket("chaos-plain").key(key))
                                .contentLength())
                        .isEqualTo(6L << 20);
            }
            hold.release();
            assertThat(put.get().eTag()).isNotEmpty();
        }
    }

    @Test
    void onlyElementsOfTheChainAreSeen() throws Exception {
        try (S3ProxyServer store = S3ProxyServer.start(directory);
                TcpProxy proxy = TcpProxy.to(store.port());
                S3Client client = client(store, proxy)) {
            client.createBucket(request -> request.bucket("chaos-timed"));
            client.createBucket(request -> request.bucket("chaos-field"));
            List<Hold> holds = Sight.COMMIT_RECORDS.stream()
                    .map(proxy::holdRequestsContaining)
                    .toList();
            for (String key : List.of("probe=/7f", "chaos/5/u-7f")) {
                var unused = client.putObject(
                        request -> request.bucket("chaos-timed").key("_penstock/s3-timed/" + key),
                        RequestBody.fromString("x"));
            }
            assertThat(holds).allMatch(hold -> hold.count() == 0);
            CompletableFuture<PutObjectResponse> put = CompletableFuture.supplyAsync(() -> client.putObject(
                    request -> request.bucket("chaos-field").key("_penstock/s3-field/chaos/5/" + "0".repeat(19) + "7"),
                    RequestBody.fromString("x")));
            await().untilAsserted(() -> assertThat(holds).anyMatch(hold -> hold.count() == 1));
            holds.forEach(Hold::release);
            assertThat(put.get().eTag()).isNotEmpty();
        }
    }

    @Test
    void eachStepOfAnUploadInPartsIsSeen() throws Exception {
        try (S3ProxyServer store = S3ProxyServer.start(directory);
                TcpProxy proxy = TcpProxy.to(store.port());
                S3Client client = client(store, proxy)) {
            client.createBucket(request -> request.bucket("chaos-timed"));
            String key = "topics/chaos/2026/1";
            assertThat(isSeen(proxy, Sight.UPLOADS, () -> {
                        var unused = client.putObject(
                                request -> request.bucket("chaos-timed").key("_penstock/s3-timed/chaos/5/u-7f"),
                                RequestBody.fromString("x"));
                    }))
                    .as("intent")
                    .isTrue();
            List<String> uploads = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 2; i++) {
                assertThat(isSeen(
                                proxy,
                                Sight.UPLOADS,
                                () -> uploads.add(client.createMultipartUpload(request ->
                                                request.bucket("chaos-timed").key(key))
                                        .uploadId())))
                        .as("begin")
                        .isTrue();
            }
            String tag = client.uploadPart(
                            request -> request.bucket("chaos-timed")
                                    .key(key)
                                    .uploadId(uploads.get(0))
                                    .partNumber(1),
                            RequestBody.fromString("x"))
                    .eTag();
            assertThat(isSeen(proxy, Sight.UPLOADS, () -> {
                        var unused = client.completeMultipartUpload(request -> request.bucket("chaos-timed")
                                .key(key)
                                .uploadId(uploads.get(0))
                                .multipartUpload(parts -> parts.parts(CompletedPart.builder()
                                        .partNumber(1)
                                        .eTag(tag)
                                        .build())));
                    }))
                    .as("completion")
                    .isTrue();
            assertThat(isSeen(proxy, Sight.UPLOADS, () -> {
                        var unused = client.abortMultipartUpload(request ->
                                request.bucket("chaos-timed").key(key).uploadId(uploads.get(1)));
                    }))
                    .as("abort")
                    .isTrue();
        }
    }

    @Test
    void eachStepOfTheHandshakeOfQos2IsSeen() throws Exception {
        try (HiveMqBroker broker = HiveMqBroker.start(directory);
                TcpProxy proxy = TcpProxy.to(broker.port())) {
            Mqtt5BlockingClient subscriber = mqtt("subscriber", proxy.port());
            Mqtt5BlockingClient publisher = mqtt("publisher", broker.port());
            List<List<String>> steps = List.of(Sight.PUBRECS, Sight.PUBCOMPS, Sight.PUBACKS);
            List<Hold> none = holds(proxy, steps.stream().flatMap(List::stream).toList());
            var granted = subscriber
                    .toAsync()
                    .subscribeWith()
                    .topicFilter("chaos/#")
                    .qos(MqttQos.EXACTLY_ONCE)
                    .callback(publish -> {})
                    .send()
                    .join();
            assertThat(granted.getReasonCodes()).hasSize(1);
            assertThat(none).allMatch(hold -> hold.count() == 0);
            none.forEach(Hold::release);
            for (List<String> step : steps) {
                List<Hold> holds = holds(proxy, step);
                var unused = publisher
                        .publishWith()
                        .topic("chaos/p0/k1/2")
                        .qos(step.equals(Sight.PUBACKS) ? MqttQos.AT_LEAST_ONCE : MqttQos.EXACTLY_ONCE)
                        .send();
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(holds).as("%s", step).anyMatch(hold -> hold.count() == 1));
                holds.forEach(Hold::release);
            }
            subscriber.disconnect();
            publisher.disconnect();
        }
    }

    private static List<Hold> holds(TcpProxy proxy, List<String> patterns) {
        return patterns.stream().map(proxy::holdRequestsContaining).toList();
    }

    private static Mqtt5BlockingClient mqtt(String name, int port) {
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(name)
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildBlocking();
        var unused = client.connect();
        return client;
    }

    private static S3Client client(S3ProxyServer store, TcpProxy proxy) {
        return S3Client.builder()
                .region(Region.of(store.region()))
                .forcePathStyle(true)
                .httpClientBuilder(Apache5HttpClient.builder())
                .endpointOverride(URI.create("http://" + proxy.address()))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(store.accessKey(), store.secretKey())))
                .build();
    }
}
