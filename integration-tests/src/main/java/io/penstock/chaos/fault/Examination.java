package io.penstock.chaos.fault;

import io.penstock.chaos.plan.Topology;
import io.penstock.testkit.kafka.ConnectorStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Looks at all that a fault may have changed, whatever is remembered of faults. Failed tasks are not its matter: they have an operator. */
final class Examination {

    private static final String RUNNING = "RUNNING";
    private static final Set<String> SETTLED = Set.of(RUNNING, "FAILED");
    private static final String TASKS_MAX = "tasks.max";
    private static final long PAUSE_MILLIS = 500;

    private final Patient patient;
    private final RestCalls rest;
    private final Duration attempt;

    /** @param attempt how long one question may take */
    Examination(Patient patient, RestCalls rest, Duration attempt) {
        this.patient = patient;
        this.rest = rest;
        this.attempt = attempt;
    }

    /** What is not as it was at the start, in words; looked at again until there is nothing. The last look begins when the patience ends, at the latest. */
    List<String> complaints(Duration patience) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            List<String> complaints = new ArrayList<>(services());
            complaints.addAll(links());
            for (String connector : patient.topology().profile().connectors()) {
                complaints.addAll(connector(connector));
            }
            if (complaints.isEmpty() || System.nanoTime() - begun >= patience.toNanos()) {
                return complaints;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /** Connectors that do not say that they run, or have tasks that neither say so nor have failed. */
    List<String> notRunning() throws InterruptedException {
        List<String> connectors = new ArrayList<>();
        for (String connector : patient.topology().profile().connectors()) {
            if (!isRunning(connector)) {
                connectors.add(connector);
            }
        }
        return connectors;
    }

    private boolean isRunning(String connector) throws InterruptedException {
        try {
            ConnectorStatus status = rest.ask(api -> api.status(connector), attempt);
            return status.state().equals(RUNNING)
                    && status.tasks().stream().allMatch(task -> SETTLED.contains(task.state()));
        } catch (IllegalStateException e) {
            // Nobody answers: the next look will say so.
            return true;
        }
    }

    private List<String> services() {
        Topology topology = patient.topology();
        Set<String> awake = patient.awake();
        List<String> expected = new ArrayList<>(topology.brokerNames());
        expected.addAll(topology.targets());
        expected.addAll(topology.workerNames());
        if (patient.isAlive(topology.spareWorker())) {
            expected.add(topology.spareWorker());
        }
        return expected.stream()
                .filter(service -> !awake.contains(service))
                .map(service -> service + " is not awake")
                .toList();
    }

    private List<String> links() {
        return patient.topology().links().stream()
                .filter(link -> !patient.link(link).isHealed())
                .map(link -> "the link " + link + " is not healed")
                .toList();
    }

    private List<String> connector(String name) throws InterruptedException {
        List<String> complaints = new ArrayList<>();
        try {
            ConnectorStatus status = rest.ask(api -> api.status(name), attempt);
            if (!status.state().equals(RUNNING)) {
                complaints.add(name + " is " + status.state());
            }
            if (status.state().equals(RUNNING)) {
                status.tasks().stream()
                        .filter(task -> !SETTLED.contains(task.state()))
                        .forEach(task -> complaints.add("task " + task.id() + " of " + name + " is " + task.state()));
            }
            String own = patient.config(name).getOrDefault(TASKS_MAX, "1");
            String present = rest.ask(api -> api.config(name), attempt).getOrDefault(TASKS_MAX, "1");
            if (!present.equals(own)) {
                complaints.add(name + " has tasks.max " + present + " instead of " + own);
            }
        } catch (IllegalStateException e) {
            complaints.add(name + " cannot be asked how it is: " + e.getMessage());
        }
        return complaints;
    }
}
