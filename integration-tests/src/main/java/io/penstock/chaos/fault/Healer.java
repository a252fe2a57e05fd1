package io.penstock.chaos.fault;

import io.penstock.chaos.plan.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Brings everything back, whatever state it is in. */
final class Healer {

    private static final String TASKS_MAX = "tasks.max";

    private final Patient patient;
    private final Links links;
    private final RestCalls rest;
    private final Chronicle chronicle;

    Healer(Patient patient, Links links, RestCalls rest, Chronicle chronicle) {
        this.patient = patient;
        this.links = links;
        this.rest = rest;
        this.chronicle = chronicle;
    }

    void healAll() {
        Topology topology = patient.topology();
        for (String link : topology.links()) {
            attempt("heal " + link, () -> links.heal(link));
        }
        mendAll(topology.brokerNames());
        List<String> others = new ArrayList<>(topology.targets());
        others.addAll(topology.workerSlots());
        mendAll(others);
        for (String connector : topology.profile().connectors()) {
            attempt("resume " + connector, () -> {
                rest.insist(api -> api.resume(connector));
                restoreTasks(connector);
            });
        }
    }

    /** At the same time, since a start takes long. */
    private void mendAll(List<String> services) {
        CompletableFuture<?>[] mending = services.stream()
                .map(service -> CompletableFuture.runAsync(
                        () -> attempt("bring back " + service, () -> mend(service)),
                        task -> new Thread(task, "chaos-healer").start()))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(mending).join();
    }

    private void mend(String service) {
        if (patient.isAlive(service)) {
            Set<String> awake = patient.awake();
            if (!awake.contains(service)) {
                patient.resume(service);
            }
        } else if (!service.equals(patient.topology().spareWorker())) {
            patient.restart(service);
        }
    }

    /** Not where nothing is to change: a configuration that is put restarts its connector. */
    private void restoreTasks(String connector) throws InterruptedException {
        Map<String, String> own = patient.config(connector);
        Map<String, String> present = rest.ask(api -> api.config(connector));
        String tasks = own.getOrDefault(TASKS_MAX, "1");
        if (!tasks.equals(present.getOrDefault(TASKS_MAX, "1"))) {
            rest.insist(api -> api.put(connector, own));
        }
    }

    private void attempt(String what, Deed.Action action) {
        try {
            action.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            chronicle.trouble("could not " + what + ": interrupted");
        } catch (RuntimeException e) {
            chronicle.trouble("could not " + what + ": " + e);
        }
    }
}
