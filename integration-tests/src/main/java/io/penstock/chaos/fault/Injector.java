package io.penstock.chaos.fault;

import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.FaultEvent.Side;
import io.penstock.chaos.plan.FaultKind;
import io.penstock.chaos.plan.Moment;
import io.penstock.chaos.plan.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Carries out a schedule, each fault on a thread of its own. A fault whose target is not as expected is skipped; one that waits for a moment strikes anyhow
 * when that does not come. Each strike, skip and undoing is said in one line. To be run once.
 */
public final class Injector {

    private static final long RETRY_MILLIS = 100;
    private static final int UNDO_ATTEMPTS = 3;
    private static final long UNDO_PAUSE_MILLIS = 1_000;
    private static final long LEAST_STAY_MILLIS = 3_000;
    private static final long END_SECONDS = 30;

    private final Patient patient;
    private final Bounds bounds;
    private final Links links;
    private final RestCalls rest;
    private final Wellness wellness;
    private final Chronicle chronicle;

    /** When the last fault should be undone, counted from the begin; negative before. */
    private volatile long dueMillis = -1;

    /** @param log is called from several threads, by one at a time */
    public Injector(Patient patient, Consumer<String> log) {
        this(patient, log, Bounds.USUAL);
    }

    Injector(Patient patient, Consumer<String> log, Bounds bounds) {
        this.patient = patient;
        this.bounds = bounds;
        this.links = new Links(patient);
        this.rest = new RestCalls(patient, bounds);
        this.wellness = new Wellness(patient);
        this.chronicle = new Chronicle(log);
    }

