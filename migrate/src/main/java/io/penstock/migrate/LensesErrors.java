package io.penstock.migrate;

import java.util.Locale;

/** The keys that all of Lenses' connectors have. */
final class LensesErrors {

    private LensesErrors() {}

    /** @param prefix with its dot */
    static void translate(Translation to, String prefix, boolean sink) {
        String policy = to.take(prefix + "error.policy").orElse("THROW").toUpperCase(Locale.ROOT);
        switch (policy) {
            case "NOOP" ->
                to.decide(
                        prefix + "error.policy",
                        "NOOP passes over whatever fails there. Here outages are waited out, and bad records go to a dead letter"
                                + (sink
                                        ? " queue with errors.tolerance=all and errors.deadletterqueue.topic.name."
                                        : " topic with errors.parse=dlq."));
            case "RETRY" -> {
                if (sink) {
                    Outages.translate(to, prefix + "max.retries", 20, prefix + "retry.interval", 60_000);
                }
                to.dropped(prefix + "error.policy", "what fails is tried again here.");
            }
            default ->
                to.changed(
                        prefix + "error.policy",
                        "THROW is what there is there: the first failure ends the task. Here outages are waited out"
                                + (sink ? "; retry.timeout.ms bounds that." : "."));
        }
        to.drop("error.policy is not RETRY.", prefix + "max.retries", prefix + "retry.interval");
        to.drop("metrics are there by JMX.", "connect.progress.enabled", prefix + "log.metrics");
    }
}
