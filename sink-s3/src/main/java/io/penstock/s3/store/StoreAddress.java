package io.penstock.s3.store;

import io.penstock.s3.credentials.Credentials;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the bucket is and how to talk to it.
 *
 * @param endpoint empty for AWS itself
 * @param pathStyle the bucket in the path instead of the host name
 * @param checksums whether bodies carry a CRC32
 * @param requestTimeout the longest wait for one answer
 */
public record StoreAddress(
        String bucket,
        String region,
        Optional<URI> endpoint,
        boolean pathStyle,
        boolean checksums,
        Credentials credentials,
        Duration requestTimeout) {

    /** Where it is, for messages: never with credentials. */
    public String where() {
        return "bucket \"" + bucket + "\" at " + endpoint.map(URI::toString).orElse("AWS, region " + region);
    }
}
