package io.penstock.s3.restore;

import io.penstock.common.error.TransientException;
import io.penstock.common.lifecycle.Mdc;
import io.penstock.s3.error.S3Error;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A few requests at a time. Used by one thread, which waits until all have ended. */
final class SideBySide implements AutoCloseable {

    static final int WIDTH = 8;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    /** @param name of the threads */
    SideBySide(String name) {
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                WIDTH, WIDTH, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), errand -> {
                    Thread thread = new Thread(errand, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Asks the same of each.
     *
     * @return the answers in that order
     * @throws RuntimeException what the first of those that failed has thrown
     */
    <A, B> List<B> all(List<A> about, Function<A, B> request) {
        List<CompletableFuture<B>> answers = new ArrayList<>();
        for (A one : about) {
            answers.add(CompletableFuture.supplyAsync(
                    () -> request.apply(one), errand -> threads.execute(Mdc.wrap(errand))));
        }
        List<B> all = new ArrayList<>();
        RuntimeException failure = null;
        for (CompletableFuture<B> answer : answers) {
            try {
                all.add(joined(answer));
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return all;
    }

    private static <B> B joined(CompletableFuture<B> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException(S3Error.STORE_UNAVAILABLE, "interrupted while commit records were read", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
