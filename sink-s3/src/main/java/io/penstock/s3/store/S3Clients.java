package io.penstock.s3.store;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Builds the SDK's client as this sink wants it. */
final class S3Clients {

    /** More than threads that ask at once: 64 of claim.concurrency and 32 of upload.concurrency at most, and the task's. Opened as they are needed. */
    private static final int MOST_CONNECTIONS = 100;

    private S3Clients() {}

    static S3Client open(StoreAddress address, AwsCredentialsProvider credentials) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(address.region()))
                .credentialsProvider(credentials)
                .forcePathStyle(address.pathStyle())
                // Said in both cases, so that neither the environment nor a newer SDK decides.
                .requestChecksumCalculation(
                        address.checksums()
                                ? RequestChecksumCalculation.WHEN_SUPPORTED
                                : RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(
                        address.checksums()
                                ? ResponseChecksumValidation.WHEN_SUPPORTED
                                : ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(MOST_CONNECTIONS)
                        .connectionTimeout(address.requestTimeout())
                        .socketTimeout(address.requestTimeout()))
                // No retries inside: an unseen second attempt could create a second upload that nobody knows of.
                .overrideConfiguration(override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .apiCallAttemptTimeout(address.requestTimeout())
                        .apiCallTimeout(address.requestTimeout()));
        address.endpoint().ifPresent(endpoint -> {
            builder.endpointOverride(endpoint);
            // Over plain HTTP the SDK would sign a body in chunks, and say so in a second Content-Encoding: with gzip
            // as
            // the first Ceph computes another signature. The hash of the whole body costs no more. A checksum stands in
            // a header then, and not in a trailer, which old stores do not know.
            builder.serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false));
        });
        return builder.build();
    }
}
