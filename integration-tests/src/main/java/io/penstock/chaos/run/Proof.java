package io.penstock.chaos.run;

import io.penstock.chaos.check.Hop;
import io.penstock.chaos.fault.Strike;
import io.penstock.chaos.load.MessageFactory;
import io.penstock.chaos.load.Pace;
import io.penstock.chaos.plan.Moment;
import io.penstock.chaos.plan.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a run did enough for its silence to mean something. Pure. */
final class Proof {

    /** Of the pace; a busy machine under faults is slower than it, but never so slow. */
    private static final int LEAST_PART = 10;

    /** Planned faults with a moment of which one at least should have found it; of those that strike, more than half do. */
    private static final int ENOUGH_MOMENTS = 8;

    /** By then each publisher has sent poison, also on a slow machine. */
    private static final Duration POISON = Duration.ofSeconds(90);

    /** By then a file has grown larger than a part, also on a slow machine. */
    private static final Duration PARTS = Duration.ofMinutes(2);

    /** By then each partition has had records of several paths at a time, also on a slow machine. */
    private static final Duration PATHS = Duration.ofMinutes(1);

    private Proof() {}

    /**
     * @param sent messages by publisher
     * @return what is lacking, in words; empty when it did enough
     */
    static List<String> gaps(
            List<Hop> hops,
            Schedule schedule,
            List<Strike> strikes,
            Map<Integer, Long> sent,
            Pace pace,
            Duration length) {
        List<String> gaps = new ArrayList<>();
        if (hops.isEmpty()) {
            gaps.add("no hop was looked at");
        }
        hops.stream().filter(hop -> hop.due() == 0).forEach(hop -> gaps.add(hop.name() + ": nothing was due there"));
        gaps.addAll(faults(schedule, strikes));
        gaps.addAll(hardships(hops, length));
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

    private static List<String> faults(Schedule schedule, List<Strike> strikes) {
        List<String> gaps = new ArrayList<>();
        int planned = schedule.events().size();
        if (strikes.size() * 2 < planned) {
            gaps.add("only " + strikes.size() + " of the " + planned + " faults struck");
        }
        long moments = schedule.events().stream()
                .filter(event -> event.moment() != Moment.ANY)
                .count();
        if (moments >= ENOUGH_MOMENTS && strikes.stream().noneMatch(Strike::midFlight)) {
            gaps.add("none of the " + moments + " faults that waited for a moment found it");
        }
        strikes.stream()
                .filter(strike -> strike.undoneMillis() == 0)
                .forEach(strike -> gaps.add(strike.event() + " was never undone"));
        return gaps;
    }

    private static List<String> hardships(List<Hop> hops, Duration length) {
        List<String> gaps = new ArrayList<>();
        for (Hop hop : hops) {
            if (hop.leadsFromKafka() && hop.deadLettersDue() == 0 && length.compareTo(POISON) >= 0) {
                gaps.add(hop.name() + ": no dead letter was due there");
            }
            if (hop.leadsToLargeObjects() && !hop.cameInParts() && length.compareTo(PARTS) >= 0) {
                gaps.add(hop.name() + ": no object came in parts");
            }
            if (hop.leadsToManyPaths() && !hop.hadFilesTogether() && length.compareTo(PATHS) >= 0) {
                gaps.add(hop.name() + ": no two files were open at a time");
            }
        }
        return gaps;
    }
}
