package io.penstock.chaos.fault;

import io.penstock.testkit.kafka.ConnectRest;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Calls to whichever worker is awake, each bounded in time: a worker that is frozen, or whose Kafka is away, does not answer. What was given up may still
 * have been obeyed. Thread-safe.
 */
final class RestCalls {

    private static final long PAUSE_MILLIS = 250;

    private final Patient patient;
    private final Bounds bounds;
    private final ExecutorService callers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "chaos-rest");
        thread.setDaemon(true);
        return thread;
    });

    RestCalls(Patient patient, Bounds bounds) {
        this.patient = patient;
        this.bounds = bounds;
    }

    /** @throws IllegalStateException when no worker has obeyed in time */
    void tell(Consumer<ConnectRest> call) throws InterruptedException {
        repeat(asFunction(call), bounds.tell());
    }

    /** As {@link #tell}, with the longer patience of one who must tidy up. */
    void insist(Consumer<ConnectRest> call) throws InterruptedException {
        repeat(asFunction(call), bounds.insist());
    }

    /** @throws IllegalStateException when no worker has answered in time */
    <T> T ask(Function<ConnectRest, T> call) throws InterruptedException {
        return repeat(call, bounds.tell());
    }

    /** @throws IllegalStateException when no worker has answered within this patience */
    <T> T ask(Function<ConnectRest, T> call, Duration patience) throws InterruptedException {
        return repeat(call, patience);
    }

    private static Function<ConnectRest, Boolean> asFunction(Consumer<ConnectRest> call) {
        return api -> {
            call.accept(api);
            return true;
        };
    }

    private <T> T repeat(Function<ConnectRest, T> call, Duration patience) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            long left = patience.toNanos() - (System.nanoTime() - begun);
            Throwable failure;
            try {
                return once(call, Math.min(Math.max(left, 1), bounds.attempt().toNanos()));
            } catch (ExecutionException e) {
                failure = e.getCause() == null ? e : e.getCause();
            } catch (TimeoutException e) {
                failure = e;
            }
            if (System.nanoTime() - begun >= patience.toNanos() - TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS)) {
                throw new IllegalStateException(
                        "no worker has obeyed within " + patience.toMillis() + " ms: " + failure, failure);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private <T> T once(Function<ConnectRest, T> call, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        Future<T> answer = callers.submit(() -> call.apply(patient.rest()));
        try {
            return answer.get(nanos, TimeUnit.NANOSECONDS);
        } finally {
            // Harmless when it is done.
            answer.cancel(true);
        }
    }
}
