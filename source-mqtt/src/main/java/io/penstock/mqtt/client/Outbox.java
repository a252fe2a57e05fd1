package io.penstock.mqtt.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits to be written. Any thread hands packets in and never blocks on the network; one writer thread sends all that has gathered in one write. A broker that has no more in flight than it may leaves far less waiting here than
 * {@link #MAX_WAITING_BYTES}; one that sends and sends, and does not read what it is answered, cannot fill the memory.
 */
final class Outbox {
    /** Twice what acknowledges a message under every packet id. */
    static final int MAX_WAITING_BYTES = 2 * 65_535 * 5;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private boolean writing;
    private boolean finished;
    private boolean closed;
    private volatile boolean overflowed;

    /** @return false if the packet was refused: the last one was handed in before, or no more can be sent */
    boolean add(byte[] packet) {
        lock.lock();
        try {
            if (closed || finished) {
                return false;
            }
            if (waiting.size() > MAX_WAITING_BYTES) {
                overflowed = true;
                close(); // none may go out behind one that was refused
                return false;
            }
            waiting.writeBytes(packet);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether so much waited that no more was taken. */
    boolean overflowed() {
        return overflowed;
    }

    /** Nothing may follow a DISCONNECT [MQTT-3.14.4-1]. Once only; a second one is refused. */
    void addLast(byte[] packet) {
        lock.lock();
        try {
            add(packet);
            finished = true;
        } finally {
            lock.unlock();
        }
    }

    /** Runs on the writer thread until {@link #close()}. */
    void writeTo(OutputStream out) throws IOException {
        byte[] batch = next();
        while (batch.length > 0) {
            out.write(batch);
            out.flush();
            batch = next();
        }
    }

    /** All that waits; empty once closed. */
    private byte[] next() {
        lock.lock();
        try {
            writing = false;
            changed.signalAll();
            while (waiting.size() == 0 && !closed) {
                changed.awaitUninterruptibly();
            }
            byte[] batch = closed ? new byte[0] : waiting.toByteArray();
            waiting.reset();
            writing = batch.length > 0;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** @return whether all that was handed in has gone out within the time */
    boolean awaitWritten(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (waiting.size() > 0 || writing) {
                if (closed || left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
