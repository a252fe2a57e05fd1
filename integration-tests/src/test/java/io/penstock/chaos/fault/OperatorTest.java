package io.penstock.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OperatorTest {

    private static final String FENCED = """
            org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask
            Caused by: io.penstock.common.error.FatalException: PEN-310: another task has taken over chaos-3
            """;
    private static final String STATEMENT = """
            org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask
            Caused by: io.penstock.common.error.FatalException: PEN-324: refused
            """;
    private static final Bounds SHORT = new Bounds(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ZERO,
            Duration.ZERO);

    private final FakeService service = new FakeService();
    private final FakeWorker worker = new FakeWorker();
    private final FakePatient patient = new FakePatient(new Topology(Profile.JDBC, 1, 2), service.port(), worker);
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Operator operator =
            new Operator(patient, log::add, SHORT, Duration.ofMillis(20), Duration.ofMinutes(1), Optional.empty());

    @AfterEach
    void close() throws IOException {
        operator.close();
        patient.close();
        worker.close();
        service.close();
    }

    private void say(String state, String insertTask, String upsertTask) {
        worker.answering(path -> path.contains("jdbc-insert")
                ? status("jdbc-insert", state, insertTask)
                : status("jdbc-upsert", "RUNNING", upsertTask));
    }

    /** @param trace of task 1, empty if it runs */
    private static String status(String name, String state, String trace) {
        ObjectNode status = new ObjectMapper().createObjectNode().put("name", name);
        status.putObject("connector")
                .put("state", state)
                .put("trace", state.equals("FAILED") ? "java.lang.Error: x" : "");
        var tasks = status.putArray("tasks");
        tasks.addObject().put("id", 0).put("state", "RUNNING");
        tasks.addObject()
                .put("id", 1)
                .put("state", trace.isEmpty() ? "RUNNING" : "FAILED")
                .put("trace", trace);
        return status.toString();
    }

    @Test
    void restartsAFailedTaskAndRemembersItOnce() {
        // Given
        say("RUNNING", FENCED, "");
        // When
        operator.start();
        // Then
        await().untilAsserted(() -> assertThat(worker.told()).contains("POST /connectors/jdbc-insert/tasks/1/restart"));
        await().during(Duration.ofMillis(200)).until(() -> worker.told().size() == 1);
        assertThat(operator.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.connector()).isEqualTo("jdbc-insert");
            assertThat(failure.part()).isEqualTo("task 1");
            assertThat(failure.code()).isEqualTo("PEN-310");
            assertThat(failure.message()).contains("another task has taken over chaos-3");
            assertThat(failure.isPromised()).isTrue();
        });
        assertThat(operator.breaches()).isEmpty();
        assertThat(log).hasSize(1);
    }

    @Test
    void asksAgainForARestartThatHasNoEffect() {
        // Given
        say("RUNNING", FENCED, "");
        try (Operator impatient = new Operator(
                patient, log::add, SHORT, Duration.ofMillis(20), Duration.ofMillis(100), Optional.empty())) {
            // When
            impatient.start();
            // Then
            await().untilAsserted(() -> assertThat(worker.told()).hasSizeGreaterThan(2));
            assertThat(impatient.failures()).hasSize(1);
        }
    }

    @Test
    void countsASecondFailureOfTheSameTaskAsAnother() {
        // Given
        say("RUNNING", FENCED, "");
        operator.start();
        await().until(() -> operator.failures().size() == 1);
        // When
        AtomicInteger looks = new AtomicInteger();
        worker.answering(path -> {
            looks.incrementAndGet();
            return status(path.contains("jdbc-insert") ? "jdbc-insert" : "jdbc-upsert", "RUNNING", "");
        });
        await().until(() -> looks.get() > 4); // one thread looks: when it looks again it has heeded what it saw before
        say("RUNNING", FENCED, "");
        // Then
        await().until(() -> operator.failures().size() == 2);
    }

    @Test
    void callsWhatNoDocumentPromisesABreach() {
        // Given
        say("FAILED", "", STATEMENT);
        // When
        operator.start();
        // Then
        await().until(() -> operator.failures().size() == 2);
        assertThat(operator.breaches())
                .anySatisfy(breach -> assertThat(breach)
                        .contains("task 1 of jdbc-upsert has FAILED")
                        .contains("PEN-324"))
                .anySatisfy(breach -> assertThat(breach).contains("connector of jdbc-insert has FAILED"));
        await().untilAsserted(() -> assertThat(worker.told())
                .contains("POST /connectors/jdbc-insert/restart?includeTasks=true&onlyFailed=false"));
    }

    @Test
    void looksAgainWhenNoWorkerCouldSayAnything() {
        // Given
        worker.answering(path -> "");
        operator.start();
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        // When
        say("RUNNING", FENCED, "");
        // Then
        await().until(() -> operator.failures().size() == 1);
    }

    @Test
    void forgetsAndLearnsNothingOnceClosed() {
        // Given
        say("RUNNING", FENCED, "");
        operator.start();
        await().until(() -> operator.failures().size() == 1);
        // When
        operator.close();
        say("RUNNING", FENCED, STATEMENT);
        // Then
        await().during(Duration.ofMillis(200)).until(() -> operator.failures().size() == 1);
        assertThat(operator.breaches()).isEmpty();
    }

    @Test
    void tellsThatFailuresMayBeUnknownWhenTheStatusTopicCannotBeRead() {
        StatusTopic topic = new StatusTopic("not an address", "chaos-status");
        try (Operator blind = new Operator(
                patient, log::add, SHORT, Duration.ofMillis(20), Duration.ofMinutes(1), Optional.of(topic))) {
            // When
            blind.settle();
            // Then
            assertThat(blind.troubles()).singleElement().asString().contains("may be lost", "Failed to construct");
            assertThat(operator.troubles()).isEmpty();
        }
    }

    @Test
    void tellsItsOwnEnd() {
        // Given an answer that it cannot read
        worker.answering(path -> "not JSON");
        // When
        operator.start();
        // Then: it looks again
        await().during(Duration.ofMillis(300)).until(() -> operator.breaches().isEmpty());
        // When: what it may not bear
        patient.topologyFails();
        // Then
        await().untilAsserted(() -> assertThat(operator.breaches())
                .singleElement()
                .asString()
                .startsWith("the operator has ended by itself: java.lang.UnsupportedOperationException"));
    }
}
