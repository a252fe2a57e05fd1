package io.penstock.mqtt.session;

import io.penstock.mqtt.client.Acknowledgement;
import io.penstock.mqtt.session.SessionMemory.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A broker with one session, connections, and tasks that write in transactions of which a newer task fences the older ones. Everything may happen between a task's hand-out and the end of its transaction, and between the
 * commit and its report. Transforms drop records; the offset of the last record that they let through is stored. A transaction may end in the middle of what was handed out, as when Connect is paused while it tries to send.
 */
final class SessionWorld {
    private static final int MESSAGES = 40;
    private static final int STEPS_MAX = 40_000;
    private static final int QUIET_ENOUGH = 900;

    /** Beside crashes, broken connections, failed commits and commits whose answer is lost, which happen always. */
    enum Hazard {
        SESSION_LOST,
        ZOMBIE,
        FILTER,
        EXPIRY,
        /** Some messages are of QoS 1. */
        MIXED_QOS,
        /** The broker sends again what it waits for, on a connection that lives; of QoS 2 only, for nobody can tell which of two messages of QoS 1 a PUBACK is for. */
        REPETITION
    }

    /** Makes a task's memory. */
    interface Maker {
        SessionMemory make(Snapshot stored);
    }

    record Outcome(int messages, int lost, int twice, boolean stuck, long steps, String trace) {
        boolean sound() {
            return lost == 0 && twice == 0 && !stuck;
        }

        @Override
        public String toString() {
            return messages + " messages, " + lost + " lost, " + twice + " twice" + (stuck ? ", stuck" : "");
        }
    }

    private record Packet(Kind kind, int id, int message, boolean flag) {}

    private enum Kind {
        CONNACK,
        PUBLISH,
        PUBREL
    }

    /** @param what null for SUBSCRIBE */
    private record Answer(@Nullable Acknowledgement what, int id) {}

    private static final class InFlight {
        final int message;
        final int qos;
        boolean released;
        boolean sent;

        InFlight(int message, int qos) {
            this.message = message;
            this.qos = qos;
        }
    }

    private static final class Connection {
        final Deque<Packet> down = new ArrayDeque<>();
        final Deque<Answer> up = new ArrayDeque<>();
        boolean open = true;
    }

    private final Random random;
    private final int window;
    private final boolean lowestId;
    private final int contents;
    private final Set<Hazard> hazards;
    private final Maker maker;
    private final Deque<String> trace = new ArrayDeque<>();

    private final Deque<Integer> queued = new ArrayDeque<>();
    private final Map<Integer, InFlight> flight = new LinkedHashMap<>();
    private final Set<Integer> excused = new HashSet<>();
    private final Set<Integer> taken = new HashSet<>();
    private @Nullable Connection served;
    private boolean present;
    private boolean subscribed;
    private int nextId = 1;

    private final Set<Integer> dropped = new HashSet<>();
    private final Set<Integer> ofQosOne = new HashSet<>();
    private boolean falseAlarm;
    private final Map<Integer, Integer> kafka = new HashMap<>();
    private Map<Integer, Long> offset = Map.of();
    private int newestEpoch;
    private int changes;

    SessionWorld(long seed, int window, boolean lowestId, int contents, Set<Hazard> hazards, Maker maker) {
        this.random = new Random(seed);
        this.window = window;
        this.lowestId = lowestId;
        this.contents = contents;
        this.hazards = hazards;
        this.maker = maker;
        for (int message = 0; message < MESSAGES; message++) {
            if (hazards.contains(Hazard.FILTER) && random.nextInt(10) < 4) {
                dropped.add(message);
            }
            if (hazards.contains(Hazard.MIXED_QOS) && random.nextInt(10) < 3) {
                ofQosOne.add(message);
            }
        }
    }

    private int qos(int message) {
        return ofQosOne.contains(message) ? 1 : 2;
    }

