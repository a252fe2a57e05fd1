package io.penstock.chaos.run;

import io.penstock.chaos.load.Receipts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * @param still how long nothing may have moved for what is owed then to be lost, and not under way
     * @param look between two looks
     */
    record Bounds(Duration patience, Duration after, Duration quiet, Duration still, Duration look) {

        static final Bounds USUAL = new Bounds(
                Duration.ofMinutes(3),
                Duration.ofSeconds(45),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofMillis(500));
    }

    /** What was seen at a look: what is owed, and where the topic ends. */
    private record View(Map<String, Long> owed, Map<Integer, Long> ends) {}

    private final Subject subject;
    private final Bounds bounds;
    private final Consumer<String> out;
    private final List<String> breaches = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private boolean stuck;

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

    /** Whether nothing was under way when this ended, as far as could be seen: all had arrived, or nothing had moved for long. */
    boolean isSettled() {
        return troubles.isEmpty() && (breaches.isEmpty() || (stuck && breaches.size() == 1));
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
        boolean asked = false;
        while (true) {
            try {
                if (!asked) {
                    // A leader that was fenced answers with 500 until it leads again.
                    subject.stopSources();
                    asked = true;
                    reason = "one does not say that it is stopped";
                }
            } catch (RuntimeException e) {
                reason = e.toString();
            }
            if (asked && areSourcesStopped()) {
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                break;
            }
            Thread.sleep(bounds.look().toMillis());
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
        long moved = since;
        Optional<View> before = Optional.empty();
        while (true) {
            Optional<View> now = view(receipts);
            boolean same = now.isPresent() && now.equals(before);
            before = now;
            if (!same) {
                moved = System.nanoTime();
            }
            boolean drained = now.filter(view -> view.owed().isEmpty()).isPresent();
            if (!drained || (!same && !quiet.isZero())) {
                since = System.nanoTime();
            } else if (System.nanoTime() - since >= quiet.toNanos()) {
                return true;
            }
            if (System.nanoTime() - deadline > 0) {
                stuck = System.nanoTime() - moved >= bounds.still().toNanos();
                return false;
            }
            Thread.sleep(bounds.look().toMillis());
        }
    }

    /** Nothing while Kafka does not tell. */
    private Optional<View> view(Receipts receipts) {
        try {
            return Optional.of(new View(subject.lag(receipts), subject.ends()));
        } catch (RuntimeException e) {
            return Optional.empty();
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
