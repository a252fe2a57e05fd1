package io.penstock.mqtt.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a WebSocket as a stream that is read with blocking. At most one part of a frame, as large as Java's receive buffer, waits here: the next is asked for once it is read, so that a reader that stops makes
 * TCP push back.
 */
final class ReceivedFrames implements WebSocket.Listener {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int NORMAL_CLOSURE = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private ByteBuffer part = NOTHING;
    private @Nullable CompletableFuture<Void> partRead;
    private volatile @Nullable WebSocket source;
    private boolean ended;
    private @Nullable IOException failure;

    @Override
    public void onOpen(WebSocket socket) {
        lock.lock();
        try {
            source = socket;
            if (ended) {
                socket.abort(); // nobody waits for it any more
            } else {
                socket.request(1);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        CompletableFuture<Void> read = new CompletableFuture<>();
        lock.lock();
        try {
            part = data;
            partRead = read;
            if (!data.hasRemaining()) {
                finishPart();
            }
            changed.signalAll();
            return read;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        end(MqttProtocolException.protocol("a WebSocket frame of text [MQTT-6.0.0-1]"));
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        socket.request(1); // Java answers it
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        end(status == NORMAL_CLOSURE ? null : new IOException("the broker closed the WebSocket with status " + status));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        end(error instanceof IOException known ? known : new IOException(String.valueOf(error), error));
    }

    /** Ends the WebSocket without a word, also one that is still to open. */
    void abort() {
        end(new IOException("the connection was closed"));
        WebSocket socket = source;
        if (socket != null) {
            socket.abort();
        }
    }

    private void end(@Nullable IOException why) {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                failure = why;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * @param timeoutMillis 0: none
     * @return -1 once the broker has closed, and all that came before is read
     */
    int read(byte[] target, int from, int length, int timeoutMillis) throws IOException {
        lock.lock();
        try {
            awaitPart(timeoutMillis);
            if (!part.hasRemaining()) {
                if (failure != null) {
                    throw failure;
                }
                return -1;
            }
            int count = Math.min(length, part.remaining());
            part.get(target, from, count);
            if (!part.hasRemaining()) {
                finishPart();
            }
            return count;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private void awaitPart(int timeoutMillis) throws IOException, InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (!part.hasRemaining() && !ended) {
            if (timeoutMillis == 0) {
                changed.await();
            } else if (left <= 0) {
                throw new SocketTimeoutException("nothing came within " + timeoutMillis + " ms");
            } else {
                left = changed.awaitNanos(left);
            }
        }
    }

    /** Java may have its buffer back, and bring the next part. */
    private void finishPart() {
        part = NOTHING;
        CompletableFuture<Void> read = partRead;
        WebSocket socket = source;
        if (read != null && socket != null) {
            partRead = null;
            read.complete(null);
            socket.request(1);
        }
    }
}
