package io.penstock.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.FaultEvent.Side;
import io.penstock.chaos.plan.FaultKind;
import io.penstock.chaos.plan.Moment;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Schedule;
import io.penstock.chaos.plan.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class InjectorTest {

    private static final Topology TOPOLOGY = new Topology(Profile.JDBC, 1, 2);
    private static final String LINK = "worker-1>postgres";
    /** For what is expected to come, on whatever machine. */
    private static final Bounds PATIENT = new Bounds(
            Duration.ofSeconds(15),
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            Duration.ofSeconds(15),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15));

    /** For what is expected not to come. */
    private static final Bounds HASTY = new Bounds(
            Duration.ofMillis(300),
            Duration.ofMillis(200),
            Duration.ofMillis(100),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofSeconds(9),
            Duration.ofMillis(600));

    private final FakeService service = new FakeService();
    private final FakeWorker worker = new FakeWorker();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private FakePatient patient = new FakePatient(TOPOLOGY, service.port(), worker);
    private Injector injector = new Injector(patient, log::add, PATIENT);

    @AfterEach
    void close() throws IOException {
        patient.close();
        worker.close();
        service.close();
    }

    private void attend(FakePatient other, Bounds bounds) {
        patient.close();
        patient = other;
        injector = new Injector(patient, log::add, bounds);
    }

    private static FaultEvent fault(FaultKind kind, String target, long duration) {
        return new FaultEvent(20, kind, target, duration, Moment.ANY);
    }

    /** Whose variant falls on that side. */
    private static FaultEvent fault(FaultKind kind, String target, long duration, Moment moment, Side side) {
        return LongStream.range(0, 100)
                .mapToObj(at -> new FaultEvent(at, kind, target, duration, moment))
                .filter(event -> event.side() == side)
                .findFirst()
                .orElseThrow();
    }

    private void run(FaultEvent... events) throws InterruptedException {
        injector.run(new Schedule(Arrays.asList(events)));
    }

    @Test
    void strikesAndUndoesInTimeAndSaysSo() throws InterruptedException {
        // When
        run(
                new FaultEvent(0, FaultKind.KILL, "postgres", 2_000, Moment.ANY),
                new FaultEvent(500, FaultKind.FREEZE, "worker-1", 3_000, Moment.ANY));
        // Then
        assertThat(patient.deeds())
                .containsExactly("kill postgres", "freeze worker-1", "restart postgres", "resume worker-1");
        assertThat(injector.counts())
                .isEqualTo(new FaultCounts(Map.of(FaultKind.KILL, 1, FaultKind.FREEZE, 1), Map.of(), Map.of()));
        assertThat(injector.strikes())
                .allSatisfy(strike -> assertThat(strike.undoneMillis() - strike.struckMillis())
                        .isBetween(
                                strike.event().durationMillis(), strike.event().durationMillis() + 5_000));
        assertThat(log).hasSize(4);
        assertThat(log.get(0)).matches("\\d\\.\\d s {2}KILL postgres");
        assertThat(log.get(2)).matches("\\d\\.\\d s {2}KILL postgres of \\d\\.\\d s is undone");
        assertThat(injector.troubles()).isEmpty();
    }

    @Test
    void killsWhileACommitIsHeldAndLetsItGoAfterwards() throws Exception {
        try (FakeClient client = new FakeClient(patient.link(LINK).port())) {
            // Given
            List<List<String>> seenAtTheStrike = new CopyOnWriteArrayList<>();
            patient.atEachDeed(() -> seenAtTheStrike.add(service.lines()));
            talk(client, "INSERT", "COMMIT");
            // When
            run(fault(FaultKind.KILL, "postgres", 0, Moment.COMMIT, Side.REQUEST));
            // Then
            assertThat(injector.counts().midFlight()).isEqualTo(Map.of(Moment.COMMIT, 1));
            assertThat(log.get(0)).endsWith("s  KILL postgres in the middle of COMMIT (worker-1>postgres)");
            assertThat(seenAtTheStrike.get(0)).contains("INSERT").doesNotContain("COMMIT");
            await().untilAsserted(() -> assertThat(service.lines()).contains("COMMIT"));
        }
    }

    @Test
    void theAnswerOfAServiceThatIsKilledWithItOnTheWayNeverArrives() throws Exception {
        try (FakeClient client = new FakeClient(patient.link(LINK).port())) {
            // Given
            talk(client, "COMMIT");
            // When
            run(fault(FaultKind.KILL, "postgres", 0, Moment.COMMIT, Side.ANSWER));
            // Then
            assertThat(injector.counts().totalMidFlight()).isEqualTo(1);
            assertThat(service.lines()).containsExactly("COMMIT");
            assertThat(client.isAnswered()).isFalse();
        }
    }

    @Test
    void whatAKilledWorkerWasSendingArrivesOrIsLostByTheEvent() throws Exception {
        for (boolean lost : new boolean[] {false, true}) {
            FaultEvent kill = LongStream.range(0, 100)
                    .mapToObj(at -> new FaultEvent(at, FaultKind.KILL, "worker-1", 0, Moment.COMMIT))
                    .filter(event -> event.side() == Side.REQUEST && event.losesWhatIsSent() == lost)
                    .findFirst()
                    .orElseThrow();
            try (FakeClient client = new FakeClient(patient.link(LINK).port())) {
                // Given
                talk(client, "COMMIT " + lost);
                // When
                run(kill);
                // Then
                assertThat(client.isAnswered()).isEqualTo(!lost);
            }
        }
        assertThat(service.lines()).containsExactly("COMMIT false");
    }

    @Test
    void freezesBetweenACommitAndItsAnswer() throws Exception {
        try (FakeClient client = new FakeClient(patient.link(LINK).port())) {
            // Given
            talk(client, "COMMIT");
            List<List<String>> seenAtTheStrike = new CopyOnWriteArrayList<>();
            patient.atEachDeed(() -> seenAtTheStrike.add(service.lines()));
            // When
            run(fault(FaultKind.FREEZE, "worker-1", 0, Moment.COMMIT, Side.ANSWER));
            // Then
            assertThat(injector.counts().totalMidFlight()).isEqualTo(1);
            assertThat(seenAtTheStrike.get(0)).containsExactly("COMMIT");
            assertThat(client.isAnswered()).isTrue();
        }
    }

    @Test
    void whatAFrozenWorkerWasSendingArrivesWhenItWakes() throws Exception {
        try (FakeClient client = new FakeClient(patient.link(LINK).port())) {
            // Given
            talk(client, "COMMIT");
            List<List<String>> seenAtEachDeed = new CopyOnWriteArrayList<>();
            patient.atEachDeed(() -> seenAtEachDeed.add(service.lines()));
            // When
            run(fault(FaultKind.FREEZE, "worker-1", 500, Moment.COMMIT, Side.REQUEST));
            // Then
            assertThat(patient.deeds()).containsExactly("freeze worker-1", "resume worker-1");
            assertThat(seenAtEachDeed).containsExactly(List.of(), List.of());
            assertThat(client.isAnswered()).isTrue();
            assertThat(service.lines()).containsExactly("COMMIT");
        }
    }

    @Test
    void whatIsHeldWhenItsLinkIsCutNeverArrives() throws Exception {
        try (FakeClient client = new FakeClient(patient.link(LINK).port())) {
            // Given
            talk(client, "INSERT", "COMMIT");
            // When
            run(fault(FaultKind.CUT, LINK, 0, Moment.COMMIT, Side.REQUEST));
            // Then
            assertThat(injector.counts().totalMidFlight()).isEqualTo(1);
            assertThat(service.lines()).containsExactly("INSERT");
            assertThat(client.isAnswered()).isTrue();
            assertThat(client.isAnswered()).isFalse();
            assertThat(service.lines()).containsExactly("INSERT");
        }
    }

    @Test
    void swallowsTheHeldRequestAndHealsTheLink() throws Exception {
        try (FakeClient client = new FakeClient(patient.link(LINK).port())) {
            // Given
            talk(client, "INSERT", "COMMIT");
            // When
            run(fault(FaultKind.SWALLOW_REQUESTS, LINK, 200, Moment.COMMIT, Side.REQUEST));
        }
        // Then
        assertThat(injector.counts().totalMidFlight()).isEqualTo(1);
        assertThat(service.lines()).containsExactly("INSERT");
        assertIsHealed();
    }

    @Test
    void refusesForTheDuration() throws Exception {
        // Given
        int port = patient.link(LINK).port();
        CompletableFuture<Void> meanwhile = CompletableFuture.runAsync(() -> await().pollInterval(Duration.ofMillis(5))
                .untilAsserted(() ->
                        assertThatThrownBy(() -> new FakeClient(port).close()).isInstanceOf(IOException.class)));
        // When
        run(fault(FaultKind.REFUSE, LINK, 2_000));
        // Then
        meanwhile.join();
        assertIsHealed();
    }

    private void assertIsHealed() throws IOException {
        try (FakeClient client = new FakeClient(patient.link(LINK).port())) {
            client.say("again");
            assertThat(client.isAnswered()).isTrue();
        }
    }

    @Test
    void strikesAnyhowWhenTheMomentDoesNotComeAndHoldsNothingLater() throws Exception {
        // Given
        injector = new Injector(patient, log::add, HASTY);
        // When
        run(fault(FaultKind.KILL, "postgres", 0, Moment.FLUSH, Side.REQUEST));
        // Then
        assertThat(injector.counts()).isEqualTo(new FaultCounts(Map.of(FaultKind.KILL, 1), Map.of(), Map.of()));
        assertThat(injector.strikes().get(0).struckMillis()).isGreaterThanOrEqualTo(300);
        assertThat(log.get(0)).endsWith("KILL postgres, as no FLUSH came by");
        try (FakeClient client = new FakeClient(patient.link(LINK).port())) {
            client.say("row p1/k7");
            assertThat(client.isAnswered()).isTrue();
        }
    }

    @Test
    void waitsOnThoughItsLinkIsHealedMeanwhile() throws Exception {
        try (FakeClient client = new FakeClient(patient.link(LINK).port())) {
            // Given a delay on the link that ends while the moment is waited for, and a row after that
            CompletableFuture<Void> rows = CompletableFuture.runAsync(() -> {
                await().until(() -> injector.strikes().stream().anyMatch(strike -> strike.undoneMillis() > 0));
                talk(client, "row p0/k1"); // what is lain in wait for first
            });
            // When
            run(
                    new FaultEvent(0, FaultKind.DELAY, LINK, 300, Moment.ANY),
                    fault(FaultKind.KILL, "postgres", 0, Moment.FLUSH, Side.REQUEST));
            rows.join();
            // Then
            assertThat(injector.counts().midFlight()).isEqualTo(Map.of(Moment.FLUSH, 1));
        }
    }

    @Test
    void skipsWhatIsNotAwakeAndSaysWhy() throws InterruptedException {
        // Given
        patient.kill("postgres");
        patient.freeze("worker-2");
        // When
        run(
                fault(FaultKind.FREEZE, "postgres", 10),
                fault(FaultKind.CUT, "worker-2>kafka-1", 0),
                fault(FaultKind.CUT, LINK, 0));
        // Then
        assertThat(injector.counts())
                .isEqualTo(new FaultCounts(Map.of(), Map.of(), Map.of(FaultKind.FREEZE, 1, FaultKind.CUT, 2)));
        assertThat(injector.skips())
                .extracting(Skip::reason)
                .containsExactlyInAnyOrder("postgres is not awake", "worker-2 is not awake", "postgres is not awake");
        assertThat(patient.deeds()).containsExactly("kill postgres", "freeze worker-2");
    }

    @Test
    void hurtsNoWorkerWhileTheOtherIsUnwell() throws InterruptedException {
        // When
        run(
                new FaultEvent(0, FaultKind.FREEZE, "worker-1", 2_000, Moment.ANY),
                new FaultEvent(50, FaultKind.KILL, "worker-2", 0, Moment.ANY),
                new FaultEvent(60, FaultKind.REMOVE_WORKER, "worker-2", 0, Moment.ANY));
        // Then
        assertThat(patient.deeds()).containsExactly("freeze worker-1", "resume worker-1");
        assertThat(injector.skips())
                .extracting(Skip::reason)
                .containsOnly("only 0 of the others of its kind would be left")
                .hasSize(2);
    }

    @Test
    void doesNotHitATargetThatIsStillBeingHit() throws InterruptedException {
        // When
        run(
                new FaultEvent(0, FaultKind.FREEZE, "kafka-1", 2_000, Moment.ANY),
                new FaultEvent(50, FaultKind.KILL, "kafka-1", 0, Moment.ANY));
        // Then
        assertThat(patient.deeds()).containsExactly("freeze kafka-1", "resume kafka-1");
        assertThat(injector.skips())
                .extracting(Skip::reason)
                .containsExactly("an earlier fault of kafka-1 is not over");
    }

    @Test
    void addsAndRemovesWorkers() throws InterruptedException {
        // When
        run(
                new FaultEvent(0, FaultKind.ADD_WORKER, "worker-3", 50, Moment.ANY),
                new FaultEvent(100, FaultKind.REMOVE_WORKER, "worker-1", 50, Moment.ANY));
        // Then
        assertThat(patient.deeds())
                .containsSubsequence("start worker-3", "stop worker-3")
                .containsSubsequence("stop worker-1", "start worker-1")
                .hasSize(4);
        assertThat(injector.strikes()).anyMatch(strike -> strike.undoneMillis() - strike.struckMillis() >= 3_000);
    }

    @Test
    void asksAnotherWorkerWhenOneIsDeaf() throws InterruptedException {
        try (FakeWorker deaf = new FakeWorker().deaf()) {
            // Given
            attend(new FakePatient(TOPOLOGY, service.port(), deaf, worker), PATIENT);
            // When
            run(fault(FaultKind.PAUSE, "jdbc-insert", 50));
        }
        // Then
        assertThat(worker.told())
                .containsExactly("PUT /connectors/jdbc-insert/pause", "PUT /connectors/jdbc-insert/resume");
        assertThat(injector.counts().struck()).isEqualTo(Map.of(FaultKind.PAUSE, 1));
    }

    @Test
    void changesTheNumberOfTasksAndChangesItBack() throws InterruptedException {
        // When
        run(fault(FaultKind.MORE_TASKS, "jdbc-insert", 10), fault(FaultKind.FEWER_TASKS, "jdbc-upsert", 10));
        // Then
        assertThat(worker.told().stream().filter(told -> told.contains("jdbc-insert")))
                .extracting(InjectorTest::tasks)
                .containsExactly("4", "2");
        assertThat(worker.told().stream().filter(told -> told.contains("jdbc-upsert")))
                .extracting(InjectorTest::tasks)
                .containsExactly("1", "2");
    }

    private static String tasks(String told) {
        return told.replaceAll(".*\"tasks.max\":\"(\\d)\".*", "$1");
    }

    @Test
    void skipsWhatNoWorkerObeysAndResumesAllTheSameSinceItMayHaveBeenObeyed() throws InterruptedException {
        try (FakeWorker deaf = new FakeWorker().deaf()) {
            // Given
            attend(new FakePatient(TOPOLOGY, service.port(), deaf), HASTY);
            // When
            run(fault(FaultKind.STOP, "jdbc-insert", 10));
        }
        // Then
        assertThat(injector.counts()).isEqualTo(new FaultCounts(Map.of(), Map.of(), Map.of(FaultKind.STOP, 1)));
        assertThat(injector.skips().get(0).reason()).contains("no worker has obeyed within 300 ms");
        assertThat(injector.troubles()).singleElement().asString().startsWith("STOP jdbc-insert is not undone");
    }

    @Test
    void startsAgainWhatDoesNotStartAtOnce() throws InterruptedException {
        // Given
        patient.failRestarts(2);
        // When
        run(fault(FaultKind.KILL, "worker-1", 0));
        // Then
        assertThat(patient.deeds())
                .containsExactly("kill worker-1", "restart worker-1", "restart worker-1", "restart worker-1");
        assertThat(patient.awake()).contains("worker-1");
        assertThat(injector.troubles()).isEmpty();
    }

    @Test
    void undoesAtOnceWhenTheRunIsInterrupted() throws InterruptedException {
        // Given
        Thread run = new Thread(() -> {
            try {
                run(fault(FaultKind.FREEZE, "kafka-1", 60_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        run.start();
        await().until(() -> patient.deeds().contains("freeze kafka-1"));
        // When
        run.interrupt();
        run.join();
        // Then
        assertThat(patient.deeds()).containsExactly("freeze kafka-1", "resume kafka-1");
    }

    @Test
    void healsWhateverIsIll() throws Exception {
        // Given
        worker.answering(path -> path.contains("jdbc-insert") ? "{\"tasks.max\":\"4\"}" : "{\"tasks.max\":\"2\"}");
        patient.kill("kafka-1");
        patient.kill("worker-1");
        patient.freeze("postgres");
        patient.link(LINK).refuse();
        // When
        injector.healAll();
        // Then
        assertThat(patient.awake()).containsExactly("kafka-1", "postgres", "worker-1", "worker-2");
        assertIsHealed();
        assertThat(worker.told())
                .contains("PUT /connectors/jdbc-insert/resume", "PUT /connectors/jdbc-upsert/resume")
                .hasSize(3);
        assertThat(worker.told().stream().filter(told -> told.contains("/jdbc-insert/config")))
                .singleElement()
                .extracting(InjectorTest::tasks)
                .isEqualTo("2");
        assertThat(injector.troubles()).isEmpty();
    }

    @Test
    void tellsWhatCannotBeHealed() {
        // Given
        patient.kill("postgres");
        patient.failRestarts(1);
        // When
        injector.healAll();
        // Then
        assertThat(injector.troubles())
                .anySatisfy(trouble -> assertThat(trouble).startsWith("could not bring back postgres"));
    }

    @Test
    void findsNothingUnhealedWhereAllIsWellAndWaitsForTheConnectors() {
        // Given a connector that starts late
        AtomicInteger asked = new AtomicInteger();
        worker.answering(path -> path.endsWith("/status") && path.contains("jdbc-insert") && asked.incrementAndGet() < 3
                ? status("UNASSIGNED", "UNASSIGNED")
                : path.endsWith("/status") ? status("RUNNING", "FAILED") : "{\"tasks.max\":\"2\"}");
        // When, then: failed tasks are for the operator
        assertThat(injector.unhealed()).isEmpty();
        assertThat(asked).hasValueGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNASSIGNED", "PAUSED"})
    void restartsConnectorsThatDoNotSayThatTheyRun(String stale) {
        // Given a task whose status stays as another worker left it
        Bounds answered = new Bounds(
                HASTY.moment(),
                HASTY.state(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                HASTY.healing(),
                HASTY.examination());
        injector = new Injector(patient, log::add, answered);
        worker.answering(path -> {
            if (!path.endsWith("/status")) {
                return "{\"tasks.max\":\"2\"}";
            }
            boolean lost = path.contains("jdbc-upsert")
                    && worker.told().stream().noneMatch(call -> call.contains("jdbc-upsert/restart"));
            return status("RUNNING", lost ? stale : "RUNNING");
        });
        // When, then
        assertThat(injector.unhealed()).isEmpty();
        assertThat(worker.told())
                .singleElement()
                .satisfies(call -> assertThat(call).contains("/jdbc-upsert/restart"));
        assertThat(injector.troubles()).isEmpty();
    }

    @Test
    void looksAtEachThingForWhatIsUnhealed() {
        // Given
        Bounds once = new Bounds(
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(5),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO);
        injector = new Injector(patient, log::add, once);
        worker.answering(path -> {
            if (path.endsWith("/status")) {
                return path.contains("jdbc-insert") ? status("PAUSED", "PAUSED") : status("RUNNING", "RUNNING");
            }
            return path.contains("jdbc-upsert") ? "{\"tasks.max\":\"4\"}" : "{\"tasks.max\":\"2\"}";
        });
        patient.kill("kafka-1");
        patient.freeze("worker-2");
        patient.link(LINK).swallowResponses();
        // When, then
        assertThat(injector.unhealed())
                .containsExactly(
                        "kafka-1 is not awake",
                        "worker-2 is not awake",
                        "the link worker-1>postgres is not healed",
                        "jdbc-insert is PAUSED",
                        "jdbc-upsert has tasks.max 4 instead of 2");
        assertThat(injector.troubles()).isEmpty();
    }

    private static String status(String connector, String task) {
        return "{\"name\":\"x\",\"connector\":{\"state\":\"" + connector + "\"},\"tasks\":[{\"id\":0,\"state\":\""
                + task + "\"}]}";
    }

    @Test
    void givesUpWhatCannotBeUndoneOrHealedInTime() throws Exception {
        try (FakeWorker deaf = new FakeWorker().deaf()) {
            // Given a service that never gets ready, and workers that never answer
            attend(new FakePatient(TOPOLOGY, service.port(), deaf), HASTY);
            patient.neverRestart();
            long begun = System.nanoTime();
            // When
            run(fault(FaultKind.KILL, "postgres", 0));
            injector.healAll();
            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(25));
            assertThat(injector.troubles())
                    .anySatisfy(trouble -> assertThat(trouble).startsWith("not everything was undone"));
            assertThat(injector.unhealed())
                    .contains("postgres is not awake")
                    .anyMatch(text -> text.startsWith("jdbc-insert cannot be asked"));
        }
    }

    /** Says the lines once the injector lies in wait, each but the last when the one before has arrived, without caring for their fate. */
    private void talk(FakeClient client, String... lines) {
        var unused = CompletableFuture.runAsync(() -> {
            ConditionFactory soon = await().pollInterval(Duration.ofMillis(2));
            soon.until(() -> !patient.link(LINK).isHealed());
            for (int i = 0; i < lines.length; i++) {
                int before = i;
                soon.until(() -> service.lines().containsAll(List.of(lines).subList(0, before)));
                try {
                    client.say(lines[i]);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }
}