    /**
     * Carries out each fault at its time, counted from now, and returns when the last one is undone, or has resisted for a minute and a half.
     *
     * @throws InterruptedException after what was struck by then has been undone, as far as half a minute allows
     */
    public void run(Schedule schedule) throws InterruptedException {
        ExecutorService hands = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "chaos-fault");
            thread.setDaemon(true);
            return thread;
        });
        chronicle.begin();
        List<Future<?>> faults = new ArrayList<>();
        try {
            for (FaultEvent event : schedule.events()) {
                TimeUnit.MILLISECONDS.sleep(Math.max(0, event.atMillis() - chronicle.nowMillis()));
                faults.add(hands.submit(() -> carryOut(event)));
            }
            dueMillis = Math.max(chronicle.nowMillis(), end(schedule));
            awaitAll(faults);
        } finally {
            hands.shutdownNow();
            long patience = Math.min(
                    TimeUnit.SECONDS.toMillis(END_SECONDS), bounds.healing().toMillis() / 6);
            if (!hands.awaitTermination(patience, TimeUnit.MILLISECONDS)) {
                chronicle.trouble("a fault is still being undone at the end");
            }
        }
    }

    /** When the last fault should be undone. */
    private long end(Schedule schedule) {
        return schedule.events().stream()
                .mapToLong(event -> event.atMillis()
                        + (event.moment() == Moment.ANY ? 0 : bounds.moment().toMillis())
                        + event.durationMillis())
                .max()
                .orElse(0);
    }

    /** Half of the time for undoing and healing; the rest is left for those that this gives up. */
    private void awaitAll(List<Future<?>> faults) throws InterruptedException {
        long half = bounds.healing().toMillis() / 2;
        try {
            for (Future<?> fault : faults) {
                long left = dueMillis + half - chronicle.nowMillis();
                fault.get(Math.max(0, left), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fault has failed in an unforeseen way: " + e.getCause(), e);
        } catch (TimeoutException e) {
            chronicle.trouble("not everything was undone " + half + " ms after the last fault");
        }
    }

    public FaultCounts counts() {
        return chronicle.counts();
    }

    /** In the order of their time. */
    public List<Strike> strikes() {
        return chronicle.strikes();
    }

    public List<Skip> skips() {
        return chronicle.skips();
    }

    /** What could not be undone, in words. Empty when all is well. */
    public List<String> troubles() {
        return chronicle.troubles();
    }

    /**
     * Heals the links, resumes the frozen, restarts the dead, resumes the connectors and gives each its own number of tasks. What resists is told by
     * {@link #troubles()}. The spare worker is left as it is, unless it is frozen. Ends within three minutes of the last fault, or within one if
     * the undoing took most of them.
     */
    public void healAll() {
        long whole = bounds.healing().toMillis();
        long spent = dueMillis < 0 ? 0 : Math.max(0, chronicle.nowMillis() - dueMillis);
        new Healer(patient, links, rest, chronicle).healAll(Duration.ofMillis(Math.max(whole / 3, whole - spent)));
    }

    /**
     * What is not as before the first fault, in words: services, links, connectors and their numbers of tasks. To be asked after {@link #healAll()}. Looks at
     * all of them, again and again until all is well, for a minute and a half and then once more, since workers answer late after brokers were restarted.
     * Half-way, connectors that do not say that they run are restarted, as an operator would: a worker that was frozen and got back what it never let
     * go of does not say so again, and what another said of it meanwhile stands.
     */
    public List<String> unhealed() {
        Examination examination = new Examination(patient, rest, bounds.attempt());
        Duration half = bounds.examination().dividedBy(2);
        try {
            List<String> complaints = examination.complaints(half);
            if (!complaints.isEmpty()) {
                examination.notRunning().forEach(this::restart);
                complaints = examination.complaints(half);
            }
            return complaints;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted while looking whether everything is healed");
        }
    }

    private void restart(String connector) {
        chronicle.remark("restarts " + connector + ", which does not say that it runs");
        try {
            rest.tell(api -> api.restart(connector));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            chronicle.remark(connector + " cannot be restarted: " + e.getMessage());
        }
    }

    private void carryOut(FaultEvent event) {
        try {
            Optional<String> objection = take(event);
            if (objection.isPresent()) {
                chronicle.skipped(event, objection.get());
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            strikeAndUndo(event);
        } finally {
            wellness.giveBack(event.target());
        }
    }

    /** A machine slower than the schedule thought gets a little time to bring the target back. */
    private Optional<String> take(FaultEvent event) throws InterruptedException {
        long begun = System.nanoTime();
        Optional<String> objection = wellness.take(event);
        while (objection.isPresent()
                && System.nanoTime() - begun < bounds.state().toNanos()) {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            objection = wellness.take(event);
        }
        return objection;
    }

    private void strikeAndUndo(FaultEvent event) {
        Deed deed = Deed.of(event, patient, links, rest);
        Optional<Strike> strike = Optional.empty();
        boolean interrupted = false;
        try (Ambush ambush = ambush(event)) {
            try {
                strike = Optional.of(strike(event, deed, ambush));
                if (!keepsWhatItSends(event)) {
                    ambush.letGo();
                }
                TimeUnit.MILLISECONDS.sleep(left(event, strike.get()));
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (RuntimeException e) {
                chronicle.skipped(event, "failed: " + e);
            }
            try {
                undo(deed);
                strike.ifPresent(chronicle::undone);
            } catch (InterruptedException e) {
                interrupted = true;
                chronicle.trouble(event.kind() + " " + event.target() + " is not undone: interrupted");
            } catch (RuntimeException e) {
                chronicle.trouble(event.kind() + " " + event.target() + " is not undone: " + e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Ambush ambush(FaultEvent event) {
        return event.moment() == Moment.ANY
                ? Ambush.none(links)
                : Ambush.lay(Sight.of(event), Sight.of(event).links(event.target(), patient.topology()), links);
    }

    /** Whether what the target is sending leaves it only when it wakes, as if it had been frozen just before: others may have taken its place by then. */
    private boolean keepsWhatItSends(FaultEvent event) {
        return event.kind() == FaultKind.FREEZE
                && event.hitsWorker()
                && event.moment() != Moment.ANY
                && event.side() == Side.REQUEST;
    }

    private Strike strike(FaultEvent event, Deed deed, Ambush ambush) throws InterruptedException {
        Optional<Ambush.Trap> caught = ambush.await(bounds.moment());
        long at = chronicle.nowMillis();
        deed.strike().run();
        Strike strike =
                chronicle.struck(event, at, caught.filter(ambush::isHeld).map(Ambush.Trap::link));
        if (event.losesWhatIsSent()) {
            ambush.lose();
        }
        return strike;
    }

    /** How much of the duration is left. A worker that comes late shall still do some work. */
    private long left(FaultEvent event, Strike strike) {
        return event.kind() == FaultKind.ADD_WORKER
                ? Math.max(LEAST_STAY_MILLIS, strike.struckMillis() + event.durationMillis() - chronicle.nowMillis())
                : event.durationMillis();
    }

    private static void undo(Deed deed) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                deed.undo().run();
                return;
            } catch (RuntimeException e) {
                if (attempt == UNDO_ATTEMPTS) {
                    throw e;
                }
            }
            TimeUnit.MILLISECONDS.sleep(UNDO_PAUSE_MILLIS);
        }
    }
}
