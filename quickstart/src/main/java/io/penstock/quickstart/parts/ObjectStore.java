package io.penstock.quickstart.parts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket, read as anyone would read it. Thread-safe. Failures of the store come as unchecked SDK exceptions. */
public final class ObjectStore implements AutoCloseable {

    private final S3Client client;
    private final String bucket;

    /** @param endpoint path-style addressing is used */
    public ObjectStore(URI endpoint, String region, String accessKey, String secretKey, String bucket) {
        this.bucket = bucket;
        this.client = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .forcePathStyle(true)
                // Stores other than Amazon's need not know the SDK's own checksum trailers.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    public void createBucket() {
        client.createBucket(request -> request.bucket(bucket));
    }

    /** All keys with a prefix, in order. */
    public List<String> keys(String prefix) {
        return list(ListObjectsV2Request.builder().bucket(bucket).prefix(prefix).build());
    }

    /** The keys with a prefix that come after another, in order. */
    public List<String> keysAfter(String prefix, String after) {
        return list(ListObjectsV2Request.builder()
                .bucket(bucket)
                .prefix(prefix)
                .startAfter(after)
                .build());
    }

    /** Visits the lines of an object, unpacked if its key ends in {@code .gz}. A last line without an end counts too. */
    public void forEachLine(String key, Consumer<byte[]> visitor) throws IOException {
        try (InputStream raw =
                        client.getObject(request -> request.bucket(bucket).key(key));
                InputStream in = key.endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw) {
            ByteArrayOutputStream line = new ByteArrayOutputStream(512);
            byte[] block = new byte[1 << 16];
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                int begin = 0;
                for (int i = 0; i < length; i++) {
                    if (block[i] == '\n') {
                        line.write(block, begin, i - begin);
                        visitor.accept(line.toByteArray());
                        line.reset();
                        begin = i + 1;
                    }
                }
                line.write(block, begin, length - begin);
            }
            if (line.size() > 0) {
                visitor.accept(line.toByteArray());
            }
        }
    }

    private List<String> list(ListObjectsV2Request request) {
        List<String> keys = new ArrayList<>();
        client.listObjectsV2Paginator(request).contents().stream()
                .map(S3Object::key)
                .forEach(keys::add);
        return keys;
    }

    @Override
    public void close() {
        client.close();
    }
}
