package io.penstock.chaos.run;

import io.penstock.chaos.load.Receipts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Waits until nothing is under way any more: all that was sent acknowledged, all of it in the targets, and then nothing new for a while. What takes too long
 * is a breach, or the instrument's own trouble. Confined to one thread.
 */
final class Settling {

    /** The pipeline as far as it is waited for. */
    interface Subject {

        /** Whether all that was sent was acknowledged before the time was over. */
        boolean awaitAcknowledged(Duration timeout) throws InterruptedException;

        Receipts receipts();

        /**
         * Records owed by connector, without those that owe nothing.
         *
         * @throws RuntimeException while Kafka does not answer
         */
        Map<String, Long> lag(Receipts receipts);

        /**
         * Where the topic ends, by partition.
         *
         * @throws RuntimeException while Kafka does not answer
         */
        Map<Integer, Long> ends();

        /**
         * Lets nothing more into Kafka.
         *
         * @throws RuntimeException if no worker obeys
         */
        void stopSources() throws InterruptedException;

        /**
         * Whether the cluster says that all sources have obeyed.
         *
         * @throws RuntimeException if no worker answers
         */
        boolean areSourcesStopped();
    }

    /**
     * @param patience from the healing until all is acknowledged and drained
     * @param after from then until the sources are stopped, and from there until it has been quiet
     * @param quiet how long nothing may be owed and the topic must not grow, without a break
     * @param look between two looks
     */
    record Bounds(Duration patience, Duration after, Duration quiet, Duration look) {

        static final Bounds USUAL = new Bounds(
                Duration.ofMinutes(3), Duration.ofSeconds(45), Duration.ofSeconds(5), Duration.ofMillis(500));
    }

    private final Subject subject;
    private final Bounds bounds;
    private final Consumer<String> out;
    private final List<String> breaches = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    Settling(Subject subject, Bounds bounds, Consumer<String> out) {
        this.subject = subject;
        this.bounds = bounds;
        this.out = out;
    }

    /** To be called once, right after the healing. @return what the targets are to be held against */
    Receipts await() throws InterruptedException {
        long healed = System.nanoTime();
        long deadline = healed + bounds.patience().toNanos();
        if (!subject.awaitAcknowledged(bounds.patience())) {
            breaches.add("not all messages were acknowledged to their senders "
                    + bounds.patience().toSeconds() + " s after everything was healed");
        }
        Receipts receipts = subject.receipts();
        if (!isQuiet(receipts, Duration.ZERO, deadline)) {
            breaches.add("the pipeline still has something under way "
                    + bounds.patience().toSeconds() + " s after everything was healed; " + owed(receipts));
        }
        // One that still runs may repeat what is in Kafka already, and what comes while the targets are read would
        // seem to be missing.
        stopSources();
        if (breaches.isEmpty()) {
            long end = System.nanoTime() + bounds.after().toNanos();
            if (!isQuiet(receipts, bounds.quiet(), end)) {
                breaches.add("the pipeline did not stay quiet for "
                        + bounds.quiet().toSeconds() + " s after its sources were stopped; " + owed(receipts));
            } else {
                out.accept("nothing is under way any more "
                        + Duration.ofNanos(System.nanoTime() - healed).toSeconds()
                        + " s after everything was healed");
            }
        }
        return receipts;
    }

    /** Whether nothing was under way when this ended, as far as could be seen. */
    boolean isSettled() {
        return breaches.isEmpty() && troubles.isEmpty();
    }

    List<String> breaches() {
        return List.copyOf(breaches);
    }

    List<String> troubles() {
        return List.copyOf(troubles);
    }

    private void stopSources() throws InterruptedException {
        long deadline = System.nanoTime() + bounds.after().toNanos();
        String reason = "one does not say that it is stopped";
        try {
            subject.stopSources();
            while (true) {
                if (areSourcesStopped()) {
                    return;
                }
                if (System.nanoTime() - deadline > 0) {
                    break;
                }
                Thread.sleep(bounds.look().toMillis());
            }
        } catch (RuntimeException e) {
            reason = e.toString();
        }
        troubles.add("the sources could not be stopped, so that records may have come while the targets were read: "
                + reason);
    }

    private boolean areSourcesStopped() {
        try {
            return subject.areSourcesStopped();
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Looks once at least, and twice where quiet is asked for. */
    private boolean isQuiet(Receipts receipts, Duration quiet, long deadline) throws InterruptedException {
        long since = System.nanoTime();
        Map<Integer, Long> before = Map.of();
        while (true) {
            Map<Integer, Long> ends = endsIfDrained(receipts);
            boolean moved = !ends.equals(before);
            before = ends;
            if (ends.isEmpty() || (moved && !quiet.isZero())) {
                since = System.nanoTime();
            } else if (System.nanoTime() - since >= quiet.toNanos()) {
                return true;
            }
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(bounds.look().toMillis());
        }
    }

    /** Where the topic ends; empty while something is owed, or Kafka does not tell. */
    private Map<Integer, Long> endsIfDrained(Receipts receipts) {
        try {
            return subject.lag(receipts).isEmpty() ? subject.ends() : Map.of();
        } catch (RuntimeException e) {
            return Map.of();
        }
    }

    private String owed(Receipts receipts) {
        try {
            return "records owed by connector: " + subject.lag(receipts);
        } catch (RuntimeException e) {
            return "Kafka does not tell what is owed: " + e;
        }
    }
}
