package io.penstock.s3.store;

import io.penstock.s3.credentials.RenewableCredentials;
import java.time.Clock;
import java.util.function.LongSupplier;
import software.amazon.awssdk.services.s3.S3Client;

/** The SDK's client, with the credentials that it signs with. */
record S3Connection(S3Client client, RenewableCredentials credentials) implements AutoCloseable {

    /**
     * Makes both; does no I/O.
     *
     * @param ticker nanoseconds
     */
    static S3Connection open(StoreAddress address, Clock clock, LongSupplier ticker) {
        RenewableCredentials credentials = new RenewableCredentials(
                address.credentials(), address.region(), address.requestTimeout(), clock, ticker);
        try {
            return new S3Connection(S3Clients.open(address, credentials), credentials);
        } catch (RuntimeException | Error e) {
            credentials.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            client.close();
        } finally {
            credentials.close();
        }
    }
}
