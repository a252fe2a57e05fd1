package io.penstock.s3.credentials;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * The credentials of a store's client. They are kept until shortly before they expire by the machine's clock; where the store
 * calls them expired before, all of it is opened anew. Thread-safe.
 */
public final class RenewableCredentials implements AwsCredentialsProvider, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RenewableCredentials.class);

    private final Supplier<Opened> opener;
    private volatile Opened current;
    private volatile boolean closed;

    /**
     * Opens what is configured; asks nobody for credentials yet.
     *
     * @param region whose STS is asked, unless another is configured
     * @param timeout the longest wait for one answer
     */
    public RenewableCredentials(Credentials credentials, String region, Duration timeout) {
        this.opener = () -> new Opened(credentials, region, timeout);
        this.current = opener.get();
    }

    /** @throws NoCredentialsException when there are none for the moment, or at all */
    @Override
    public synchronized AwsCredentials resolveCredentials() {
        return current.resolveCredentials();
    }

    /** Forgets what it holds: the store takes it no more. */
    public synchronized void renew() {
        if (closed) {
            return;
        }
        LOG.info("The store calls the credentials expired: they are asked for anew");
        Opened old = current;
        current = opener.get();
        try {
            old.close();
        } catch (IllegalStateException e) {
            LOG.info("What gave the expired credentials was not closed: {}", e.getMessage());
        }
    }

    /** Does not wait for who is asking for credentials. */
    @Override
    public void close() {
        closed = true;
        current.close();
    }
}
