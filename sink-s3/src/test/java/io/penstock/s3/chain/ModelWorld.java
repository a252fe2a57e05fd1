package io.penstock.s3.chain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** One random history of one partition: owners come and go, zombies wake at any time, requests meet every fate. */
final class ModelWorld {

    /** What may happen beside crashes, zombies and bad requests. */
    enum Hazard {
        /** The group's offset is moved back or lost, and the log's start moves. */
        HINT,
        /** Everything sleeps for longer than the retention. */
        SWEEP,
        /** An operator alters the offsets. */
        RESET
    }

    /** What became of the records. */
    record Verdict(int lost, int twice, long orphans, boolean replaced, int steps) {

        boolean bad() {
            return lost > 0 || twice > 0 || orphans > 0 || replaced;
        }
    }

    static final Duration RETENTION = Duration.ofSeconds(500);

    private static final int RECORDS = 10;

    private final Random random;
    private final Set<Hazard> hazards;
    private final Rule leftOut;
    private final ModelStore store = new ModelStore();
    private final List<Long> log = new ArrayList<>();
    private final Set<Long> dead = new HashSet<>();
    private final List<ModelTask> tasks = new ArrayList<>();
    private final List<Function<ModelStore, Object>> delayed = new ArrayList<>();
    private final List<Supplier<String>> trace = new ArrayList<>();
    private long committed;
    private long logStart;
    private int nonces;
    private int names;
    private int steps;
    private Map<Long, Integer> shownBeforeReset = Map.of();
    private OptionalLong reset = OptionalLong.empty();

    ModelWorld(long seed, Set<Hazard> hazards, Rule leftOut) {
        this.random = new Random(seed);
        this.hazards = hazards;
        this.leftOut = leftOut;
        long offset = 0;
        for (int i = 0; i < RECORDS; i++) {
            log.add(offset);
            if (random.nextInt(5) == 0) {
                dead.add(offset);
            }
            offset += random.nextInt(4) == 0 ? 2 : 1; // gaps: transactions, compaction
        }
    }

    String nonce() {
        return "n" + nonces++;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** One at least, in any order. */
    <T> List<T> some(List<T> all) {
        if (all.size() < 2) {
            return all;
        }
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, 1 + random.nextInt(shuffled.size()));
    }

    boolean leftOut(Rule rule) {
        return leftOut == rule;
    }

    ModelStore store() {
        return store;
    }

    long committed() {
        return committed;
    }

    long logStart() {
        return logStart;
    }

    Optional<Long> fetch(long at) {
        return log.stream().filter(offset -> offset >= at).findFirst();
    }

    /** Whether it is a tombstone or a dead letter, which enters no file. */
    boolean dead(long offset) {
        return dead.contains(offset);
    }

    void commit(long offset) {
        if (chance(.7)) {
            committed = offset; // some commits are lost; a zombie's are stale
        }
    }

    ChainRequest mutated(ChainRequest request) {
        if (leftOut(Rule.CARRY)
                && request instanceof ChainRequest.Append append
                && append.element().kind() == Element.Kind.CLAIM) {
            Element bare = new Element(
                    append.element().nonce(),
                    Element.Kind.CLAIM,
                    append.element().position(),
                    List.of());
            return new ChainRequest.Append(append.sequence(), bare);
        }
        return request;
    }

    private ModelTask spawn(boolean last) {
        ModelTask task = new ModelTask(this, "T" + names++, last);
        tasks.add(task);
        long from = committed;
        trace.add(() -> task.name + " starts, committed " + from);
        return task;
    }

    private void step(ModelTask task, boolean faulty) {
        steps++;
        store.tick(1);
        if (task.wants().isEmpty()) {
            task.poll();
        } else {
            meetFate(task, faulty);
        }
        if (task.gone()) {
            tasks.remove(task);
        }
    }

    private void meetFate(ModelTask task, boolean faulty) {
        Object label = task.wants().orElse("");
        Function<ModelStore, Object> request = task.request();
        int fate = faulty ? random.nextInt(98) : 0;
        boolean done = fate < 80 || (fate >= 85 && fate < 90) || fate >= 95;
        Object reply = done ? request.apply(store) : null;
        if (fate >= 90) {
            delayed.add(request); // done at any later time, or once more
        }
        boolean answered = fate < 80 || fate >= 95;
        String deed = (done ? "" : " not done") + (answered ? "" : " unanswered") + (fate >= 90 ? " late" : "");
        trace.add(() -> task.name + " " + label + deed + (reply == null ? "" : " -> " + reply));
        if (answered && reply != null) {
            task.answered(reply);
        } else {
            task.unanswered();
        }
    }

