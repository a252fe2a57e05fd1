package io.penstock.s3.chain;

import io.penstock.s3.chain.ChainReply.StoredElement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which commit records have outlived the retention while their owner runs: an owner of many months would keep them all, and with
 * them the bytes of every small file a second time. Remembers ages coarsely, some hundred numbers whatever the chain's length.
 *
 * <p>Invariant: names only elements that are older than the retention by the server's clock, and never the newest. Pure;
 * thread-confined.
 */
public final class Sweep {

    private static final int MARKS_A_RETENTION = 100;

    /** The element of that number, and so all below it, was written by then. */
    private record Mark(long sequence, Instant by) {}

    private final Duration retention;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private long lowest;
    private long newest;

    /** @param listed what was there when the chain was opened, in ascending order */
    public Sweep(Duration retention, List<StoredElement> listed) {
        this.retention = retention;
        listed.forEach(element -> appended(element.sequence(), element.modified()));
    }

    /** Notes an element that is the newest now. */
    public void appended(long sequence, Instant at) {
        lowest = lowest == 0 ? sequence : lowest;
        newest = sequence;
        Mark last = marks.peekLast();
        if (last == null || Duration.between(last.by(), at).compareTo(retention.dividedBy(MARKS_A_RETENTION)) >= 0) {
            marks.addLast(new Mark(sequence, at));
        }
    }

    /**
     * The oldest element that may go; the same until {@link #swept()}.
     *
     * @param now by the server's clock
     */
    public OptionalLong next(Instant now) {
        Mark first = marks.peekFirst();
        while (first != null && first.sequence() < lowest) {
            marks.removeFirst();
            first = marks.peekFirst();
        }
        boolean old = first != null && Duration.between(first.by(), now).compareTo(retention) > 0;
        return old && lowest < newest ? OptionalLong.of(lowest) : OptionalLong.empty();
    }

    /** Notes that {@link #next} is gone. */
    public void swept() {
        lowest++;
    }
}
