package io.penstock.chaos.fault;

import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.FaultKind;
import io.penstock.chaos.plan.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * What the faults of a run account for. What may happen after a fault must not happen without one, nor more often than the faults explain.
 *
 * @param strikes all of the run
 */
public record Occasions(List<Strike> strikes) {

    private static final String OUR_CODES = "PEN-";

    /** Kafka's own, but not without a fault: a transaction of ours that is at odds with itself looks alike. */
    static final String TRANSACTION_UNKNOWN = "org.apache.kafka.common.errors.InvalidTxnStateException";

    public Occasions {
        strikes = List.copyOf(strikes);
    }

    /**
     * How often at most a record may come again to a connector or from it: after each fault that concerns it, and after its undoing. What was published at QoS 2
     * comes again only after the end of a task.
     */
    public int redeliveries(String connector) {
        return 2
                * (connector.equals(Topology.QOS_2_SOURCE)
                        ? count(event -> event.mayEnd(connector))
                        : disturbances(connector));
    }

    /**
     * Failures that the documentation promises, but not so many of them, in words. Each disturbance may end each task once.
     *
     * @param tasks of a connector, as it is configured
     */
    public List<String> excess(List<Failure> failures, ToIntFunction<String> tasks) {
        Map<String, List<Failure>> counted = failures.stream()
                .filter(failure -> failure.isPromised()
                        && (failure.code().startsWith(OUR_CODES)
                                || failure.code().equals(TRANSACTION_UNKNOWN)))
                .collect(Collectors.groupingBy(
                        failure -> failure.code() + " of " + failure.connector(), TreeMap::new, Collectors.toList()));
        List<String> excess = new ArrayList<>();
        counted.forEach((what, all) -> {
            String connector = all.get(0).connector();
            int occasions = all.get(0).code().equals(TRANSACTION_UNKNOWN)
                    ? count(FaultEvent::disturbsTransactions)
                    : disturbances(connector);
            int most = occasions * mostTasks(connector, tasks);
            if (all.size() > most) {
                excess.add(
                        all.size() + " failures with " + what + ", where the faults account for " + most + " at most");
            }
        });
        return excess;
    }

    private int disturbances(String connector) {
        return count(event -> event.disturbs(connector));
    }

    private int count(Predicate<FaultEvent> condition) {
        return (int) strikes.stream().map(Strike::event).filter(condition).count();
    }

    private int mostTasks(String connector, ToIntFunction<String> tasks) {
        boolean more = strikes.stream()
                .anyMatch(strike -> strike.event().kind() == FaultKind.MORE_TASKS
                        && strike.event().target().equals(connector));
        return more ? Deed.MORE_TASKS : tasks.applyAsInt(connector);
    }
}