    private void log(String what) {
        trace.add(what);
        if (trace.size() > 3000) {
            trace.remove();
        }
    }

    private long digest(int message) {
        return (contents == 0 ? message : message % contents) * 2L + qos(message);
    }

    // The broker.

    private void connect(Connection connection) {
        drop();
        served = connection;
        connection.down.add(new Packet(Kind.CONNACK, 0, 0, present));
        log(String.format("broker: connect, session present %s", present));
        present = true;
        flight.forEach(this::send);
        pump();
    }

    private void drop() {
        if (served != null) {
            served.open = false;
            served.up.clear();
        }
        served = null;
    }

    private void send(int id, InFlight held) {
        if (served != null) {
            served.down.add(
                    held.released
                            ? new Packet(Kind.PUBREL, id, held.message, false)
                            : new Packet(Kind.PUBLISH, id, held.message, held.sent));
            held.sent = true;
        }
    }

    private void loseSession() {
        drop();
        excused.addAll(queued);
        flight.values().forEach(held -> excused.add(held.message));
        queued.clear();
        flight.clear();
        present = false;
        subscribed = false;
        nextId = 1;
    }

    /** A broker may drop an expired message when a session is resumed, sent or not. */
    private void expire() {
        drop();
        Iterator<InFlight> first = flight.values().iterator();
        if (first.hasNext()) {
            InFlight held = first.next();
            if (!held.released) {
                excused.add(held.message);
            }
            first.remove();
        }
    }

    private void repeat() {
        List<Map.Entry<Integer, InFlight>> waiting = flight.entrySet().stream()
                .filter(entry -> entry.getValue().qos == 2)
                .toList();
        if (!waiting.isEmpty()) {
            Map.Entry<Integer, InFlight> one = waiting.get(random.nextInt(waiting.size()));
            send(one.getKey(), one.getValue());
        }
    }

    private void pump() {
        while (served != null && !queued.isEmpty() && flight.size() < window) {
            if (lowestId) {
                nextId = 1;
            }
            while (flight.containsKey(nextId)) {
                nextId = nextId % 50 + 1;
            }
            int message = queued.remove();
            InFlight held = new InFlight(message, qos(message));
            flight.put(nextId, held);
            send(nextId, held);
            nextId = nextId % 50 + 1;
        }
    }

    private void brokerReceives() {
        Answer answer = served == null ? null : served.up.poll();
        if (answer == null) {
            return;
        }
        InFlight held = flight.get(answer.id());
        log(String.format("broker gets %s", answer));
        if (answer.what() == null) {
            changes += subscribed ? 0 : 1;
            subscribed = true;
        } else if (answer.what() == Acknowledgement.PUBREC) {
            if (held != null && held.qos == 2) {
                held.released = true;
                send(answer.id(), held);
            }
        } else if (held != null && (answer.what() == Acknowledgement.PUBACK ? held.qos == 1 : held.released)) {
            flight.remove(answer.id());
            changes++;
        }
        pump();
    }

    // A task.

    private final class Task {
        final int epoch = ++newestEpoch;
        final SessionMemory memory = maker.make(Snapshot.of(offset));
        final Deque<Integer> queue = new ArrayDeque<>();
        final Deque<Taken> handles = new ArrayDeque<>();
        Connection connection = new Connection();
        List<HandedOut> out = List.of();
        List<Integer> outMessages = List.of();

        /** Committed, and not yet reported; records whose report Connect puts off. */
        final List<HandedOut> unreported = new ArrayList<>();

        final Set<HandedOut> stored = new HashSet<>();
        boolean transactionEnded;

        Task() {
            connection.open = false;
        }

        void receive() {
            Packet packet = connection.down.poll();
            if (packet == null) {
                if (!connection.open) {
                    reconnect();
                } else if (memory.doubtful() && random.nextInt(20) == 0) {
                    memory.noEvidence();
                }
                return;
            }
            log(String.format("task %d gets %s", epoch, packet));
            switch (packet.kind()) {
                case CONNACK -> memory.connected(this::answer, packet.flag());
                case PUBREL -> memory.released(packet.id());
                case PUBLISH -> publish(packet);
            }
        }

