package io.penstock.mqtt.intake;

import io.penstock.common.error.FatalException;
import io.penstock.mqtt.client.Acknowledgement;
import io.penstock.mqtt.client.PacketHandler;
import io.penstock.mqtt.client.Publish;
import io.penstock.mqtt.error.MqttError;
import io.penstock.mqtt.mapping.MqttMessage;
import io.penstock.mqtt.session.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where the reader, the task and the producer's thread meet: the bounded buffer and the ledger of acknowledgements under one lock, which nobody holds while doing I/O.
 *
 * <p>The bounds cover every message from its arrival until it is durable, also while it is in the producer's hands: a dead Kafka fills the buffer, and the reader stops.
 */
public final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    /** Heap of a message beside topic and payload: its objects and its Kafka record. */
    private static final int OVERHEAD_BYTES = 400;

    /** How long what has to become durable waits for messages that could carry it. */
    private static final Duration LINGER = Duration.ofMillis(3);

    private final IntakeLimits limits;
    private final IntakeMetrics metrics;
    private final LongSupplier ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition freed = lock.newCondition();
    private final ArrivalQueue queue = new ArrivalQueue();
    private final Handshake handshake;
    private final WindowWatch window;
    private int heldRecords;
    private long heldBytes;
    private boolean stopped;
    private boolean windowTold;
    private boolean overflowSeen;
    private boolean dropSeen;
    private boolean skipSeen;
    private boolean takesNoMore;
    private @Nullable RuntimeException failure;

    /** Why the task is to fail once it holds nothing any more. */
    private @Nullable RuntimeException parting;

    private @Nullable Thread poller;

    /** @param ticker nanoseconds, monotonic */
    public static Intake atLeastOnce(IntakeLimits limits, IntakeMetrics metrics, LongSupplier ticker) {
        return new Intake(new AckLedger(), limits, metrics, ticker);
    }

    /** @param stored what the source offset remembers of the session */
    public static Intake exactlyOnce(Snapshot stored, IntakeLimits limits, IntakeMetrics metrics, LongSupplier ticker) {
        return new Intake(new RememberedSession(stored), limits, metrics, ticker);
    }

    private Intake(Handshake handshake, IntakeLimits limits, IntakeMetrics metrics, LongSupplier ticker) {
        this.handshake = handshake;
        this.limits = limits;
        this.metrics = metrics;
        this.ticker = ticker;
        this.window = new WindowWatch(ticker);
    }

    /**
     * A new connection is up. Reader thread.
     *
     * @param windowTold whether the broker was told how much it may send unacknowledged
     */
    void connected(Acknowledger acknowledger, boolean sessionPresent, boolean windowTold) {
        Acknowledger counting = (what, packetId) -> {
            boolean sent = acknowledger.acknowledge(what, packetId);
            if (sent) {
                count(what);
            }
            return sent;
        };
        locked(() -> {
            this.windowTold = windowTold;
            window.disturbed();
            handshake.connected(counting, sessionPresent);
            wakeIfDue();
        });
    }

    private void count(Acknowledgement what) {
        switch (what) {
            case PUBACK, PUBREC -> metrics.acknowledged().increment();
            case PUBCOMP, PUBCOMP_NOT_FOUND -> {
                // Counted already, with its PUBREC.
            }
        }
    }

    /** The broker has the PUBREC of a message of QoS 2. Reader thread. */
    void released(int packetId) {
        locked(() -> {
            handshake.released(packetId);
            window.answered(handshake.unfinished());
            wakeIfDue();
        });
    }

    /** Nothing more is acknowledged until the next connection is up. Reader thread. */
    void disconnected() {
        locked(handshake::disconnected);
    }

    /** Packets of the current connection, in one turn of the lock: a turn for each would cost more than all the rest. Reader thread. */
    void together(PacketHandler.Run packets) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            packets.handOver();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a packet of the current connection; waits as long as there is no room. Reader thread.
     *
     * @return false if the intake was stopped: the message was not taken and stays at the broker
     */
    boolean received(Publish packet) throws InterruptedException {
        metrics.received().increment();
        long fingerprint = packet.qos() == 0 ? 0 : Fingerprint.of(packet);
        lock.lockInterruptibly();
        try {
            if (packet.qos() > 0 && known(packet, fingerprint)) {
                return true;
            }
            if (packet.retained() && limits.skipRetained()) {
                return skip(packet, fingerprint);
            }
            return admit(packet, fingerprint);
        } finally {
            lock.unlock();
        }
    }

    private boolean known(Publish packet, long fingerprint) {
        return switch (handshake.judge(packet.qos(), packet.packetId(), packet.duplicate(), fingerprint)) {
            case NEW -> false;
            case NEW_IN_PLACE_OF_ANOTHER -> {
                LOG.warn(
                        "the broker uses packet id {} for another message though the former was never done with: its"
                                + " state went back, or that message expired; both messages are kept",
                        packet.packetId());
                yield false;
            }
            case NEW_DESPITE_NO_EVIDENCE -> {
                LOG.warn(
                        "the broker sends packet id {} again after it had sent nothing for so long that it was held for one"
                                + " that has forgotten the session; the message may be in Kafka twice",
                        packet.packetId());
                yield false;
            }
            case REBOUND, REPEATED -> {
                metrics.rebound().increment();
                yield true;
            }
        };
    }

    /** It is answered in its turn, and nothing else. Until then it takes a place, or a broker that sends ever more before the first answer would fill the memory. */
    private boolean skip(Publish packet, long fingerprint) throws InterruptedException {
        while (!stopped && packet.qos() > 0 && handshake.inFlight() >= limits.records()) {
            freed.await();
        }
        if (stopped) {
            return false;
        }
        metrics.retainedSkipped().increment();
        if (!skipSeen) {
            skipSeen = true;
            LOG.info("retained messages are dropped (mqtt.retained=skip). The metric retained-skipped counts them");
        }
        Delivery delivery = new Delivery(packet.qos(), packet.packetId(), fingerprint, 0, ticker.getAsLong());
        handshake.take(delivery);
        countOverflow();
        handshake.skip(delivery);
        return true;
    }

    private boolean admit(Publish packet, long fingerprint) throws InterruptedException {
        long bytes = Messages.bytes(packet) + OVERHEAD_BYTES;
        while (!stopped && isFull(bytes)) {
            if (dropOldest()) {
                continue;
            }
            if (!takesNoMore && packet.qos() == 0 && limits.qosZero() == QosZeroOverflow.DROP_OLDEST) {
                countDrop();
                return true;
            }
            window.disturbed();
            freed.await();
        }
        if (stopped) {
            return false;
        }
        Delivery delivery = new Delivery(packet.qos(), packet.packetId(), fingerprint, bytes, ticker.getAsLong());
        handshake.take(delivery);
        countOverflow();
        if (packet.qos() > 0) {
            window.arrived(handshake.unfinished(), delivery.arrivedNanos).ifPresent(this::tellLimit);
        }
        heldRecords++;
        heldBytes += bytes;
        queue.add(new Received(Messages.of(packet), delivery));
        filled.signal();
        return true;
    }

    private void tellLimit(WindowWatch.Limit limit) {
        LOG.info(
                "the window is the limit: for half a minute the broker has sent no more than {} messages without an acknowledgement, and most of that"
                        + " time they waited for Kafka. That is {} messages/s. More come through with {}, with a shorter way to"
                        + " Kafka (producer.override.linger.ms=0), or with more sessions (mqtt.sessions)",
                limit.window(),
                limit.perSecond(),
                windowTold && limit.window() >= limits.receiveMaximum()
                        ? "a larger mqtt.receive.maximum"
                        : "a larger window at the broker (of mosquitto max_inflight_messages)");
    }

    private boolean isFull(long moreBytes) {
        return takesNoMore
                || (heldRecords > 0 && (heldRecords >= limits.records() || heldBytes + moreBytes > limits.bytes()));
    }

    /** @return whether there is more room now: at QoS 0 nobody waits for an acknowledgement */
    private boolean dropOldest() {
        Delivery oldest = !takesNoMore && limits.qosZero() == QosZeroOverflow.DROP_OLDEST ? queue.dropOldest() : null;
        if (oldest == null) {
            return false;
        }
        forget(oldest);
        countDrop();
        return true;
    }

    private void forget(Delivery ofQosZero) {
        release(ofQosZero);
        handshake.skip(ofQosZero);
    }

    private void countDrop() {
        metrics.qosZeroDrops().increment();
        if (!dropSeen) {
            dropSeen = true;
            LOG.warn("the buffer is full: messages of QoS 0 are dropped (mqtt.qos0.overflow=drop_oldest). The metric"
                    + " qos0-drops counts them");
        }
    }

    private void release(Delivery delivery) {
        heldRecords--;
        heldBytes -= delivery.bytes;
    }

    private void countOverflow() {
        if (windowTold && handshake.unfinished() > limits.receiveMaximum()) {
            metrics.overflows().increment();
            if (!overflowSeen) {
                overflowSeen = true;
                LOG.warn(
                        "the broker has sent more than mqtt.receive.maximum={} messages without an acknowledgement,"
                                + " against [MQTT-3.3.4-9]; they are taken all the same",
                        limits.receiveMaximum());
            }
        }
    }

    private void wakeIfDue() {
        if (handshake.due()) {
            filled.signal();
        }
    }

    /** With exactly once: whether SUBSCRIBE is to be sent now, said once for each connection. Else always. Reader thread. */
    boolean subscribable() {
        return reading(handshake::subscribable);
    }

    /** Whether the broker still owes a sign that its session is the one that is remembered. Reader thread. */
    boolean doubtful() {
        return reading(() -> handshake instanceof RememberedSession session && session.doubtful());
    }

    /** The sign did not come: the session is a blank one. Reader thread. */
    void noEvidence() {
        locked(() -> {
            if (handshake instanceof RememberedSession session) {
                session.noEvidence();
                wakeIfDue();
            }
        });
    }

    /** Whether what is subscribed to depends on what is durable. */
    boolean gated() {
        return handshake instanceof RememberedSession;
    }

    /**
     * Takes out what has come, in order. Task thread.
     *
     * @param wait longest pause while there is nothing; with none, what has to become durable does not wait for messages either: other sessions of the task may have some
     * @return at most {@code max} messages, and a bookkeeping record where one is due; empty after the wait, and when stopped
     * @throws RuntimeException the reason for which it cannot go on
     */
    public Polled poll(int max, Duration wait) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            poller = Thread.currentThread();
            if (handshake.bookkeepingDropped()) {
                bookkeepingWasDropped();
            }
            long left = wait.toNanos();
            while (idle() && !handshake.due() && left > 0) {
                left = filled.awaitNanos(left);
            }
            long linger = handshake.due() && !wait.isZero() ? LINGER.toNanos() : 0;
            while (idle() && linger > 0) {
                linger = filled.awaitNanos(linger);
            }
            if (failure != null) {
                throw failure;
            }
            return stopped ? Polled.NOTHING : handOut(max);
        } finally {
            lock.unlock();
        }
    }

    private Polled handOut(int max) {
        List<Received> batch = new ArrayList<>(Math.min(max, queue.size()));
        while (batch.size() < max && !queue.isEmpty()) {
            batch.add(queue.remove());
        }
        return new Polled(
                batch, handshake.handOut(batch.stream().map(Received::delivery).toList()));
    }

    private boolean idle() {
        return queue.isEmpty() && failure == null && !stopped;
    }

    /**
     * The record's turn is over. Doing it twice is harmless. Any thread; with exactly once the task's, when the transaction is committed.
     *
     * @param stored whether Kafka has it; false if a transform dropped it
     */
    public void durable(Delivery delivery, boolean stored) {
        lock.lock();
        try {
            if (delivery.durable) {
                return;
            }
            if (stored && apartFromTransaction()) {
                return;
            }
            if (delivery.isBookkeeping()) {
                if (!stored) {
                    bookkeepingWasDropped();
                }
            } else {
                release(delivery);
            }
            if (delivery.packetId == Delivery.NO_ID) {
                delivery.durable = true;
            }
            handshake.durable(delivery, stored);
            window.answered(handshake.unfinished());
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A transaction of the worker is over, and all that it reports was reported. Task thread. Before the first poll, as when Connect pauses or ends a task that has just been started, it says nothing: nothing was handed out,
     * and the task's thread is not known yet.
     */
    public void committed() {
        locked(() -> {
            if (poller != null && !apartFromTransaction()) {
                handshake.committed();
                window.answered(handshake.unfinished());
            }
        });
    }

    /**
     * Only a worker without transactions reports from other threads than the task's: what is stored from its producer's, one by one, with the source offset still to follow. Nothing may be answered by that. It is found out in
     * time, since nothing is answered before the first bookkeeping record of a connection is stored.
     */
    private boolean apartFromTransaction() {
        if (!gated() || Thread.currentThread().equals(poller)) {
            return false;
        }
        giveUp(new FatalException(
                MqttError.WORKER_WITHOUT_TRANSACTIONS,
                "exactly.once.support=required, but this worker reports records apart from a transaction. "
                        + MqttError.WORKER_WITHOUT_TRANSACTIONS.remedy()));
        return true;
    }

    private void bookkeepingWasDropped() {
        giveUp(new FatalException(
                MqttError.BOOKKEEPING_DROPPED,
                "a transform dropped a record for mqtt.ledger.topic. " + MqttError.BOOKKEEPING_DROPPED.remedy()));
    }

    /**
     * Another has the session, and what is still queued at QoS 1 and 2 is its matter: the broker sends it again, and it is not handed out here any more. At QoS 0 nobody does: such messages go on to Connect, but with
     * exactly once, where no transaction of this task may be committed any more. There they are counted as dropped.
     *
     * @return how many were dropped
     */
    int setAside() {
        lock.lock();
        try {
            int dropped = 0;
            for (Delivery oldest = queue.returnOldest(); oldest != null; oldest = queue.returnOldest()) {
                release(oldest);
            }
            for (Delivery oldest = gated() ? queue.dropOldest() : null; oldest != null; oldest = queue.dropOldest()) {
                forget(oldest);
                metrics.qosZeroDrops().increment();
                dropped++;
            }
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** It cannot go on; the next poll says why. */
    public void fail(RuntimeException reason) {
        locked(() -> giveUp(reason));
    }

    /** The task is to fail, but what it holds nobody would send again: {@link #takeNoMore} first, then {@link #fail} once {@link #isEmpty}. */
    void failOnceEmpty(RuntimeException reason) {
        locked(() -> {
            parting = reason;
            LOG.warn(
                    "{} The task takes nothing more, and fails once Kafka has the {} messages that it holds of this session",
                    reason.getMessage(),
                    heldRecords);
        });
    }

    /** What was said to {@link #failOnceEmpty}. */
    public Optional<RuntimeException> parting() {
        return reading(() -> Optional.ofNullable(parting));
    }

    /** The reader waits from its next message on, as when the buffer is full; what is held is handed out. */
    public void takeNoMore() {
        locked(() -> takesNoMore = true);
    }

    /** Whether each message that was taken is durable, or known to become no record. */
    public boolean isEmpty() {
        return reading(() -> heldRecords == 0);
    }

    /** Whether the task fails by what was found here, or was said to {@link #fail}. */
    public boolean failed() {
        return reading(() -> failure != null);
    }

    private void giveUp(RuntimeException reason) {
        if (failure == null) {
            failure = reason;
        }
        filled.signalAll();
    }

    /** No more is taken, and waiting threads return. Acknowledgements of what becomes durable still go out while the connection lasts. */
    void stop() {
        locked(() -> {
            stopped = true;
            filled.signalAll();
            freed.signalAll();
        });
    }

    int heldRecords() {
        return reading(() -> heldRecords);
    }

    long heldBytes() {
        return reading(() -> heldBytes);
    }

    int inFlight() {
        return reading(handshake::inFlight);
    }

    long oldestAgeMillis() {
        return reading(() -> {
            Delivery oldest = handshake.oldest();
            return oldest == null ? 0 : (ticker.getAsLong() - oldest.arrivedNanos) / 1_000_000;
        });
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T reading(Supplier<T> value) {
        lock.lock();
        try {
            return value.get();
        } finally {
            lock.unlock();
        }
    }

    /** @param bookkeeping a record of its own that is to follow the messages */
    public record Polled(List<Received> messages, Optional<Delivery> bookkeeping) {
        private static final Polled NOTHING = new Polled(List.of(), Optional.empty());

        public Polled {
            messages = List.copyOf(messages);
        }
    }

    /** A message, and what to report when it is durable. */
    public record Received(MqttMessage message, Delivery delivery) {}
}
