package io.penstock.mqtt;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * On a worker that writes in transactions, a task learns from Kafka that another has taken its place: its next transaction cannot be committed, before the other has connected to the broker and before Connect has written
 * that the other is RUNNING. Connect then ends the task, and writes FAILED once {@code stop} returns (WorkerTask.doRun closes the task before run() calls onFailure; 3.7.2, 3.9.2 and 4.3.1 alike). If Connect gives the task
 * back to this worker, as one that it never stopped, that FAILED would stand below the other's RUNNING, and nobody would write again: the task would be down and shown to run. So it is written late.
 *
 * <p>A task that is stopped commits first, by finalOffsetCommit. A {@code stop} that follows on records without a commit is the end of a task that failed; whether by its heir or by what a converter said, it cannot know.
 */
final class LateFailure {
    private static final Logger LOG = LoggerFactory.getLogger(LateFailure.class);

    private final Duration wait;
    private volatile @Nullable Thread poller;
    private volatile boolean transactional;
    private volatile boolean uncommitted;

    LateFailure(Duration wait) {
        this.wait = wait;
    }

    /** Before records are there to hand out: a transaction without any is one all the same. Task thread. */
    void polled() {
        poller = Thread.currentThread();
    }

    /** Connect gets records. */
    void handedOut() {
        uncommitted = true;
    }

    /** A transaction is over. Workers without them commit offsets on a thread of their own, every now and then, which says nothing. */
    void committed() {
        if (Thread.currentThread().equals(poller)) {
            transactional = true;
            uncommitted = false;
        }
    }

    /** For tasks that have not said themselves why they fail. Returns at once unless Connect ends this one over records that it did not commit; and when the worker's end interrupts it. */
    void await() {
        if (!transactional || !uncommitted || wait.isZero()) {
            return;
        }
        uncommitted = false;
        LOG.warn(
                "Connect ends this task with records that are not committed. It hears of the end in {} ms (mqtt.takeover.wait.ms): if"
                        + " another task has taken this one's place, a failure must not be covered by that one's RUNNING",
                wait.toMillis());
        try {
            // Connect has no other word for a task that it ends already.
            new CountDownLatch(1).await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
