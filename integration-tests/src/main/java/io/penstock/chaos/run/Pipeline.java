package io.penstock.chaos.run;

import io.penstock.chaos.check.Checker;
import io.penstock.chaos.cluster.ChaosCluster;
import io.penstock.chaos.load.Load;
import io.penstock.chaos.load.Receipts;
import io.penstock.chaos.plan.Topology;
import java.time.Duration;
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
    public boolean isSourceStopped() {
        return !cluster.topology().profile().hasMqtt()
                || cluster.rest().status(Topology.SOURCE).state().equals("STOPPED");
    }

    @Override
    public void stopSource() throws InterruptedException {
        if (!cluster.topology().profile().hasMqtt()) {
            return;
        }
        for (int attempt = 1; ; attempt++) {
            try {
                cluster.rest().stop(Topology.SOURCE);
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
