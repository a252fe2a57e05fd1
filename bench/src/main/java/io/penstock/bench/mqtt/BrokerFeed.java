package io.penstock.bench.mqtt;

import io.penstock.bench.measure.CpuClock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** From a real broker, on a topic of this contestant alone. */
final class BrokerFeed implements Feed {

    /** Brokers' queues hold 1,000 messages by default, and drop what is more. */
    static final long LIVE = 500;

    static final long ALL_AT_ONCE = Long.MAX_VALUE;

    private static final long PROBE = -1;
    private static final Duration SUBSCRIBED = Duration.ofSeconds(60);

    private final Tally tally;
    private final int port;
    private final String topic;
    private final long ahead;
    private final Publisher publisher;
    private volatile boolean probed;
    private @Nullable Future<?> publishing;

    /**
     * @param messages of a round
     * @param ahead how many may be published and not taken
     */
    BrokerFeed(int port, String topic, long messages, long ahead) {
        this.tally = new Tally(messages);
        this.port = port;
        this.topic = topic;
        this.ahead = ahead;
        this.publisher = new Publisher(port, topic);
    }

    int port() {
        return port;
    }

    String topic() {
        return topic;
    }

    CpuClock cpu() {
        return publisher.cpu();
    }

    @Override
    public void reset() {
        tally.reset();
    }

    @Override
    public void begin() {
        publishing = publisher.publish(tally.first(), tally.messages(), ahead, tally::count);
    }

    /** The broker has all of the round's messages. */
    void awaitPublished() throws InterruptedException, ExecutionException {
        Future<?> current = publishing;
        if (current != null) {
            current.get();
        }
    }

    /**
     * Publishes until something is taken: what is published before there is a subscriber goes nowhere.
     *
     * @param look takes what has come
     */
    void awaitSubscriber(Runnable look) throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + SUBSCRIBED.toNanos();
        while (!probed) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("nobody takes what is published on " + topic);
            }
            publisher.publish(PROBE, 1, 1, () -> 0).get();
            look.run();
        }
        long quiet = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        while (System.nanoTime() < quiet) {
            look.run();
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void take(byte[] payload) {
        if (payload[0] == (byte) PROBE) {
            probed = true;
        } else {
            tally.take(payload);
        }
    }

    @Override
    public boolean isDone() {
        return tally.isDone();
    }

    /** 500 messages a second are the least. */
    @Override
    public Duration limit() {
        return Duration.ofMinutes(1).plusSeconds(tally.messages() / 500);
    }

    @Override
    public long check() {
        return tally.check();
    }

    @Override
    public void close() {
        publisher.close();
    }
}
