package io.penstock.bench.mqtt;

import io.penstock.testkit.mqtt.FloodBroker;
import java.time.Duration;

/** From a broker in this process that is never the limit. */
final class FloodFeed implements Feed {

    static final String FILTER = "plant/#";

    private final FloodBroker broker = FloodBroker.start(PAYLOAD_BYTES);
    private final Tally tally;

    /** @param messages of a round */
    FloodFeed(long messages) {
        tally = new Tally(messages);
    }

    int port() {
        return broker.port();
    }

    long cpuNanos() {
        return broker.cpuNanos();
    }

    boolean hasSubscriber() {
        return broker.hasSubscriber();
    }

    @Override
    public void reset() {
        tally.reset();
    }

    @Override
    public void begin() {
        broker.send(tally.messages());
    }

    @Override
    public void take(byte[] payload) {
        tally.take(payload);
    }

    /** And the broker has been told so. */
    @Override
    public boolean isDone() {
        return broker.isDone() && tally.isDone();
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(1);
    }

    @Override
    public long check() {
        return tally.check();
    }

    @Override
    public void close() {
        broker.close();
    }
}
