package io.penstock.chaos.fault;

import io.penstock.testkit.kafka.ConnectorStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what an operator does who has read the documentation: looks each second what has failed, and restarts it. Remembers each failure once, however often it
 * is seen. That no worker answers is no matter: it looks again. Thread-safe.
 */
public final class Operator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Operator.class);

    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** Before a restart is asked for again: the cluster takes a while to tell that it has obeyed. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Bounds BOUNDS = new Bounds(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ZERO,
            Duration.ZERO);

    private final Patient patient;
    private final Consumer<String> log;
    private final RestCalls rest;
    private final Duration period;
    private final Duration patience;
    // Not for durations: Kafka has the time of each status by this clock.
    private final long begunMillis = System.currentTimeMillis();
    private final List<Failure> failures = new ArrayList<>();

    /** What is FAILED now. Of the one polling thread. */
    private final Map<String, Seen> present = new HashMap<>();

    private final Thread thread;
    private final Optional<StatusTopic> topic;
    private volatile String death = "";
    private volatile String blindness = "";

    /** What counts once this is closed. Guarded by this. */
    private Optional<List<Failure>> last = Optional.empty();

    private record Seen(String trace, long restartedNanos) {}

    /** Knows the failures that it has seen: of two within a second, one. */
    public Operator(Patient patient, Consumer<String> log) {
        this(patient, log, BOUNDS, PERIOD, PATIENCE, Optional.empty());
    }

    /** @param topic read at the end, for the failures that were over before anybody looked */
    public Operator(Patient patient, Consumer<String> log, StatusTopic topic) {
        this(patient, log, BOUNDS, PERIOD, PATIENCE, Optional.of(topic));
    }

    Operator(
            Patient patient,
            Consumer<String> log,
            Bounds bounds,
            Duration period,
            Duration patience,
            Optional<StatusTopic> topic) {
        this.topic = topic;
        this.patient = patient;
        this.log = log;
        this.rest = new RestCalls(patient, bounds);
        this.period = period;
        this.patience = patience;
        this.thread = new Thread(this::rounds, "chaos-operator");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((ended, e) -> {
            LOG.error("The operator has ended", e);
            death = "the operator has ended by itself: " + e;
        });
    }

    /** Begins to look. Once only. */
    public void start() {
        thread.start();
    }

    /** In the order of their time. Once this is closed, always the same. */
    public synchronized List<Failure> failures() {
        return last.orElseGet(() -> List.copyOf(failures));
    }

    /** Failures that the documentation does not promise, in words, and the end of the operator itself. Once this is closed, always the same. */
    public List<String> breaches() {
        return Stream.concat(
                        failures().stream()
                                .filter(failure -> !failure.isPromised())
                                .map(Operator::inWords),
                        Stream.of(death).filter(text -> !text.isEmpty()))
                .toList();
    }

    /** Why failures may be unknown, in words. Empty when all is well. */
    public List<String> troubles() {
        return Stream.of(blindness).filter(text -> !text.isEmpty()).toList();
    }

    /** Ends the looking, and settles which failures there were. Harmless when repeated; takes a look at Kafka when done for the first time. */
    public void settle() {
        thread.interrupt();
        synchronized (this) {
            if (last.isEmpty()) {
                last = Optional.of(fromTopic().orElseGet(() -> List.copyOf(failures)));
            }
        }
    }

    @Override
    public void close() {
        settle();
    }

    private Optional<List<Failure>> fromTopic() {
        try {
            return topic.map(statuses ->
                    statuses.failures(patient.topology().profile().connectors(), begunMillis).stream()
                            .map(seen ->
                                    failure(seen.connector(), seen.part(), seen.atMillis(), new Trace(seen.trace())))
                            .toList());
        } catch (KafkaException e) {
            blindness =
                    "failures between two looks at the connectors may be lost, since their status topic cannot be read: "
                            + e;
            return Optional.empty();
        }
    }

    private void rounds() {
        try {
            while (true) {
                for (String connector : patient.topology().profile().connectors()) {
                    look(connector);
                }
                TimeUnit.MILLISECONDS.sleep(period.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(String connector) throws InterruptedException {
        try {
            restartFailed(rest.ask(api -> api.status(connector)));
        } catch (IllegalStateException e) {
            LOG.debug("{} cannot be looked at now", connector, e);
        }
    }

    private void restartFailed(ConnectorStatus status) throws InterruptedException {
        String name = status.name();
        if (isToBeRestarted(name, "connector", status.state(), status.trace())) {
            rest.tell(api -> api.restart(name));
        }
        for (ConnectorStatus.Task task : status.tasks()) {
            if (isToBeRestarted(name, "task " + task.id(), task.state(), task.trace())) {
                rest.tell(api -> api.restartTask(name, task.id()));
            }
        }
    }

    private boolean isToBeRestarted(String connector, String part, String state, String trace) {
        String key = connector + " " + part;
        if (!state.equals("FAILED")) {
            present.remove(key);
            return false;
        }
        Seen before = present.get(key);
        long now = System.nanoTime();
        if (before == null || !before.trace().equals(trace)) {
            remember(connector, part, new Trace(trace));
        } else if (now - before.restartedNanos() < patience.toNanos()) {
            return false;
        }
        present.put(key, new Seen(trace, now));
        return true;
    }

    private synchronized void remember(String connector, String part, Trace trace) {
        if (last.isPresent()) {
            return;
        }
        Failure failure = failure(connector, part, System.currentTimeMillis() - begunMillis, trace);
        failures.add(failure);
        log.accept(inWords(failure) + (failure.isPromised() ? "" : " [not promised]"));
    }

    private static Failure failure(String connector, String part, long millis, Trace trace) {
        return new Failure(
                connector, part, millis, trace.code(), trace.message(), Promises.reason(trace), trace.text());
    }

    private static String inWords(Failure failure) {
        return String.format(
                Locale.ROOT,
                "%.1f s  %s of %s has FAILED: %s",
                failure.atMillis() / 1000.0,
                failure.part(),
                failure.connector(),
                failure.message());
    }
}
