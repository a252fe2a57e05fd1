package io.penstock.common.error;

import io.penstock.common.record.RecordCoordinates;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * The road of a bad record: to Connect's errant record reporter (KIP-610), or to the end of the task where there is none.
 *
 * <p>Invariant: no offset beyond a routed record is committed before {@link #awaitReported()} has returned; else a crash
 * between the two would lose the dead letter. A crash after it, and before the commit, writes the dead letter again: dead
 * letters are at least once.
 *
 * <p>Confined to the task's thread.
 */
public final class ErrorRouter {

    private final @Nullable ErrantRecordReporter reporter;
    private final LongAdder errant;
    private final Queue<Report> pending = new ArrayDeque<>();

    /**
     * @param reporter what {@code SinkTaskContext.errantRecordReporter()} gave; null where no dead letter queue is set up
     * @param errant counts each record that was handed to the reporter
     */
    public ErrorRouter(@Nullable ErrantRecordReporter reporter, LongAdder errant) {
        this.reporter = reporter;
        this.errant = errant;
    }

    /**
     * Hands the record to the dead letter queue.
     *
     * @throws FatalException naming the record's coordinates, where there is no dead letter queue or it tolerates no errors
     */
    public void route(SinkRecord record, RecordException failure) {
        RecordCoordinates at = RecordCoordinates.of(record);
        if (reporter == null) {
            throw new FatalException(
                    CommonError.NO_DEAD_LETTER_QUEUE,
                    "record at " + at + " cannot be delivered: " + failure.getMessage() + ". "
                            + CommonError.NO_DEAD_LETTER_QUEUE.remedy(),
                    failure);
        }
        try {
            pending.add(new Report(at, reporter.report(record, failure)));
        } catch (RuntimeException e) {
            throw refused(at, failure, e);
        }
        errant.increment();
    }

    private static FatalException refused(RecordCoordinates at, RecordException failure, RuntimeException refusal) {
        if (refusal instanceof ConnectException && refusal.getCause() == failure) {
            // The reporter's own message does not say which record it was.
            return new FatalException(
                    CommonError.NO_DEAD_LETTER_QUEUE,
                    "record at " + at + " cannot be delivered and errors.tolerance is none: " + failure.getMessage()
                            + ". " + CommonError.NO_DEAD_LETTER_QUEUE.remedy(),
                    failure);
        }
        FatalException fatal = new FatalException(
                CommonError.DEAD_LETTER_NOT_WRITTEN,
                "record at " + at + " cannot be delivered (" + failure.getMessage()
                        + ") and the dead letter queue's reporter does not take it: " + refusal,
                refusal);
        fatal.addSuppressed(failure);
        return fatal;
    }

    /** How many reports are not yet known to be durable. */
    public int pending() {
        return pending.size();
    }

    /**
     * Waits until every dead letter handed over so far is durable in Kafka. The wait is bounded by the worker's producer
     * ({@code delivery.timeout.ms}).
     *
     * @throws FatalException when one of them could not be written
     */
    public void awaitReported() {
        for (Report report = pending.peek(); report != null; report = pending.peek()) {
            try {
                report.written().get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new FatalException(
                        CommonError.DEAD_LETTER_NOT_WRITTEN,
                        "interrupted while waiting for the dead letter of " + report.at(),
                        e);
            } catch (ExecutionException e) {
                throw new FatalException(
                        CommonError.DEAD_LETTER_NOT_WRITTEN,
                        "the dead letter of " + report.at() + " could not be written: " + e.getCause(),
                        e);
            } catch (CancellationException e) {
                throw new FatalException(
                        CommonError.DEAD_LETTER_NOT_WRITTEN, "the dead letter of " + report.at() + " was cancelled", e);
            }
            pending.remove();
        }
    }

    /** Forgets reports of records that will be delivered again, for example after a lost partition. */
    public void forget() {
        pending.clear();
    }

    private record Report(RecordCoordinates at, Future<Void> written) {}
}
