package io.penstock.chaos.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The faults drawn so far, and the rules that a further one must keep. */
final class Calendar {

    /** How much of a run each target may be out of work, in hundredths. */
    static final int MOST_OUTAGE = 35;

    private final Topology topology;
    private final long length;
    private final List<Span> spans = new ArrayList<>();

    Calendar(Topology topology, long length) {
        this.topology = topology;
        this.length = length;
    }

    /** Adds the event unless it breaks a rule. */
    boolean add(FaultEvent event) {
        Span span = Span.of(event);
        boolean fits = span.to() <= length
                && isAlone(span)
                && endsAreWell(span)
                && enoughAreWell(span, topology.workerNames(), topology.workers() - 1)
                && enoughAreWell(span, topology.brokerNames(), 1)
                && isBearable(span);
        if (fits) {
            spans.add(span);
        }
        return fits;
    }

    void remove(FaultEvent event) {
        spans.removeIf(span -> span.event().equals(event));
    }

    private boolean isAlone(Span span) {
        return spans.stream()
                .noneMatch(other ->
                        other.event().target().equals(span.event().target()) && other.meets(span.from(), span.to()));
    }

    /** A fault on a link must find both of its ends at work. */
    private boolean endsAreWell(Span span) {
        if (span.event().kind().scope() != FaultKind.Scope.LINK) {
            return true;
        }
        List<String> ends = List.of(span.event().target().split(">", -1));
        return spans.stream()
                .noneMatch(other ->
                        ends.contains(other.event().target()) && other.meets(span.from(), span.latestStrike() + 1));
    }

    /** At no time more of the group than {@code most} are in the hands of a fault. */
    private boolean enoughAreWell(Span span, List<String> group, int most) {
        if (!group.contains(span.event().target())) {
            return true;
        }
        List<Span> others = spans.stream()
                .filter(other -> group.contains(other.event().target()) && other.meets(span.from(), span.to()))
                .toList();
        // The number only rises where a span begins.
        return alongside(others, span.from()) < most
                && others.stream()
                        .filter(other -> other.from() > span.from())
                        .allMatch(other -> alongside(others, other.from()) < most);
    }

    private static long alongside(List<Span> others, long time) {
        return others.stream().filter(other -> other.meets(time, time + 1)).count();
    }

    /** The pipeline must have room to move. Of a service each worker has a link: the loss of one is a part of it. */
    private boolean isBearable(Span span) {
        String target = span.event().target();
        if (!isWithinBound(outage(span, target::equals))) {
            return false;
        }
        int arrow = target.indexOf('>');
        String service = arrow < 0 ? target : target.substring(arrow + 1);
        if (!topology.targets().contains(service)) {
            return true;
        }
        long links = outage(span, name -> name.startsWith("worker-") && name.endsWith(">" + service));
        return isWithinBound(outage(span, service::equals) + links / topology.workers());
    }

    private boolean isWithinBound(long outage) {
        return outage * 100 <= length * MOST_OUTAGE;
    }

    private long outage(Span added, Predicate<String> targets) {
        long before = spans.stream()
                .filter(span -> targets.test(span.event().target()))
                .mapToLong(Span::outage)
                .sum();
        return targets.test(added.event().target()) ? before + added.outage() : before;
    }
}