    private void chaos(int rounds) {
        ModelTask owner = spawn(false);
        double zombies = new double[] {.04, .2, .5}[random.nextInt(3)];
        for (int i = 0; i < rounds; i++) {
            double x = random.nextDouble();
            if (x < .03 || owner.gone()) {
                retire(owner);
                owner = spawn(false);
            } else if (x < .05 && !delayed.isEmpty()) {
                late();
            } else if (x < .055 && hazards.contains(Hazard.SWEEP)) {
                store.tick(4 * RETENTION.toSeconds());
                trace.add(() -> "long sleep");
            } else if (x < .06 && hazards.contains(Hazard.HINT)) {
                long newest = store.shown().keySet().stream()
                        .mapToLong(offset -> offset)
                        .max()
                        .orElse(0);
                committed = random.nextInt((int) newest + 1);
                logStart = chance(.3) ? Math.max(logStart, random.nextInt(4)) : logStart;
            } else {
                step(chance(zombies) ? tasks.get(random.nextInt(tasks.size())) : owner, true);
            }
        }
    }

    private void retire(ModelTask owner) {
        switch (random.nextInt(5)) {
            case 0 -> crash(owner);
            case 1 -> owner.end = ModelTask.End.CLOSE;
            case 2 -> owner.end = ModelTask.End.LOST;
            default -> {} // a zombie: it may wake at any time
        }
    }

    /** Of what was under way some arrives at any later time, and some never. */
    private void crash(ModelTask owner) {
        tasks.remove(owner);
        owner.underWay().stream().filter(request -> chance(.5)).forEach(delayed::add);
    }

    private void late() {
        trace.add(() -> "a late request");
        Object unused = delayed.remove(random.nextInt(delayed.size())).apply(store);
    }

    private void drain(ModelTask task) {
        for (int i = 0; i < 20_000; i++) {
            if (task.gone()) {
                return;
            }
            step(task, false);
        }
        throw new AssertionError("a task never ends");
    }

    private void alterOffsets() {
        long target = random.nextInt((int) (log.get(log.size() - 1) + 1));
        reset = OptionalLong.of(target);
        trace.add(() -> "offsets altered to " + target);
        Opening opening = Opening.resetting(reset, this::nonce, RETENTION);
        for (Optional<ChainRequest> request = opening.request(); request.isPresent(); request = opening.request()) {
            opening.answer(store.answer(request.get()));
        }
        shownBeforeReset = store.shown();
    }

    /** What happened, for a person who looks into a bad seed. */
    List<String> trace() {
        return trace.stream().map(Supplier::get).toList();
    }

    Verdict run() {
        chaos(20 + random.nextInt(140));
        if (hazards.contains(Hazard.RESET)) {
            alterOffsets();
            chaos(20 + random.nextInt(60));
        }
        // Faults end; a last owner, then whatever zombies do; and again.
        for (int i = 0; i < 2; i++) {
            drain(spawn(true));
            for (ModelTask task : List.copyOf(tasks)) {
                int more = random.nextInt(60);
                for (int j = 0; j < more && !task.gone(); j++) {
                    step(task, false);
                }
            }
            while (!delayed.isEmpty()) {
                late();
            }
        }
        tasks.clear();
        store.tick(4 * RETENTION.toSeconds());
        drain(spawn(true));
        return verdict();
    }

    private Verdict verdict() {
        Map<Long, Integer> wanted = new HashMap<>();
        for (long offset : log) {
            if (dead(offset)) {
                wanted.put(offset, 0);
            } else if (reset.isPresent()) {
                int again = offset >= reset.getAsLong() ? 1 : 0;
                wanted.put(offset, shownBeforeReset.getOrDefault(offset, 0) + again);
            } else if (offset >= logStart) {
                wanted.put(offset, 1);
            }
        }
        int lost = 0;
        for (Map.Entry<Long, Integer> entry : wanted.entrySet()) {
            lost += store.shown(entry.getKey()) < entry.getValue() ? 1 : 0;
        }
        int twice = 0;
        for (Map.Entry<Long, Integer> entry : store.shown().entrySet()) {
            twice += entry.getValue() > wanted.getOrDefault(entry.getKey(), 1) ? 1 : 0;
        }
        return new Verdict(lost, twice, store.orphans(), store.replaced(), steps);
    }
}
