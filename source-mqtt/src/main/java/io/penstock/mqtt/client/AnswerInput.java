package io.penstock.mqtt.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the broker sends, with an end to the wait for an answer. The bound is for all reads together, so that other packets do not put it off; only time spent waiting for bytes
 * counts, so that a reader that is held up elsewhere (its buffer is full, since Kafka is away) still finds an answer that came meanwhile. Used by the reading thread.
 */
final class AnswerInput extends InputStream {
    private final Link link;
    private final LongSupplier ticker;
    private @Nullable String awaited;
    private Duration limit = Duration.ZERO;
    private long leftNanos;

    AnswerInput(Link link, LongSupplier ticker) {
        this.link = link;
        this.ticker = ticker;
    }

    /** From here on, reads wait no longer than {@code longest} in all until {@link #answered()}. */
    void await(String answer, Duration longest) {
        awaited = answer;
        limit = longest;
        leftNanos = longest.toNanos();
    }

    void answered() throws IOException {
        awaited = null;
        link.readTimeout(0); // from here on the keep-alive finds a dead connection
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        return awaited == null ? link.read(target, from, length) : readInTime(awaited, target, from, length);
    }

    private int readInTime(String answer, byte[] target, int from, int length) throws IOException {
        long began = ticker.getAsLong();
        try {
            if (leftNanos <= 0) {
                throw new SocketTimeoutException();
            }
            link.readTimeout((int) TimeUnit.NANOSECONDS.toMillis(leftNanos) + 1); // 0 would be without end
            return link.read(target, from, length);
        } catch (SocketTimeoutException e) {
            throw new IOException("no " + answer + " within mqtt.connect.timeout.ms=" + limit.toMillis(), e);
        } finally {
            leftNanos -= ticker.getAsLong() - began;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }
}
