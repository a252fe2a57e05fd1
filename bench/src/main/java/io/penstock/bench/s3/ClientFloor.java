package io.penstock.bench.s3;

import io.penstock.bench.measure.Contestant;
import io.penstock.bench.measure.Work;
import io.penstock.testkit.s3.S3ProxyServer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The store's client alone: the same objects as the sink's, encoded beforehand, each by one conditional put. */
final class ClientFloor implements Contestant {

    private final S3Match match;
    private final Bucket bucket;
    private final S3Client client;
    private final ExecutorService threads;
    private long firstOffset;
    private List<byte[]> bodies = List.of();

    ClientFloor(S3Match match, Bucket bucket, int threads) {
        this.match = match;
        this.bucket = bucket;
        this.client = client(bucket.server(), bucket.endpoint());
        this.threads = Executors.newFixedThreadPool(threads);
    }

    private static S3Client client(S3ProxyServer server, URI endpoint) {
        return S3Client.builder()
                .region(Region.of(server.region()))
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    @Override
    public void prepare(int round) throws IOException {
        firstOffset = match.firstOffset(round);
        bucket.reset();
        bodies = new ArrayList<>();
        FileMaker maker = new FileMaker(match.kind().form().format());
        long offset = firstOffset;
        for (int file = 1; file <= match.cut().files(); file++) {
            long next = firstOffset
                    + (long) match.cut().records() * file / match.cut().files();
            for (; offset < next; offset++) {
                maker.add(match.record(offset));
            }
            bodies.add(maker.end().toByteArray());
            maker.clear();
        }
    }

    @Override
    public void run() throws InterruptedException, ExecutionException {
        List<Future<?>> puts = new ArrayList<>();
        for (int file = 0; file < bodies.size(); file++) {
            String key = Bucket.FOLDER + "/" + (firstOffset + file);
            byte[] body = bodies.get(file);
            puts.add(threads.submit(() -> client.putObject(
                    put -> put.bucket(bucket.name()).key(key).ifNoneMatch("*"), RequestBody.fromBytes(body))));
        }
        for (Future<?> put : puts) {
            put.get();
        }
    }

    @Override
    public Work check() throws IOException {
        return bucket.check(match);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.close();
    }
}
