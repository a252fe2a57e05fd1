package io.penstock.chaos.fault;

import io.penstock.chaos.plan.Topology;
import io.penstock.testkit.fault.TcpProxy;
import io.penstock.testkit.kafka.ConnectRest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** A cluster without processes: keeps in mind what is dead or frozen, writes down what is done to it, and has real links to one service. */
final class FakePatient implements Patient, AutoCloseable {

    private final Topology topology;
    private final Map<String, TcpProxy> links = new HashMap<>();
    private final Set<String> alive = new TreeSet<>();
    private final Set<String> frozen = new HashSet<>();
    private final List<String> deeds = new ArrayList<>();
    private final List<FakeWorker> workers;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger failingRestarts = new AtomicInteger();
    private volatile boolean topologyFails;
    private volatile boolean neverRestarts;
    private Runnable atEachDeed = () -> {};

    FakePatient(Topology topology, int servicePort, FakeWorker... workers) {
        this.topology = topology;
        this.workers = List.of(workers);
        topology.links().forEach(link -> links.put(link, TcpProxy.to(servicePort)));
        alive.addAll(topology.brokerNames());
        alive.addAll(topology.targets());
        alive.addAll(topology.workerNames());
    }

    /** What is looked at in the very moment in which something is done. */
    synchronized void atEachDeed(Runnable look) {
        atEachDeed = look;
    }

    /** From now on it cannot even be asked what it consists of. */
    void topologyFails() {
        topologyFails = true;
    }

    /** From now on a restart does not return until it is interrupted. */
    void neverRestart() {
        neverRestarts = true;
    }

    void failRestarts(int count) {
        failingRestarts.set(count);
    }

    /** {@code kill postgres} and so on, in their order. */
    synchronized List<String> deeds() {
        return List.copyOf(deeds);
    }

    @Override
    public Topology topology() {
        if (topologyFails) {
            throw new UnsupportedOperationException("no topology");
        }
        return topology;
    }

    @Override
    public Map<String, String> config(String connector) {
        return Map.of("name", connector, "tasks.max", "2");
    }

    @Override
    public TcpProxy link(String name) {
        TcpProxy link = links.get(name);
        if (link == null) {
            throw new IllegalArgumentException(name);
        }
        return link;
    }

    @Override
    public synchronized Set<String> awake() {
        Set<String> awake = new TreeSet<>(alive);
        awake.removeAll(frozen);
        return awake;
    }

    @Override
    public synchronized boolean isAlive(String service) {
        return alive.contains(service);
    }

    @Override
    public synchronized void kill(String service) {
        note("kill " + service);
        alive.remove(service);
        frozen.remove(service);
    }

    @Override
    public synchronized void freeze(String service) {
        note("freeze " + service);
        frozen.add(service);
    }

    @Override
    public synchronized void resume(String service) {
        note("resume " + service);
        frozen.remove(service);
    }

    @Override
    public void restart(String service) {
        if (neverRestarts) {
            waitForTheInterrupt();
        }
        startAgain(service);
    }

    private static void waitForTheInterrupt() {
        try {
            Thread.sleep(Duration.ofMinutes(1).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private synchronized void startAgain(String service) {
        note("restart " + service);
        if (failingRestarts.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
            throw new IllegalStateException("does not start");
        }
        alive.add(service);
    }

    @Override
    public synchronized void stop(String service) {
        note("stop " + service);
        alive.remove(service);
    }

    @Override
    public synchronized void startWorker(String name) {
        note("start " + name);
        alive.add(name);
    }

    @Override
    public ConnectRest rest() {
        if (workers.isEmpty()) {
            throw new IllegalStateException("no worker is awake");
        }
        return workers.get(Math.floorMod(turn.getAndIncrement(), workers.size()))
                .rest();
    }

    private void note(String deed) {
        atEachDeed.run();
        deeds.add(deed);
    }

    @Override
    public void close() {
        links.values().forEach(TcpProxy::close);
    }
}
