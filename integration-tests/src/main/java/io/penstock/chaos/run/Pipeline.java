package io.penstock.chaos.run;

import io.penstock.chaos.check.Checker;
import io.penstock.chaos.cluster.ChaosCluster;
import io.penstock.chaos.load.Load;
import io.penstock.chaos.load.Receipts;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A running cluster with its load, as what is waited for. */
record Pipeline(ChaosCluster cluster, Load load, Checker checker) implements Settling.Subject {

    private static final int ATTEMPTS = 5;
    private static final long PAUSE_MILLIS = 1_000;

    @Override
    public boolean awaitAcknowledged(Duration timeout) throws InterruptedException {
        return load.awaitAcknowledged(timeout);
    }

    @Override
    public Receipts receipts() {
        return load.receipts();
    }

    @Override
    public Map<String, Long> lag(Receipts receipts) {
        return checker.lag(receipts);
    }

    @Override
    public Map<Integer, Long> ends() {
        return checker.ends();
    }

    @Override
    public boolean areSourcesStopped() {
        return sources().stream()
                .allMatch(source -> cluster.rest().status(source).state().equals("STOPPED"));
    }

    @Override
    public void stopSources() throws InterruptedException {
        for (String source : sources()) {
            stop(source);
        }
    }

    private List<String> sources() {
        return cluster.topology().profile().sources();
    }

    private void stop(String source) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                cluster.rest().stop(source);
                return;
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
