package io.penstock.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.penstock.mqtt.PacketNetwork.Break;
import io.penstock.mqtt.PacketNetwork.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The life of one session at a real broker, exactly once, under faults that a seed draws: of the task, of its way to the broker and of its transactions. The schedule plays the worker, as Connect is one: each poll's records are
 * a transaction, and of several tasks the one that was started last alone can commit; what fails to, is stopped and started again from the stored offset. A seed draws the same faults each time, and breaks connections at
 * the same packets; how many messages a poll finds is up to the broker and the machine.
 */
final class FaultSchedule {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** So long nothing comes though something must, before it is asked whose fault that is. */
    private static final Duration STALL = Duration.ofSeconds(10);

    /** What happens to a task, or to its connection. */
    enum Fault {
        /** The connection breaks now. */
        CUT,
        /** It breaks at a packet that is yet to come. */
        BREAK,
        /** The process dies, perhaps with records that it has not sent. */
        KILL,
        /** The transaction fails, and Kafka has nothing of it. */
        COMMIT_FAILS,
        /** The transaction fails though Kafka has committed it. */
        ANSWER_LOST,
        /** The process stands still, and another takes its place. It goes on later, with what it held. */
        ZOMBIE,
        /** Connect stops the task and starts it again. */
        RESTART
    }

    /**
     * @param twice messages that are there more than once, but for those that the broker sent again against the specification
     * @param excused those that are there more than once for that reason
     * @param heldBack how often the broker sent nothing of what it owed until the session was resumed
     */
    record Outcome(
            long seed,
            int messages,
            List<String> lost,
            List<String> twice,
            List<String> excused,
            int heldBack,
            boolean stuck,
            Map<Fault, Integer> faults,
            List<String> trace) {
        boolean sound() {
            return lost.isEmpty() && twice.isEmpty() && !stuck;
        }

        @Override
        public String toString() {
            return "seed " + seed + ": " + messages + " messages, lost " + lost + ", twice " + twice
                    + (stuck ? ", stuck" : "") + "\n  " + String.join("\n  ", trace);
        }
    }

    private final long seed;
    private final Random random;
    private final int port;
    private final Publisher publisher;
    private final Executor undertaker;
    private final String name;
    private final Map<String, String> config;
    private final StoringWorker worker;
    private final List<String> published = new ArrayList<>();
    private final List<Running> zombies = new ArrayList<>();
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final List<String> trace = new ArrayList<>();
    private final long deadline = System.nanoTime() + LIMIT.toNanos();
    private final SentAgain sentAgain = new SentAgain();
    private int newest;
    private int heldBack;
    private Running current;

    /**
     * @param run tells apart those of the same seed
     * @param undertaker frees what dead tasks hold in this process
     */
    FaultSchedule(long seed, int run, int port, Publisher publisher, Executor undertaker) {
        this.seed = seed;
        this.random = new Random(seed);
        this.port = port;
        this.publisher = publisher;
        this.undertaker = undertaker;
        this.name = "schedule-" + seed + "-" + run;
        this.config = config(random);
        this.worker = new StoringWorker(name);
        this.current = new Running();
    }

    private static Map<String, String> config(Random random) {
        Map<String, String> config = new HashMap<>(Map.of(
                "mqtt.qos", "2",
                "exactly.once.support", "required",
                "retry.backoff.initial.ms", "5",
                "retry.backoff.max.ms", "40"));
        config.put("mqtt.version", random.nextInt(3) == 0 ? "3.1.1" : "5");
        config.put("mqtt.receive.maximum", String.valueOf(1 + random.nextInt(8)));
        config.put("batch.max.records", String.valueOf(1 + random.nextInt(10)));
        return config;
    }

    /** A task, and what it has handed out and not committed. */
    private final class Running {
        final int epoch = ++newest;
        final PacketNetwork network = PacketNetwork.to(port, sentAgain);
        final DrivenTask task = worker.start(network.uri(), name, config);
        List<SourceRecord> out = List.of();

        /** @return false if it has failed */
        boolean poll() {
            try {
                out = out.isEmpty() ? task.poll() : out;
                return true;
            } catch (ConnectException e) {
                log("task " + epoch + " fails: " + e.getMessage());
                return false;
            }
        }

        /** @return false if it has failed */
        boolean transact() {
            if (!poll()) {
                return false;
            }
            if (epoch != newest) {
                log("task " + epoch + " is fenced");
                return false;
            }
            worker.store(task, out);
            log("task " + epoch + " commits " + DrivenTask.values(out));
            out = List.of();
            return true;
        }

