package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import io.penstock.it.Evidence.CommitKill;
import io.penstock.it.Message.Kind;
import io.penstock.testkit.kafka.WorkerVersion;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * 20,000 messages, poison ones among them, from MQTT over Kafka into PostgreSQL and S3, while the worker is killed twice in the
 * middle of a flush. The way is gone once; each test looks at one promise. One thin class for each version of the worker.
 */
@ExtendWith(SharedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PipelineSuite {

    private static final int MESSAGES = 20_000;

    private final WorkerVersion version;
    private final CommitMoment moment;
    private Evidence evidence;

    PipelineSuite(WorkerVersion version, CommitMoment moment) {
        this.version = version;
        this.moment = moment;
    }

    @BeforeAll
    void runThePipeline(Services services) throws Exception {
        try (PipelineRun run = new PipelineRun(services, version, moment)) {
            evidence = run.run();
        }
    }

    @Test
    void theWorkerWasKilledBetweenTheRowsOfATransactionAndItsCommit() {
        assertThat(evidence.databaseKill().flush().statement()).containsIgnoringCase(Database.LEDGER);
        assertThat(evidence.databaseKill().openAtDeath())
                .as("transaction open when the worker was dead")
                .isTrue();
        assertThat(evidence.databaseKill().fate()).isEqualTo("aborted");
    }

    @Test
    void theWorkerWasKilledWithACommitRecordOnItsWay() {
        CommitKill kill = evidence.commitKill();

        assertThat(kill.heldRequests()).isPositive();
        assertThat(kill.before().chain()).isNotEmpty();
        assertThat(kill.atDeath().chain()).containsAll(kill.before().chain());
        switch (moment) {
            case ON_ITS_WAY -> assertThat(kill.newCommitRecords()).isZero();
            case BEFORE_ITS_ANSWER -> assertThat(kill.newCommitRecords()).isBetween(1, kill.heldRequests());
        }
        assertThat(kill.atDeath().data())
                .as("objects, visible before their commit was known to have succeeded")
                .isEqualTo(kill.before().data());
    }

    @Test
    void nothingAcknowledgedToThePublisherIsMissingInKafka() {
        Set<Integer> missing = new HashSet<>(evidence.acknowledged());
        missing.removeAll(evidence.log().stream().map(Message::idOf).collect(Collectors.toSet()));

        assertThat(evidence.acknowledged()).hasSize(MESSAGES);
        assertThat(missing).isEmpty();
    }

    @Test
    void theDatabaseHoldsExactlyOnceWhatKafkaHoldsLessTheDeadLetters() {
        Reconciliation<Stored> result = Reconciliation.of(expected(Kind::fitsTable), evidence.rows());

        assertThat(result.exact()).as(result.toString()).isTrue();
    }

    @Test
    void theObjectsHoldExactlyOnceWhatKafkaHoldsLessTheDeadLetters() {
        Reconciliation<Stored> result = Reconciliation.of(expected(Kind::fitsObjects), evidence.lines());

        assertThat(result.exact()).as(result.toString()).isTrue();
    }

    @Test
    void eachPoisonRecordIsADeadLetterOfTheSinkThatCannotTakeItAndNothingElseIs() {
        assertThat(coordinates(evidence.databaseDeadLetters())).isEqualTo(poison(Kind::fitsTable));
        assertThat(coordinates(evidence.storeDeadLetters())).isEqualTo(poison(Kind::fitsObjects));
    }

    @Test
    void theNeighboursOfPoisonRecordsAreStored() {
        Set<Integer> rows = evidence.rows().stream().map(Stored::id).collect(Collectors.toSet());
        Set<Integer> lines = evidence.lines().stream().map(Stored::id).collect(Collectors.toSet());

        assertThat(poison(kind -> kind == Kind.GOOD)).hasSizeGreaterThan(25).allSatisfy(poison -> {
            assertThat(rows).contains(poison.id() - 1, poison.id() + 1).doesNotContain(poison.id());
            assertThat(lines).contains(poison.id() - 1, poison.id() + 1);
        });
    }

    @Test
    void aSinksDeadLetterTellsItsReasonByCodeAndRepeatsNoValue() {
        assertThat(of(Kind.TEXT_FOR_NUMBER, evidence.databaseDeadLetters()))
                .isNotEmpty()
                .allSatisfy(letter -> {
                    assertThat(letter.reason()).contains("PEN-33").contains("speed");
                    assertThat(letter.reason() + letter.trace()).doesNotContain(Message.PRIVATE_WORD);
                });
        assertThat(of(Kind.NO_VALUE, evidence.databaseDeadLetters()))
                .isNotEmpty()
                .allSatisfy(letter -> assertThat(letter.reason()).contains("PEN-334"));
        assertThat(of(Kind.NO_VALUE, evidence.storeDeadLetters()))
                .isNotEmpty()
                .allSatisfy(letter -> assertThat(letter.reason()).contains("PEN-422"));
    }

    @Test
    void everyConnectorShowsItsMetricsThroughTheWorker() {
        assertThat(evidence.metrics()).containsOnlyKeys("source", "database", "store");
        assertThat(evidence.metrics().get("source"))
                .containsKey("messages-in-flight")
                .extractingByKey("messages-received", LONG)
                .isPositive();
        assertThat(evidence.metrics().get("database"))
                .containsKey("records-errant")
                .extractingByKey("rows-written", LONG)
                .isPositive();
        assertThat(evidence.metrics().get("store"))
                .containsKey("records-errant")
                .extractingByKey("objects-written", LONG)
                .isPositive();
    }

    private List<Stored> expected(Predicate<Kind> fits) {
        return evidence.log().stream()
                .filter(record -> fits.test(Message.number(Message.idOf(record)).kind()))
                .map(record -> new Stored(record.partition(), record.offset(), Message.idOf(record)))
                .toList();
    }

    private Set<Stored> poison(Predicate<Kind> fits) {
        return new HashSet<>(expected(fits.negate()));
    }

    private static Set<Stored> coordinates(Collection<DeadLetter> letters) {
        return letters.stream().map(DeadLetter::coordinates).collect(Collectors.toSet());
    }

    private static List<DeadLetter> of(Kind kind, Collection<DeadLetter> letters) {
        return letters.stream()
                .filter(letter -> letter.message().kind() == kind)
                .toList();
    }
}
