package io.penstock.s3.credentials;

import io.penstock.s3.credentials.NoCredentialsException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * The credentials of a store's client. They are kept until shortly before they expire by the machine's clock; where the store
 * or an STS calls them expired before, all of it is opened anew. Thread-safe.
 */
public final class RenewableCredentials implements AwsCredentialsProvider, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RenewableCredentials.class);

    private final Supplier<Opened> opener;

    /** With what this thread's last request was signed: the SDK's synchronous client signs on the thread that calls it. */
    @SuppressWarnings("ThreadLocalUsage") // each store's own
    private final ThreadLocal<Opened> signer = new ThreadLocal<>();

    /** Held for no longer than it takes to look. */
    private final Object handover = new Object();

    private volatile Opened current;
    private volatile boolean closed;

    /**
     * Opens what is configured; asks nobody for credentials yet.
     *
     * @param region whose STS is asked, unless another is configured
     * @param timeout the longest wait for one answer
     * @param clock by which credentials expire
     * @param ticker nanoseconds
     */
    public RenewableCredentials(
            Credentials credentials, String region, Duration timeout, Clock clock, LongSupplier ticker) {
        this.opener = () -> new Opened(credentials, region, timeout, clock, ticker);
        this.current = opener.get();
    }

    /** @throws NoCredentialsException when there are none for the moment, or at all */
    @Override
    public AwsCredentials resolveCredentials() {
        Opened asked = current;
        signer.set(asked);
        try {
            return asked.resolveCredentials();
        } catch (NoCredentialsException e) {
            if (e.kind() == Kind.EXPIRED) {
                renew();
            }
            throw e;
        }
    }

    /**
     * Forgets what this thread's last request was signed with: it is taken no more. If another thread has done so already, those that it
     * has fetched stay; if they cannot be opened anew, the old ones do, until the next refusal.
     */
    public synchronized void renew() {
        if (closed || signer.get() != current) {
            return;
        }
        LOG.info("The credentials are called expired: they are asked for anew");
        Opened opened;
        try {
            opened = opener.get();
        } catch (RuntimeException e) {
            LOG.warn("What gives the credentials could not be opened anew, and is tried again: {}", e.getMessage());
            return;
        }
        try {
            inItsPlace(opened).close();
        } catch (IllegalStateException e) {
            LOG.info("What gave the expired credentials was not closed: {}", e.getMessage());
        }
    }

    /** @return which of the two is of no more use */
    private Opened inItsPlace(Opened opened) {
        synchronized (handover) {
            if (closed) {
                return opened; // the one before it is being closed
            }
            Opened old = current;
            current = opened;
            return old;
        }
    }

    /** Does not wait for who is asking for credentials. */
    @Override
    public void close() {
        synchronized (handover) {
            closed = true;
        }
        current.close();
    }
}