        void stop() {
            log("task " + epoch + " is stopped");
            task.close();
            network.close();
        }

        void die() {
            log("task " + epoch + " dies with " + DrivenTask.values(out));
            network.close();
            undertaker.execute(task::close);
        }
    }

    private void log(String what) {
        trace.add(what);
    }

    Outcome run() {
        boolean stuck = false;
        try {
            subscribe();
            publish(4 + random.nextInt(12));
            for (int left = 3 + random.nextInt(4); left > 0; left--) {
                work(random.nextInt(4));
                if (random.nextInt(3) == 0) {
                    publish(1 + random.nextInt(12));
                }
                hurt(one(List.of(Fault.values())));
                if (random.nextBoolean()) {
                    wakeZombies();
                }
            }
            wakeZombies();
            finish();
        } catch (Stuck e) {
            stuck = true;
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        } finally {
            zombies.forEach(Running::die);
            current.die();
        }
        return outcome(stuck);
    }

    private void subscribe() {
        while (!worker.hasStoredAnything()) {
            work(1);
        }
        while (current.task.metric("subscribed") != 1) {
            checkTime();
            pause();
        }
    }

    private void publish(int count) {
        log("publishes " + count);
        published.addAll(publisher.publish(name, published.size() + "-", count, MqttQos.EXACTLY_ONCE));
    }

    private void work(int transactions) {
        for (int i = 0; i < transactions; i++) {
            checkTime();
            if (!current.transact()) {
                current.stop();
                current = new Running();
            }
        }
    }

    private boolean expectsMore() {
        return worker.messages().size() < published.size();
    }

    private void hurt(Fault fault) {
        faults.merge(fault, 1, Integer::sum);
        boolean holding = random.nextBoolean();
        log(fault + (holding ? " while it holds what it has polled" : ""));
        Break where = new Break(one(List.of(Kind.values())), 1 + random.nextInt(4), random.nextBoolean());
        if (holding && expectsMore()) {
            current.poll();
        }
        switch (fault) {
            case CUT -> current.network.cut();
            case BREAK -> {
                log("at " + where);
                current.network.breakAt(where);
                if (random.nextBoolean()) {
                    current.network.cut(); // so that it may break while the session is resumed
                }
            }
            case KILL -> replace(false);
            case COMMIT_FAILS -> replace(random.nextBoolean());
            case ANSWER_LOST -> {
                worker.write(current.out);
                log("Kafka has " + DrivenTask.values(current.out));
                replace(random.nextBoolean());
            }
            case ZOMBIE -> {
                zombies.add(current);
                if (random.nextBoolean()) {
                    current.network.cut();
                }
                current = new Running();
            }
            case RESTART -> replace(true);
        }
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private void replace(boolean stopped) {
        if (stopped) {
            current.stop();
        } else {
            current.die();
        }
        current = new Running();
    }

    private void wakeZombies() {
        for (Running zombie : zombies) {
            if (!zombie.out.isEmpty() || random.nextInt(4) == 0) {
                zombie.transact();
            }
            zombie.stop();
        }
        zombies.clear();
    }

    /** What is remembered wrongly shows when the session is resumed once more. */
    private void finish() {
        drain();
        replace(true);
        drain();
    }

    private void drain() {
        publish(1);
        String last = published.get(published.size() - 1);
        long stall = System.nanoTime() + STALL.toNanos();
        while (!worker.hasStored(last)) {
            work(1);
            if (System.nanoTime() > stall && current.network.owesNothing()) {
                heldBack++;
                log("the broker holds messages back");
                current.network.cut();
                stall = Long.MAX_VALUE;
            }
        }
    }

    private void checkTime() {
        if (System.nanoTime() > deadline) {
            throw new Stuck();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Outcome outcome(boolean stuck) {
        List<String> stored = worker.messages();
        List<String> lost = new ArrayList<>(published);
        lost.removeAll(new HashSet<>(stored));
        List<String> twice = new ArrayList<>(stored);
        new HashSet<>(stored).forEach(twice::remove);
        List<String> excused = new ArrayList<>(twice);
        excused.retainAll(sentAgain.wrongly());
        twice.removeAll(excused);
        return new Outcome(seed, published.size(), lost, twice, excused, heldBack, stuck, faults, trace);
    }

    private static final class Stuck extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stuck() {
            super("nothing comes any more");
        }
    }
}
