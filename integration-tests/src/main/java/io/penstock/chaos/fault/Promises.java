package io.penstock.chaos.fault;

import java.util.List;

/** The failures that may happen by the documentation, or that Connect makes with any connector. */
final class Promises {

    /**
     * @param sign a code, or words of the trace
     * @param reason where it is promised, or why it is no fault of a connector
     */
    private record Promise(String sign, String reason) {}

    private static final List<Promise> BY_CODE = List.of(
            new Promise(
                    "PEN-310",
                    "docs/concepts/delivery.md: the transaction of a frozen task finds a newer epoch and rolls back, and the task fails"),
            new Promise(
                    "PEN-207",
                    "docs/reference/errors.md: when a session is taken over after a rebalance, this is the old task's end"));

    /** They count only in a trace in which no code of ours has a part. */
    private static final List<Promise> CONNECTS_OWN = List.of(
            new Promise(
                    "Could not initialize dead letter queue",
                    "Connect looks for the dead letter topic once when a task starts, and fails it if no broker answers then"),
            new Promise(
                    "Task already exists in this worker",
                    "Connect starts a task on a worker where its predecessor has not ended yet"),
            new Promise(
                    "org.apache.kafka.connect.runtime.TooManyTasksException",
                    "Connect holds the old tasks of a connector against its lowered tasks.max, before it has asked the connector for fewer (KIP-1004)"),
            new Promise(
                    "org.apache.kafka.common.errors.TimeoutException",
                    "a client of Connect's own has waited for Kafka for as long as it is set to, and Connect does not try again"),
            new Promise(
                    "DistributedHerder.lambda$fenceZombieSourceTasks",
                    "a worker asks the leader to fence the predecessors of a task, and fails the task if the leader is away, or has not told all workers its key (KIP-618)"),
            new Promise(
                    "org.apache.kafka.common.errors.ProducerFencedException",
                    "Connect fences the transactions of a task that it has replaced (KIP-618)"),
            new Promise(
                    "org.apache.kafka.common.errors.InvalidProducerEpochException",
                    "Kafka aborts a transaction that outlasts its timeout, as in a frozen worker, and fences its producer (KIP-618)"),
            new Promise(
                    Occasions.TRANSACTION_UNKNOWN,
                    "Kafka's coordinator, it seems when it has moved or started again, knows nothing of the transaction that Connect commits; all of it comes again (KIP-890, docs/reference/chaos.md)"),
            new Promise(
                    "org.apache.kafka.common.errors.DisconnectException",
                    "a client of Connect's own has lost its broker in a call that Connect does not repeat"));

    private Promises() {}

    /** Why it may be, or nothing at all, as an empty text. */
    static String reason(Trace trace) {
        List<Promise> candidates =
                trace.hasCode() ? BY_CODE : trace.concernsOurCode() ? List.<Promise>of() : CONNECTS_OWN;
        return candidates.stream()
                .filter(promise -> trace.hasCode()
                        ? trace.code().equals(promise.sign())
                        : trace.text().contains(promise.sign()))
                .map(Promise::reason)
                .findFirst()
                .orElse("");
    }
}
