package io.penstock.chaos.fault;

import io.penstock.chaos.plan.FaultEvent;
import io.penstock.testkit.fault.TcpProxy;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What is done to a target, and what undoes it. Both may throw whatever the cluster throws; the undoing looks at the target first, so that it may be repeated,
 * and also follow a strike that has failed half-way.
 */
record Deed(Action strike, Action undo) {

    private static final int LEAST_DELAY_MILLIS = 20;
    private static final int DELAYS = 230;

    static final int MORE_TASKS = 4;
    private static final int FEWER_TASKS = 1;

    interface Action {
        void run() throws InterruptedException;
    }

    static Deed of(FaultEvent event, Patient patient, Links links, RestCalls rest) {
        String target = event.target();
        return switch (event.kind()) {
            case KILL -> new Deed(() -> patient.kill(target), () -> startIfDead(target, patient, patient::restart));
            case TERMINATE ->
                new Deed(() -> patient.stop(target), () -> startIfDead(target, patient, patient::restart));
            case FREEZE -> new Deed(() -> patient.freeze(target), () -> patient.resume(target));
            case CUT -> new Deed(() -> links.get(target).cut(), () -> {});
            case REFUSE -> link(links, target, TcpProxy::refuse);
            case DELAY -> link(links, target, link -> link.delay(delay(event)));
            case SILENCE -> link(links, target, TcpProxy::blackhole);
            case SWALLOW_REQUESTS -> link(links, target, TcpProxy::blackholeRequests);
            case SWALLOW_RESPONSES -> link(links, target, TcpProxy::swallowResponses);
            case RESTART -> new Deed(() -> rest.tell(api -> api.restart(target)), () -> {});
            case PAUSE ->
                new Deed(() -> rest.tell(api -> api.pause(target)), () -> rest.insist(api -> api.resume(target)));
            case STOP ->
                new Deed(() -> rest.tell(api -> api.stop(target)), () -> rest.insist(api -> api.resume(target)));
            case MORE_TASKS -> tasks(patient, rest, target, MORE_TASKS);
            case FEWER_TASKS -> tasks(patient, rest, target, FEWER_TASKS);
            case ADD_WORKER ->
                new Deed(() -> patient.startWorker(target), () -> {
                    if (patient.isAlive(target)) {
                        patient.stop(target);
                    }
                });
            case REMOVE_WORKER ->
                new Deed(() -> patient.stop(target), () -> startIfDead(target, patient, patient::startWorker));
        };
    }

    private static void startIfDead(String service, Patient patient, Consumer<String> start) {
        if (!patient.isAlive(service)) {
            start.accept(service);
        }
    }

    private static Deed link(Links links, String name, Consumer<TcpProxy> fault) {
        return new Deed(() -> fault.accept(links.get(name)), () -> links.heal(name));
    }

    private static Deed tasks(Patient patient, RestCalls rest, String connector, int tasks) {
        Map<String, String> own = patient.config(connector);
        Map<String, String> other = new TreeMap<>(own);
        other.put("tasks.max", Integer.toString(tasks));
        return new Deed(
                () -> rest.tell(api -> api.put(connector, other)), () -> rest.insist(api -> api.put(connector, own)));
    }

    /** Of each piece of data, in each direction. */
    private static Duration delay(FaultEvent event) {
        return Duration.ofMillis(LEAST_DELAY_MILLIS + event.variant() % DELAYS);
    }
}
