package io.penstock.chaos.load;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of one publisher one after the other, on a thread of its own. No message is given up: one that the outlet gave up is sent
 * again, and noted as repeated.
 */
final class Publisher implements AutoCloseable {

    private static final long PAUSE_MILLIS = 200;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int number;
    private final MessageFactory factory;
    private final Outlet outlet;
    private final ReceiptBook book;
    private final long intervalNanos;
    private final Semaphore window;
    private final BlockingQueue<MessageId> again = new LinkedBlockingQueue<>();
    private final Thread thread;
    private boolean stopped;
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;

    Publisher(int number, MessageFactory factory, Outlet outlet, ReceiptBook book, Pace pace) {
        this.number = number;
        this.factory = factory;
        this.outlet = outlet;
        this.book = book;
        this.intervalNanos = SECOND_NANOS / pace.messagesPerSecond();
        this.window = new Semaphore(pace.window());
        this.thread = new Thread(this::run, "publisher-" + number);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Nothing new once this has returned; what is unacknowledged is still seen through. */
    synchronized void stop() {
        stopped = true;
    }

    /** Why its thread has ended before its time. */
    Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private void run() {
        try {
            outlet.open();
            awaitSubscriber();
            long sequence = 1;
            long next = System.nanoTime();
            while (!closed) {
                MessageId failed =
                        again.poll(isStopped() ? LOOK_NANOS : next - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (failed != null) {
                    send(failed);
                } else if (next - System.nanoTime() <= 0 && window.tryAcquire(LOOK_NANOS, TimeUnit.NANOSECONDS)) {
                    MessageId id = new MessageId(number, sequence);
                    if (note(id)) {
                        send(id);
                        sequence++;
                    } else {
                        window.release();
                    }
                    next = Math.max(next + intervalNanos, System.nanoTime());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by close(), and this is the thread's end
        } catch (RuntimeException e) {
            if (!closed) {
                failure = e;
            }
        }
    }

    /** Sends the first message until somebody gets it: what nobody has subscribed to yet, an MQTT broker drops, and says so. */
    private void awaitSubscriber() throws InterruptedException {
        MessageId first = new MessageId(number, 0);
        boolean due = note(first);
        while (due && !closed) {
            try {
                if (outlet.send(factory.message(first)).get() == Receipt.TAKEN) {
                    book.acknowledged(first, Receipt.TAKEN);
                    return;
                }
            } catch (ExecutionException e) {
                book.repeated(first);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /** Under the lock, so that no message is noted after the stop: whoever reads the book then reads all. */
    private synchronized boolean note(MessageId id) {
        if (!stopped) {
            book.sent(id);
        }
        return !stopped;
    }

    private void send(MessageId id) {
        CompletableFuture<Receipt> receipt;
        try {
            receipt = outlet.send(factory.message(id));
        } catch (RuntimeException e) {
            receipt = CompletableFuture.failedFuture(e);
        }
        var unused = receipt.whenComplete((taken, failure) -> {
            if (failure == null) {
                book.acknowledged(id, taken);
                window.release();
            } else if (!closed) {
                book.repeated(id);
                CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(() -> again.add(id));
            }
        });
    }

    @Override
    public void close() {
        stop();
        closed = true;
        thread.interrupt();
        outlet.close();
    }
}
