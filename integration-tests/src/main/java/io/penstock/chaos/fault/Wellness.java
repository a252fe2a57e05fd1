package io.penstock.chaos.fault;

import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.Topology;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sees at the time of the strike what the schedule could only plan: that the target is in the expected state, and that enough of its kind stay well though a
 * machine may be slower than planned. Thread-safe.
 */
final class Wellness {

    private final Patient patient;
    private final Topology topology;
    private final Set<String> taken = new HashSet<>();

    Wellness(Patient patient) {
        this.patient = patient;
        this.topology = patient.topology();
    }

    /** Takes the target for a fault. @return why it must not be, or nothing */
    synchronized Optional<String> take(FaultEvent event) {
        String target = event.target();
        if (taken.contains(target)) {
            return Optional.of("an earlier fault of " + target + " is not over");
        }
        Optional<String> objection = objection(event);
        if (objection.isEmpty()) {
            taken.add(target);
        }
        return objection;
    }

    synchronized void giveBack(String target) {
        taken.remove(target);
    }

    private Optional<String> objection(FaultEvent event) {
        Set<String> awake = patient.awake();
        String target = event.target();
        return switch (event.kind().scope()) {
            case SERVICE, WORKER -> awake.contains(target) ? tooFew(target, awake) : notAwake(target);
            case LINK ->
                List.of(target.split(">", -1)).stream()
                        .filter(end -> !end.equals(Topology.PUBLISHER) && !awake.contains(end))
                        .findFirst()
                        .flatMap(Wellness::notAwake);
            case SPARE -> patient.isAlive(target) ? Optional.of(target + " is there already") : Optional.empty();
            case CONNECTOR ->
                topology.workerSlots().stream().anyMatch(awake::contains)
                        ? Optional.empty()
                        : Optional.of("no worker is awake");
        };
    }

    private Optional<String> tooFew(String target, Set<String> awake) {
        if (topology.workerNames().contains(target)) {
            return anotherIsWell(topology.workerNames(), target, awake, 1);
        }
        if (topology.brokerNames().contains(target)) {
            return anotherIsWell(topology.brokerNames(), target, awake, topology.brokers() - 1);
        }
        return Optional.empty();
    }

    private Optional<String> anotherIsWell(List<String> group, String target, Set<String> awake, int least) {
        long well = group.stream()
                .filter(name -> !name.equals(target) && !taken.contains(name) && awake.contains(name))
                .count();
        return well >= least
                ? Optional.empty()
                : Optional.of("only " + well + " of the others of its kind would be left");
    }

    private static Optional<String> notAwake(String service) {
        return Optional.of(service + " is not awake");
    }
}
