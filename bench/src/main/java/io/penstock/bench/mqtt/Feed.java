package io.penstock.bench.mqtt;

import io.penstock.bench.measure.WrongResultException;
import io.penstock.testkit.mqtt.FloodBroker;
import java.nio.ByteBuffer;
import java.time.Duration;

/** One contestant's broker, and what has come from it. Taken from on one thread at a time. */
final class Feed implements AutoCloseable {

    static final int PAYLOAD_BYTES = 200;
    static final String FILTER = "plant/#";
    /** The same for all; a broker's own limit is often smaller. */
    static final int RECEIVE_MAXIMUM = 10_000;

    /** For a round; what has not come then is missing. */
    static final Duration LIMIT = Duration.ofMinutes(1);

    private final FloodBroker broker = FloodBroker.start(PAYLOAD_BYTES);
    private final long messages;
    private long first;
    private volatile long count;
    private long sum;

    /** @param messages of a round */
    Feed(long messages) {
        this.messages = messages;
    }

    int port() {
        return broker.port();
    }

    long cpuNanos() {
        return broker.cpuNanos();
    }

    /** For a round. */
    void reset() {
        first += count;
        count = 0;
        sum = 0;
    }

    boolean hasSubscriber() {
        return broker.hasSubscriber();
    }

    void begin() {
        broker.send(messages);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread; others only look
    void take(byte[] payload) {
        sum += ByteBuffer.wrap(payload).getLong();
        count++;
    }

    /** Whether all messages have come and the broker has been told so. */
    boolean isDone() {
        return broker.isDone() && count >= messages;
    }

    /** For clients that take on their own threads. */
    void awaitDone() throws InterruptedException {
        broker.awaitDone(LIMIT);
    }

    /** @throws WrongResultException if something came twice or not at all */
    long check() {
        WrongResultException.unlessEqual("messages", messages, count);
        WrongResultException.unlessEqual(
                "sum of the messages' numbers", messages * first + messages * (messages - 1) / 2, sum);
        return count;
    }

    @Override
    public void close() {
        broker.close();
    }
}
