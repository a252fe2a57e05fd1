package io.penstock.s3.store;

import io.penstock.s3.credentials.RenewableCredentials;
import software.amazon.awssdk.services.s3.S3Client;

/** The SDK's client, with the credentials that it signs with. */
record S3Connection(S3Client client, RenewableCredentials credentials) implements AutoCloseable {

    /** Makes both; does no I/O. */
    static S3Connection open(StoreAddress address) {
        RenewableCredentials credentials =
                new RenewableCredentials(address.credentials(), address.region(), address.requestTimeout());
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
