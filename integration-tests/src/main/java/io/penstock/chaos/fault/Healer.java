package io.penstock.chaos.fault;

import io.penstock.chaos.plan.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

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

    /** @param budget after which the rest is left as it is, and told as a trouble */
    void healAll(Duration budget) {
        long deadline = System.nanoTime() + budget.toNanos();
        Topology topology = patient.topology();
        for (String link : topology.links()) {
            attempt("heal " + link, () -> links.heal(link));
        }
        mendAll(topology.brokerNames(), deadline);
        List<String> others = new ArrayList<>(topology.targets());
        others.addAll(topology.workerSlots());
        mendAll(others, deadline);
        atATime(topology.profile().connectors(), "resume ", this::resume, deadline);
    }

    private void mendAll(List<String> services, long deadline) {
        atATime(services, "bring back ", this::mend, deadline);
    }

    private void resume(String connector) throws InterruptedException {
        rest.insist(api -> api.resume(connector));
        restoreTasks(connector);
    }

    private interface Remedy {
        void apply(String name) throws InterruptedException;
    }

    /** Since a start takes long. What is not done by the deadline is interrupted. */
    private void atATime(List<String> names, String what, Remedy remedy, long deadline) {
        ExecutorService hands = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "chaos-healer");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Callable<Boolean>> remedies = names.stream()
                    .map(name -> (Callable<Boolean>) () -> {
                        attempt(what + name, () -> remedy.apply(name));
                        return true;
                    })
                    .toList();
            List<Future<Boolean>> done =
                    hands.invokeAll(remedies, Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            for (int i = 0; i < names.size(); i++) {
                if (done.get(i).isCancelled()) {
                    chronicle.trouble("could not " + what + names.get(i) + " in time");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            chronicle.trouble("could not " + what + names + ": interrupted");
        } finally {
            hands.shutdownNow();
        }
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
