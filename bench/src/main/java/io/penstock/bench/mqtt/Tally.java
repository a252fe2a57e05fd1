package io.penstock.bench.mqtt;

import io.penstock.bench.measure.WrongResultException;
import java.nio.ByteBuffer;

/** What has come of a contestant's messages, by the number that each payload begins with. Counted on one thread at a time; others only look. */
final class Tally {

    private final long messages;
    private long first;
    private volatile long count;
    private long sum;

    /** @param messages of a round */
    Tally(long messages) {
        this.messages = messages;
    }

    long messages() {
        return messages;
    }

    long count() {
        return count;
    }

    /** The number of the round's first message. */
    long first() {
        return first;
    }

    /** For a round; its messages are numbered on. */
    void reset() {
        first += count;
        count = 0;
        sum = 0;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread; others only look
    void take(byte[] payload) {
        sum += ByteBuffer.wrap(payload).getLong();
        count++;
    }

    boolean isDone() {
        return count >= messages;
    }

    /** @throws WrongResultException if something came twice or not at all */
    long check() {
        WrongResultException.unlessEqual("messages", messages, count);
        WrongResultException.unlessEqual(
                "sum of the messages' numbers", messages * first + messages * (messages - 1) / 2, sum);
        return count;
    }
}
