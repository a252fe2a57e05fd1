package io.penstock.s3.writer;

import io.penstock.common.error.TransientException;
import io.penstock.common.lifecycle.Mdc;
import io.penstock.s3.error.S3Error;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks for what does not depend on each other, a few requests at a time. Invariant: when a call returns, however it ends, none of
 * its requests is under way, since what they send is of buffers that are given back, and who is told of a failure may give the
 * partition up. Each is bounded by {@code s3.request.timeout.ms} for each of the few requests of the store that it may take. Thread-safe.
 */
final class Abreast implements AutoCloseable {

    private static final long IDLE_SECONDS = 10;

    private final int width;
    private final ThreadPoolExecutor threads;

    /**
     * @param width the most at a time; 1 asks on the caller's own thread
     * @param name of the threads, which are begun when there is use for them
     */
    Abreast(int width, String name) {
        this.width = width;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                width, width, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), errand -> {
                    Thread thread = new Thread(errand, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Asks the same of each, a single one on the caller's own thread. After a failure nothing more is begun.
     *
     * @param beforeEach on the caller's thread; may throw, so that nothing more is begun
     * @param request on any thread
     * @param answered on the caller's thread, in the order in which answers come; false when nothing more is to be begun
     * @throws RuntimeException the worst of what was thrown, with the others as suppressed; also when interrupted, which ends
     *     what is under way
     */
    <A, B> void all(Collection<A> about, Runnable beforeEach, Function<A, B> request, BiPredicate<A, B> answered) {
        int most = about.size() == 1 ? 1 : width;
        Executor executor = most == 1 ? Runnable::run : errand -> threads.execute(Mdc.wrap(errand));
        new Round<>(about.iterator(), most, executor, beforeEach, request, answered).run();
    }

    /** Ends the threads, none of which has anything to do; harmless when repeated. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** One call. Confined to its thread, but for the queue. */
    private static final class Round<A, B> {

        private final Iterator<A> left;
        private final int most;
        private final Executor executor;
        private final Runnable beforeEach;
        private final Function<A, B> request;
        private final BiPredicate<A, B> answered;
        private final Set<Errand<A, B>> underWay = new HashSet<>();
        private final BlockingQueue<Errand<A, B>> ended;
        private boolean over;
        private boolean interrupted;
        private @Nullable Throwable failure;

        Round(
                Iterator<A> left,
                int most,
                Executor executor,
                Runnable beforeEach,
                Function<A, B> request,
                BiPredicate<A, B> answered) {
            this.left = left;
            this.most = most;
            this.ended = new ArrayBlockingQueue<>(most); // which needs no memory to be told of the last
            this.executor = executor;
            this.beforeEach = beforeEach;
            this.request = request;
            this.answered = answered;
        }

        void run() {
            do {
                while (!over && left.hasNext() && underWay.size() < most) {
                    beginNext();
                }
                if (!underWay.isEmpty()) {
                    awaitOne();
                }
            } while (!underWay.isEmpty() || (!over && left.hasNext()));
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure != null) {
                throw (RuntimeException) failure;
            }
        }

        private void beginNext() {
            try {
                beforeEach.run();
            } catch (RuntimeException | Error e) {
                fails(e);
                return;
            }
            Errand<A, B> errand = new Errand<>(left.next(), request, ended);
            underWay.add(errand);
            try {
                executor.execute(errand);
            } catch (RuntimeException | Error e) { // such as no memory for a thread
                errand.interrupt();
                underWay.remove(errand);
                fails(e);
            }
        }

        private void awaitOne() {
            Errand<A, B> done = ended.poll();
            try {
                done = done == null ? ended.take() : done;
            } catch (InterruptedException e) {
                interrupted = true;
                fails(new TransientException(
                        S3Error.STORE_UNAVAILABLE,
                        "interrupted while " + underWay.size() + " requests were under way",
                        e));
                underWay.forEach(Errand::interrupt);
                return;
            }
            underWay.remove(done);
            try {
                over |= !answered.test(done.about, done.answer());
            } catch (RuntimeException | Error e) {
                fails(e);
            }
        }

        private void fails(Throwable e) {
            over = true;
            Throwable before = failure;
            if (before == null || gravity(e) > gravity(before)) {
                failure = e;
                suppress(e, before);
            } else {
                suppress(before, e);
            }
        }

        private static void suppress(Throwable worse, @Nullable Throwable other) {
            if (other != null && other != worse) {
                worse.addSuppressed(other);
            }
        }

        private static int gravity(Throwable failure) {
            if (failure instanceof OutOfTime) {
                return 0;
            }
            if (failure instanceof TransientException) {
                return 1;
            }
            return failure instanceof Error ? 3 : 2;
        }
    }

    /** One request, and what came of it. */
    private static final class Errand<A, B> implements Runnable {

        private final A about;
        private final Function<A, B> request;
        private final BlockingQueue<Errand<A, B>> ended;
        /** Read by who has taken it from the queue. */
        private @Nullable B answer;

        private @Nullable Throwable failure;
        private @Nullable Thread at;
        private boolean unwanted;

        Errand(A about, Function<A, B> request, BlockingQueue<Errand<A, B>> ended) {
            this.about = about;
            this.request = request;
            this.ended = ended;
        }

        @Override
        public void run() {
            try {
                begins();
                answer = request.apply(about);
            } catch (RuntimeException | Error e) {
                failure = e;
            } finally {
                ends();
                ended.add(this);
            }
        }

        private synchronized void begins() {
            if (unwanted) {
                throw new TransientException(S3Error.STORE_UNAVAILABLE, "interrupted before the request was begun");
            }
            at = Thread.currentThread();
        }

        /** From here on an interrupt would meet another's request. */
        private synchronized void ends() {
            at = null;
        }

        synchronized void interrupt() {
            unwanted = true;
            if (at != null) {
                at.interrupt();
            }
        }

        B answer() {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure != null) {
                throw (RuntimeException) failure;
            }
            return Objects.requireNonNull(answer);
        }
    }
}
