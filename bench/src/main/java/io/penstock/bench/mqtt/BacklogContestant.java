package io.penstock.bench.mqtt;

import io.penstock.bench.measure.Contestant;
import io.penstock.bench.measure.Jvm;
import io.penstock.bench.measure.Work;
import io.penstock.bench.measure.WrongResultException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A connector that comes back to a session for which the broker has kept all that was published meanwhile. */
final class BacklogContestant implements Contestant {

    /** Longer than the pauses of a busy machine. */
    private static final Duration STALL = Duration.ofSeconds(30);

    /** A task that ends says goodbye to the broker before Connect knows of its end, or a little later. */
    private static final Duration GOODBYE = Duration.ofSeconds(3);

    private final WorkerContestant connector;
    private final BrokerFeed feed;

    BacklogContestant(WorkerContestant connector, BrokerFeed feed) {
        this.connector = connector;
        this.feed = feed;
    }

    @Override
    public void prepare(int round) throws Exception {
        connector.stop();
        LockSupport.parkNanos(GOODBYE.toNanos());
        connector.prepare(round);
        feed.begin();
        feed.awaitPublished();
    }

    @Override
    public void run() {
        connector.resume();
        connector.takeAll();
    }

    @Override
    public Work check() {
        Work work = connector.check();
        if (connector.longestPause().compareTo(STALL) > 0) {
            throw new WrongResultException(
                    "nothing came for " + connector.longestPause().toMillis() + " ms");
        }
        return work;
    }

    @Override
    public void close() {
        connector.close();
    }

    @Override
    public Optional<Jvm> elsewhere() {
        return connector.elsewhere();
    }
}
