package io.penstock.mqtt.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends a PINGREQ every half keep-alive, whatever else is sent, so that the broker's answer proves the connection; finds it dead after at most one and a half times the keep-alive, as the broker
 * does with a client [MQTT-3.1.2-22]. Runs on its own thread: neither a full buffer nor a blocked writer stops it.
 */
final class KeepAlive implements Runnable {
    private final long intervalNanos;
    private final long timeoutNanos;
    private final Outbox outbox;
    private final Liveness liveness;
    private final Runnable onDead;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param onDead ends the connection; called once, on this thread */
    KeepAlive(Duration keepAlive, Outbox outbox, Liveness liveness, Runnable onDead) {
        this.intervalNanos = keepAlive.toNanos() / 2;
        this.timeoutNanos = keepAlive.toNanos();
        this.outbox = outbox;
        this.liveness = liveness;
        this.onDead = onDead;
    }

    @Override
    public void run() {
        try {
            while (!closed.await(intervalNanos, TimeUnit.NANOSECONDS)) {
                if (liveness.dead(timeoutNanos)) {
                    onDead.run();
                    return;
                }
                liveness.pinged(); // before it goes out, or a quick answer would be overlooked
                outbox.add(PacketEncoder.pingReq());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // asked to end; nothing is held
        }
    }

    void close() {
        closed.countDown();
    }
}
