package io.penstock.chaos.run;

import io.penstock.chaos.check.Hop;
import io.penstock.chaos.load.MessageFactory;
import io.penstock.chaos.load.Pace;
import io.penstock.chaos.plan.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a run did enough for its silence to mean something. Pure. */
final class Proof {

    /** Of the pace; a busy machine under faults is slower than it, but never so slow. */
    private static final int LEAST_PART = 10;

    private Proof() {}

    /**
     * @param struck how many faults
     * @param sent messages by publisher
     * @return what is lacking, in words; empty when it did enough
     */
    static List<String> gaps(
            List<Hop> hops, Schedule schedule, long struck, Map<Integer, Long> sent, Pace pace, Duration length) {
        List<String> gaps = new ArrayList<>();
        if (hops.isEmpty()) {
            gaps.add("no hop was looked at");
        }
        hops.stream().filter(hop -> hop.due() == 0).forEach(hop -> gaps.add(hop.name() + ": nothing was due there"));
        if (!schedule.events().isEmpty() && struck == 0) {
            gaps.add("none of the " + schedule.events().size() + " faults struck");
        }
        long least = Math.max(1, pace.messagesPerSecond() * length.toMillis() / 1_000 / LEAST_PART);
        for (int publisher = 0; publisher < MessageFactory.PUBLISHERS; publisher++) {
            long count = sent.getOrDefault(publisher, 0L);
            if (count < least) {
                gaps.add("publisher " + publisher + " sent " + count + " messages, and should have sent " + least
                        + " at least");
            }
        }
        return gaps;
    }
}
