package io.penstock.chaos.load;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Where publishers note what they send. Thread-safe. */
final class ReceiptBook {

    private final Map<Integer, Long> sent = new HashMap<>();
    private final Set<MessageId> acknowledged = new HashSet<>();
    private final Set<MessageId> repeated = new HashSet<>();
    private final Set<MessageId> unclaimed = new HashSet<>();
    private long total;

    /** To be called before it is sent, so that nothing can be found that was never sent. */
    synchronized void sent(MessageId id) {
        sent.put(id.publisher(), id.sequence() + 1);
        total++;
    }

    synchronized void acknowledged(MessageId id, Receipt receipt) {
        acknowledged.add(id);
        if (receipt == Receipt.NO_SUBSCRIBER) {
            unclaimed.add(id);
        }
        notifyAll();
    }

    /** To be called before it is sent again. */
    synchronized void repeated(MessageId id) {
        repeated.add(id);
    }

    synchronized Map<Integer, Long> sent() {
        return Map.copyOf(sent);
    }

    synchronized Receipts receipts() {
        return new Receipts(sent, acknowledged, repeated, unclaimed);
    }

    /** @return whether everything sent was acknowledged before the time was over */
    synchronized boolean awaitAcknowledged(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (acknowledged.size() < total) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