        private void reconnect() {
            if (random.nextInt(3) == 0) {
                memory.disconnected();
                connection = new Connection();
                connect(connection);
            }
        }

        private void publish(Packet packet) {
            int qos = qos(packet.message());
            Verdict verdict = memory.judge(qos, packet.id(), packet.flag(), digest(packet.message()));
            if (verdict != Verdict.KNOWN) {
                Taken message = new Taken(qos, packet.id(), digest(packet.message()));
                memory.take(message);
                handles.add(message);
                queue.add(packet.message());
            }
        }

        /** Of what goes into a connection that has ended, the task may know it or not. */
        private boolean answer(Acknowledgement what, int id) {
            log(String.format("task %d answers %s %d", epoch, what, id));
            if (connection.open) {
                connection.up.add(new Answer(what, id));
            }
            return connection.open || random.nextBoolean();
        }

        void subscribe() {
            if (memory.subscribable() && connection.open) {
                memory.subscribed();
                connection.up.add(new Answer(null, 0));
            }
        }

        boolean busy() {
            return !queue.isEmpty() || !out.isEmpty() || transactionEnded || memory.due() || !connection.down.isEmpty();
        }

        /** @return false if the task is dead */
        boolean work(boolean faulty) {
            if (transactionEnded) {
                report();
                return true;
            }
            return out.isEmpty() ? handOut() : commit(faulty);
        }

        private boolean handOut() {
            falseAlarm |= memory.bookkeepingDropped();
            boolean due = memory.due();
            int count = queue.isEmpty() ? 0 : 1 + random.nextInt(queue.size());
            if (count == 0 && !due) {
                return true;
            }
            List<Taken> messages = new ArrayList<>();
            outMessages = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                messages.add(handles.remove());
                outMessages.add(queue.remove());
            }
            boolean bookkeeping = count == 0 || memory.insistent() || (due && random.nextBoolean());
            out = memory.handOut(Collections.unmodifiableList(messages), bookkeeping);
            log(String.format("task %d hands out %s, bookkeeping %s", epoch, outMessages, bookkeeping));
            return true;
        }

        private boolean commit(boolean faulty) {
            int fate = faulty ? random.nextInt(100) : 100;
            if (epoch != newestEpoch || fate < 5) {
                log(String.format("task %d fails to commit", epoch));
                return false;
            }
            int sent = random.nextInt(10) == 0 ? random.nextInt(out.size() + 1) : out.size();
            for (int i = 0; i < sent; i++) {
                boolean message = i < outMessages.size();
                if (!message || !dropped.contains(outMessages.get(i))) {
                    stored.add(out.get(i));
                    offset = out.get(i).snapshot().digests();
                    if (message) {
                        kafka.merge(outMessages.get(i), 1, Integer::sum);
                        changes++;
                    }
                }
            }
            log(String.format("task %d commits, offset %s, fate %d", epoch, offset, fate));
            unreported.addAll(out.subList(0, sent));
            out = List.copyOf(out.subList(sent, out.size()));
            outMessages = outMessages.subList(Math.min(sent, outMessages.size()), outMessages.size());
            if (fate < 10) {
                return false; // committed, and the answer never came
            }
            transactionEnded = true;
            return true;
        }

