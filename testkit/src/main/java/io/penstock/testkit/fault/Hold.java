package io.penstock.testkit.fault;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Stops the connections on which a pattern passes, until it is released: a proof that something was on its way, and time to do harm in. Made by
 * {@link TcpProxy}. Thread-safe.
 */
public final class Hold {

    /** What is held back once the request's bytes contain the pattern. */
    enum Kind {
        REQUEST,
        RESPONSE
    }

    private final Kind kind;
    private final String text;
    private final byte[] pattern;
    private final Set<ProxiedConnection> held = new HashSet<>();
    private int total;
    private boolean released;

    Hold(Kind kind, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an empty pattern is everywhere");
        }
        this.kind = kind;
        this.text = text;
        this.pattern = text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Waits until a connection is held. For requests the service has not seen the last byte of the pattern, and nothing after it; for responses it
     * has answered, and the client has not seen a byte of the answer.
     *
     * @throws TimeoutException if none was in time
     */
    public void await(Duration timeout) throws InterruptedException, TimeoutException {
        await(1, timeout);
    }

    /** Waits until so many connections have been held since the beginning. */
    public synchronized void await(int count, Duration timeout) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (total < count) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new TimeoutException(total + " instead of " + count + " connections held at \"" + text
                        + "\" after " + timeout.toMillis() + " ms");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** How many connections have been held since the beginning. */
    public synchronized int count() {
        return total;
    }

    /** Lets what is held go on, and holds nothing more. Harmless when repeated. */
    public synchronized void release() {
        released = true;
        notifyAll();
    }

    /** Cuts the connections that are held, so that what was held back never arrives, and holds nothing more. */
    public void cut() {
        Set<ProxiedConnection> victims;
        synchronized (this) {
            victims = Set.copyOf(held);
        }
        victims.forEach(ProxiedConnection::cut);
        release();
    }

    Kind kind() {
        return kind;
    }

    byte[] pattern() {
        return pattern;
    }

    /** Called by the connection's own thread; returns when released or when the connection was cut. */
    void pass(ProxiedConnection connection) throws InterruptedException {
        synchronized (this) {
            if (released) {
                return;
            }
            held.add(connection);
            total++;
            notifyAll();
        }
        try {
            synchronized (this) {
                while (!released && connection.isOpen()) {
                    // A cut is not announced here.
                    wait(50);
                }
            }
        } finally {
            synchronized (this) {
                held.remove(connection);
            }
        }
    }

    synchronized boolean isReleased() {
        return released;
    }
}
