package io.penstock.s3;

import io.penstock.testkit.s3.S3Server;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket as a reader sees it, with a client of its own. */
final class Bucket implements AutoCloseable {

    final S3Client client;
    final String name;

    Bucket(S3Server server, String name) {
        this.name = name;
        this.client = S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(server.region()))
                .forcePathStyle(true)
                .httpClientBuilder(Apache5HttpClient.builder())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
                .build();
        client.createBucket(request -> request.bucket(name));
    }

    List<String> keys(String prefix) {
        return client.listObjectsV2Paginator(request -> request.bucket(name).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    byte[] bytes(String key) {
        return client.getObjectAsBytes(request -> request.bucket(name).key(key)).asByteArray();
    }

    void put(String key, String text) {
        client.putObject(request -> request.bucket(name).key(key), RequestBody.fromString(text));
    }

    /** All lines of all data objects under the prefix. */
    List<String> lines(String prefix) {
        List<String> lines = new ArrayList<>();
        for (String key : keys(prefix)) {
            try (InputStream raw = new ByteArrayInputStream(bytes(key));
                    InputStream in = key.endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                        .lines()
                        .forEach(lines::add);
            } catch (IOException e) {
                throw new AssertionError("cannot read " + key, e);
            }
        }
        return lines;
    }

    List<MultipartUpload> uploads() {
        return client.listMultipartUploads(request -> request.bucket(name)).uploads();
    }

    @Override
    public void close() {
        client.close();
    }
}