        /** In any order; and not at all before the next that stores something, if nothing was stored. */
        private void report() {
            transactionEnded = false;
            if (unreported.stream().anyMatch(stored::contains)) {
                Collections.shuffle(unreported, random);
                unreported.forEach(record -> memory.settled(record, stored.contains(record)));
                unreported.clear();
                stored.clear();
            }
            memory.committed();
        }
    }

    Outcome run() {
        List<Task> tasks = new ArrayList<>(List.of(new Task()));
        double chaos = List.of(0.02, 0.05, 0.12).get(random.nextInt(3));
        double lively = List.of(0.8, 0.4, 0.0).get(random.nextInt(3));
        int sent = 0;
        int quiet = 0;
        int steps = 0;
        for (; quiet < QUIET_ENOUGH && steps < STEPS_MAX; steps++) {
            boolean faulty = sent < MESSAGES || random.nextInt(500) == 0;
            if (faulty && random.nextDouble() < chaos) {
                disturb(tasks);
            }
            if (!faulty) {
                tasks.subList(0, tasks.size() - 1).clear();
            }
            Task task = random.nextDouble() < lively
                    ? tasks.get(tasks.size() - 1)
                    : tasks.get(random.nextInt(tasks.size()));
            int before = changes;
            int choice = random.nextInt(14);
            if (choice == 0 && sent < MESSAGES) {
                sent += publish(sent);
            } else if (choice < 5) {
                task.receive();
            } else if (choice < 9) {
                brokerReceives();
            } else if (choice < 13) {
                if (!task.work(faulty)) {
                    die(task, tasks);
                }
            } else {
                task.subscribe();
            }
            boolean busy =
                    sent < MESSAGES || changes != before || tasks.stream().anyMatch(Task::busy);
            quiet = busy ? 0 : quiet + 1;
        }
        return outcome(steps);
    }

    private int publish(int message) {
        if (present && subscribed) {
            taken.add(message);
            queued.add(message);
            pump();
            return 1;
        }
        return random.nextInt(20) == 0 ? 1 : 0;
    }

    private void disturb(List<Task> tasks) {
        int choice = random.nextInt(2 + Hazard.values().length);
        Task newest = tasks.get(tasks.size() - 1);
        if (choice == 0) {
            log("-- crash");
            tasks.set(tasks.size() - 1, new Task());
            if (newest.connection == served) {
                drop();
            }
        } else if (choice == 1) {
            log("-- break");
            drop();
        } else if (hazards.contains(Hazard.values()[choice - 2])) {
            log(String.format("-- %s", Hazard.values()[choice - 2]));
            switch (Hazard.values()[choice - 2]) {
                case SESSION_LOST -> {
                    if (random.nextInt(10) < 4) {
                        loseSession();
                    }
                }
                case ZOMBIE -> {
                    if (tasks.size() < 3) {
                        tasks.add(new Task());
                    }
                }
                case EXPIRY -> expire();
                case REPETITION -> repeat();
                case MIXED_QOS -> log(String.format("of QoS 1 are %s", ofQosOne));
                case FILTER -> log(String.format("filters drop %s", dropped));
            }
        }
    }

    private void die(Task task, List<Task> tasks) {
        if (task.connection == served) {
            drop();
        }
        if (task == tasks.get(tasks.size() - 1)) {
            tasks.set(tasks.size() - 1, new Task());
        } else {
            tasks.remove(task);
        }
    }

    private Outcome outcome(int steps) {
        Set<Integer> there = new HashSet<>(queued);
        flight.values().stream().filter(held -> !held.released).forEach(held -> there.add(held.message));
        Set<Integer> wanted = new HashSet<>(taken);
        wanted.removeAll(excused);
        wanted.removeAll(dropped);
        int lost = 0;
        for (int message : wanted) {
            lost += kafka.containsKey(message) || there.contains(message) ? 0 : 1;
        }
        int twice = (int) kafka.entrySet().stream()
                .filter(entry -> entry.getValue() > 1 && qos(entry.getKey()) == 2)
                .count();
        boolean stuck = !flight.isEmpty() || !queued.isEmpty() || !subscribed || falseAlarm;
        log(String.format(
                "lost %s, in Kafka %s",
                wanted.stream().filter(message -> !kafka.containsKey(message)).toList(), kafka));
        return new Outcome(wanted.size(), lost, twice, stuck, steps, String.join("\n", trace));
    }
}
