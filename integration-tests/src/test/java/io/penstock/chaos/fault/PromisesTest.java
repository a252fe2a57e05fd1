package io.penstock.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromisesTest {

    private static final String EXIT = """
            org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask due to unrecoverable exception.
            \tat org.apache.kafka.connect.runtime.WorkerSinkTask.deliverMessages(WorkerSinkTask.java:618)
            """;

    @Test
    void theOutermostCodeCounts() {
        Trace trace = new Trace(EXIT + """
                Caused by: io.penstock.common.error.FatalException: PEN-304: out of reach for 60 s: PEN-301: refused
                \tat io.penstock.jdbc.writer.Outage.end(Outage.java:40)
                Caused by: java.sql.SQLException: PEN-301
                """);
        assertThat(trace.code()).isEqualTo("PEN-304");
        assertThat(trace.message()).startsWith("io.penstock.common.error.FatalException: PEN-304: out of reach");
        assertThat(Promises.reason(trace)).isEmpty();
    }

    @Test
    void withoutACodeTheInnermostCauseCounts() {
        Trace trace = new Trace(
                EXIT + "Caused by: java.lang.IllegalStateException: negative\n\tat io.penstock.x.Y.z(Y.java:1)\n");
        assertThat(trace.code()).isEqualTo("java.lang.IllegalStateException");
        assertThat(trace.message()).isEqualTo("java.lang.IllegalStateException: negative");
        assertThat(Promises.reason(trace)).isEmpty();
    }

    @Test
    void aTraceOfOneLineHasThatLine() {
        assertThat(new Trace("java.lang.OutOfMemoryError: Java heap space").code())
                .isEqualTo("java.lang.OutOfMemoryError");
        assertThat(new Trace("").code()).isEmpty();
        assertThat(Promises.reason(new Trace(""))).isEmpty();
    }

    @Test
    void fencingIsPromised() {
        assertThat(Promises.reason(
                        new Trace(EXIT + "Caused by: io.penstock.common.error.FatalException: PEN-310: chaos-1")))
                .contains("docs/concepts/delivery.md");
        assertThat(Promises.reason(new Trace("io.penstock.common.error.FatalException: PEN-207: taken over")))
                .contains("docs/reference/errors.md");
    }

    @Test
    void whatConnectFailsByItselfIsNoBreachUnlessOurCodeHasAPart() {
        String deadLetters = """
                org.apache.kafka.connect.errors.ConnectException: Could not initialize dead letter queue with topic=x-dead
                \tat org.apache.kafka.connect.runtime.errors.DeadLetterQueueReporter.createAndSetup(DeadLetterQueueReporter.java:86)
                """;
        String timeout =
                "org.apache.kafka.common.errors.TimeoutException: Timeout of 60000ms expired before the position could be determined\n";
        assertThat(Promises.reason(new Trace(deadLetters))).isNotEmpty();
        assertThat(Promises.reason(new Trace(timeout))).isNotEmpty();
        String fencing = """
                org.apache.kafka.connect.runtime.rest.errors.ConnectRestException: IO Error
                \tat org.apache.kafka.connect.runtime.distributed.DistributedHerder.lambda$fenceZombieSourceTasks$1(D.java:1310)
                Caused by: java.net.ConnectException: Connection refused
                """;
        assertThat(Promises.reason(new Trace(fencing))).contains("KIP-618");
        assertThat(Promises.reason(new Trace("org.apache.kafka.connect.errors.ConnectException: Unrecoverable exception"
                        + "\nCaused by: org.apache.kafka.common.errors.InvalidProducerEpochException: old epoch\n")))
                .contains("KIP-618");
        String lostTransaction = """
                org.apache.kafka.connect.errors.ConnectException: Failed to flush offsets and/or records for task mqtt-qos2-0
                \tat org.apache.kafka.connect.runtime.ExactlyOnceWorkerSourceTask.commitTransaction(ExactlyOnceWorkerSourceTask.java:331)
                Caused by: org.apache.kafka.common.errors.InvalidTxnStateException: The producer attempted a transactional operation in an invalid state.
                """;
        assertThat(Promises.reason(new Trace(lostTransaction))).contains("KIP-890");
        assertThat(Promises.reason(new Trace(
                        lostTransaction + "\tat io.penstock.mqtt.MqttSourceTask.poll(MqttSourceTask.java:70)\n")))
                .isEmpty();
        assertThat(Promises.reason(new Trace("org.apache.kafka.connect.runtime.TooManyTasksException: The connector"
                        + " x has generated 4 tasks\n")))
                .isNotEmpty();
        assertThat(Promises.reason(
                        new Trace(timeout + "\tat io.penstock.mqtt.MqttSourceTask.poll(MqttSourceTask.java:70)\n")))
                .isEmpty();
        assertThat(Promises.reason(new Trace(timeout + "Caused by: x: PEN-120: recreated")))
                .isEmpty();
    }
}
