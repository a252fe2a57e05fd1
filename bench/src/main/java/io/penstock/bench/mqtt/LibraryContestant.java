package io.penstock.bench.mqtt;

import io.penstock.bench.measure.Contestant;
import io.penstock.bench.measure.Work;

/** A client library alone, which acknowledges each message when it has been taken, as a source that loses nothing would. */
final class LibraryContestant implements Contestant {

    private final Feed feed;
    private final Client client;

    /** Subscribed, and feeding. */
    interface Client {
        void disconnect() throws Exception;
    }

    LibraryContestant(Feed feed, Client client) {
        this.feed = feed;
        this.client = client;
    }

    @Override
    public void prepare(int round) {
        feed.reset();
    }

    @Override
    public void run() {
        feed.begin();
        feed.awaitDone();
    }

    @Override
    public Work check() {
        return Work.of(feed.check());
    }

    @Override
    public void close() throws Exception {
        client.disconnect();
        feed.close();
    }
}
