package io.penstock.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.check.Hop;
import io.penstock.chaos.fault.Strike;
import io.penstock.chaos.load.Pace;
import io.penstock.chaos.load.Receipts;
import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.FaultKind;
import io.penstock.chaos.plan.Moment;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Schedule;
import io.penstock.chaos.plan.Topology;
import io.penstock.chaos.planted.PlantedBug;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leads from findings to a verdict. */
class VerdictTest {

    private static final Map<Integer, Long> ENOUGH = Map.of(0, 180L, 1, 180L, 2, 180L, 3, 180L);
    private static final Schedule ONE_FAULT =
            new Schedule(List.of(new FaultEvent(1, FaultKind.KILL, "worker-1", 3_000, Moment.ANY)));

    private static final Pace PACE = new Pace(60, 200);

    @TempDir
    private Path directory;

    @Test
    void aRunProvesNothingWithoutMessagesWithoutFaultsOrWithoutAnythingDue() {
        Hop hop = hop("kafka → s3-plain", 9, 0);

        assertThat(gaps(List.of(hop), 1, ENOUGH)).isEmpty();
        assertThat(gaps(List.of(hop), 0, ENOUGH)).containsExactly("only 0 of the 1 faults struck");
        assertThat(gaps(List.of(hop("kafka → s3-plain", 0, 0)), 1, ENOUGH))
                .containsExactly("kafka → s3-plain: nothing was due there");
        assertThat(gaps(List.of(hop), 1, Map.of(0, 180L, 1, 180L, 2, 179L)))
                .containsExactly(
                        "publisher 2 sent 179 messages, and should have sent 180 at least",
                        "publisher 3 sent 0 messages, and should have sent 180 at least");
    }

    @Test
    void aRunProvesNothingWithHalfOfItsFaultsWithoutAMomentOrWithAFaultLeftStanding() {
        Schedule schedule = new Schedule(LongStream.range(0, 8)
                .mapToObj(at -> new FaultEvent(at, FaultKind.KILL, "worker-1", 500, Moment.COMMIT))
                .toList());

        assertThat(gaps(schedule, strikes(schedule, 4, 9, true))).isEmpty();
        assertThat(gaps(schedule, strikes(schedule, 3, 9, true))).containsExactly("only 3 of the 8 faults struck");
        assertThat(gaps(schedule, strikes(schedule, 8, 9, false)))
                .containsExactly("none of the 8 faults that waited for a moment found it");
        assertThat(gaps(schedule, strikes(schedule, 8, 0, true)))
                .hasSize(8)
                .allMatch(gap -> gap.endsWith("was never undone"));
        Schedule few = new Schedule(schedule.events().subList(0, 7));
        assertThat(gaps(few, strikes(few, 7, 9, false))).isEmpty();
    }

    @Test
    void aLongRunProvesNothingWithoutPoisonAndWithoutAnObjectInParts() {
        Hop plain = hop("kafka → s3-plain", 9, 0);
        Hop poisoned = new Hop("kafka → s3-timed", 9, 9, 0, 0, 0, 0, 1, 1, 0, List.of());
        Hop inParts =
                new Hop("kafka → s3-timed", 9, 9, 0, 0, 0, 0, 1, 1, 0, List.of(), List.of("2 came in parts: x, y"));

        assertThat(gaps(Duration.ofSeconds(89), plain, poisoned)).isEmpty();
        assertThat(gaps(Duration.ofSeconds(90), plain, poisoned))
                .containsExactly("kafka → s3-plain: no dead letter was due there");
        assertThat(gaps(Duration.ofMinutes(2), poisoned)).containsExactly("kafka → s3-timed: no object came in parts");
        assertThat(gaps(Duration.ofMinutes(2), inParts, hop("mqtt-qos1 → kafka", 9, 0)))
                .isEmpty();
    }

    @Test
    void aRunProvesNothingOfOpenFilesThatAreCommittedTogetherIfThereWasAlwaysOne() {
        Hop alone = new Hop("kafka → s3-field", 9, 9, 0, 0, 0, 0, 1, 1, 0, List.of());
        Hop together = new Hop(
                "kafka → s3-field",
                9,
                9,
                0,
                0,
                0,
                0,
                1,
                1,
                0,
                List.of(),
                List.of("2 batches with several files: x, y"));

        assertThat(gaps(Duration.ofSeconds(59), alone)).isEmpty();
        assertThat(gaps(Duration.ofMinutes(1), alone))
                .containsExactly("kafka → s3-field: no two files were open at a time");
        assertThat(gaps(Duration.ofMinutes(1), together)).isEmpty();
    }

    private static List<String> gaps(Schedule schedule, List<Strike> strikes) {
        return Proof.gaps(
                List.of(hop("mqtt-qos1 → kafka", 9, 0)), schedule, strikes, ENOUGH, PACE, Duration.ofSeconds(30));
    }

    private static List<String> gaps(Duration length, Hop... hops) {
        Map<Integer, Long> plenty = Map.of(0, 9_000L, 1, 9_000L, 2, 9_000L, 3, 9_000L);
        return Proof.gaps(List.of(hops), new Schedule(List.of()), List.of(), plenty, PACE, length);
    }

    private static List<Strike> strikes(Schedule schedule, int count, long undone, boolean midFlight) {
        return schedule.events().stream()
                .limit(count)
                .map(event -> new Strike(event, 1, undone, midFlight))
                .toList();
    }

    @Test
    void whatComesOnlyAfterTheFirstLookIsABreachAllTheSame() throws Exception {
        Deque<List<Hop>> looks = new ArrayDeque<>(List.of(
                List.of(hop("a", 9, 0, "2 missing: x, y", "1 altered: z")), List.of(hop("a", 9, 0, "1 altered: z"))));

        Reckoning reckoning = Reckoning.of(looks::remove, Duration.ZERO);

        assertThat(reckoning.breaches()).hasSize(2).contains("a: 1 altered: z");
        assertThat(reckoning.breaches().get(0)).contains("a was late", "2 missing: x, y");
    }

    @Test
    void anUploadThatIsAbortedAfterTheFirstLookIsNoBreach() throws Exception {
        Deque<List<Hop>> looks =
                new ArrayDeque<>(List.of(List.of(hop("a", 9, 0, "1 upload left over: x")), List.of(hop("a", 9, 0))));

        Reckoning reckoning = Reckoning.of(looks::remove, Duration.ZERO);

        assertThat(reckoning.breaches()).isEmpty();
        assertThat(reckoning.notes()).singleElement().asString().contains("a was late", "1 upload left over: x");
    }

    @Test
    void whatIsWrittenAgainAfterACleanFirstLookIsABreach() throws Exception {
        Deque<List<Hop>> looks =
                new ArrayDeque<>(List.of(List.of(hop("a", 9, 0)), List.of(hop("a", 9, 1, "1 twice: x"))));

        assertThat(Reckoning.of(looks::remove, Duration.ZERO).breaches()).containsExactly("a: 1 twice: x");
    }

    @Test
    void aBugIsCaughtByItsOwnSignOnlyOnItsOwnHop() {
        PlantedBug bug = PlantedBug.STALE_LINE_AFTER_POISON;

        assertThat(bug.isCaught(List.of(hop("kafka → s3-timed", 9, 1)))).isTrue();
        assertThat(bug.isCaught(List.of(hop("mqtt-qos1 → kafka", 9, 1), hop("kafka → s3-timed", 9, 0, "1 missing: x"))))
                .isFalse();
        assertThat(PlantedBug.PARTIAL_OBJECT_AFTER_POISON.isCaught(
                        List.of(hop("kafka → s3-plain", 9, 0, "2 damaged: a, b"))))
                .isTrue();
    }

    @Test
    void aBugOfExactlyOnceIsNotCaughtByRepetitionsThatAreAllowed() {
        PlantedBug bug = PlantedBug.MEMORY_LEFT_OUT;

        assertThat(bug.isCaught(List.of(hop("mqtt-qos2 → kafka", 9, 1)))).isFalse();
        assertThat(bug.isCaught(List.of(hop("mqtt-qos1 → kafka", 9, 1, "1 twice: x"))))
                .isFalse();
        assertThat(bug.isCaught(List.of(hop("mqtt-qos2 → kafka", 9, 1, "1 twice: x"))))
                .isTrue();
    }

    @Test
    void aBugIsNotCaughtByWhatWasStillUnderWay() {
        Hop hop = new Hop("mqtt-qos1 → kafka", 9, 8, 1, 0, 0, 0, 0, 0, 0, List.of("1 missing: x"));

        assertThat(report(true, hop).shows(PlantedBug.ACK_BEFORE_KAFKA)).isTrue();
        assertThat(report(false, hop).shows(PlantedBug.ACK_BEFORE_KAFKA)).isFalse();
    }

    @Test
    void aBugIsNotCaughtByDeadLettersThatConnectItselfMayLose() {
        PlantedBug bug = PlantedBug.DEAD_LETTER_SKIPPED;

        assertThat(bug.isCaught(List.of(new Hop(
                        "kafka → jdbc-insert", 9, 9, 0, 0, 0, 0, 3, 2, 0, List.of("1 dead letters missing: x")))))
                .isTrue();
        assertThat(bug.isCaught(List.of(new Hop("kafka → jdbc-insert", 9, 9, 0, 0, 0, 0, 3, 2, 0, List.of()))))
                .isFalse();
    }

    private static ChaosReport report(boolean settled, Hop hop) {
        return new ChaosReport(
                1,
                new Topology(Profile.MQTT, 1, 2),
                "4.3.1",
                1_000,
                1,
                "",
                "",
                Map.of(),
                Map.of(),
                List.of(),
                Map.of(),
                9,
                List.of(hop),
                List.of(),
                settled,
                List.of("a breach"),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void settlingBeginsAnewWhenSomethingComesInTheQuietTime() throws Exception {
        Settled subject = new Settled(List.of(1L, 0L, 0L, 1L, 0L));

        Settling settling = new Settling(subject, bounds(), line -> {});
        settling.await();

        assertThat(settling.breaches()).isEmpty();
        assertThat(subject.lags).isEmpty();
    }

    @Test
    void settlingBeginsAnewWhenTheTopicGrowsInTheQuietTimeThoughNothingIsOwed() throws Exception {
        Settled subject = new Settled(List.of());
        subject.ends.addAll(LongStream.rangeClosed(1, 40).boxed().toList());

        Settling settling = new Settling(subject, bounds(), line -> {});
        settling.await();

        assertThat(settling.breaches()).isEmpty();
        assertThat(subject.ends).isEmpty();
    }

    @Test
    void aTopicThatGrowsForEverIsABreach() throws Exception {
        Settled subject = new Settled(List.of());
        subject.ends.addAll(LongStream.rangeClosed(1, 1_000).boxed().toList());
        Settling settling = new Settling(
                subject,
                new Settling.Bounds(
                        Duration.ofMillis(300),
                        Duration.ofMillis(300),
                        Duration.ofMillis(100),
                        Duration.ofMillis(150),
                        Duration.ofMillis(10)),
                line -> {});

        settling.await();

        assertThat(settling.breaches()).singleElement().asString().contains("did not stay quiet");
    }

    @Test
    void whatIsOwedForLongWhileNothingMovesIsLostAndNotUnderWay() throws Exception {
        Settled still = new Settled(Collections.nCopies(1_000, 7L));
        Settling lost = new Settling(still, bounds(), line -> {});
        lost.await();

        assertThat(lost.breaches()).singleElement().asString().contains("still has something under way");
        assertThat(lost.isSettled()).isTrue();

        Settled moving = new Settled(Collections.nCopies(1_000, 7L));
        moving.ends.addAll(LongStream.rangeClosed(1, 1_000).boxed().toList());
        Settling slow = new Settling(moving, bounds(), line -> {});
        slow.await();

        assertThat(slow.isSettled()).isFalse();
    }

    @Test
    void aSourceThatDoesNotSayThatItIsStoppedIsATrouble() throws Exception {
        Settled subject = new Settled(List.of());
        subject.stops = false;
        Settling settling = new Settling(
                subject,
                new Settling.Bounds(
                        Duration.ofMillis(300),
                        Duration.ofMillis(300),
                        Duration.ofMillis(100),
                        Duration.ofMillis(150),
                        Duration.ofMillis(10)),
                line -> {});

        settling.await();

        assertThat(settling.troubles()).singleElement().asString().contains("does not say that it is stopped");
        assertThat(settling.isSettled()).isFalse();
    }

    @Test
    void aKafkaThatDoesNotAnswerIsABreachInWordsAndNoException() throws Exception {
        Settling settling = new Settling(new Settled(null), bounds(), line -> {});

        settling.await();

        assertThat(settling.breaches()).singleElement().asString().contains("Kafka does not tell");
    }

    @Test
    void aDirectoryThatIsThereIsNeverTakenAgain() throws Exception {
        assertThat(RunDirectory.fresh(directory, "s3-7")).isEqualTo(directory.resolve("s3-7"));
        Files.createDirectories(directory.resolve("s3-7/kafka-1"));
        Files.createDirectories(directory.resolve("s3-7-2"));

        assertThat(RunDirectory.fresh(directory, "s3-7")).isEqualTo(directory.resolve("s3-7-3"));
        assertThat(RunDirectory.delete(directory.resolve("s3-7"))).isTrue();
        assertThat(directory.resolve("s3-7")).doesNotExist();
        assertThat(RunDirectory.delete(directory.resolve("s3-7"))).isTrue();
    }

    private static List<String> gaps(List<Hop> hops, int struck, Map<Integer, Long> sent) {
        return Proof.gaps(hops, ONE_FAULT, strikes(ONE_FAULT, struck, 9, true), sent, PACE, Duration.ofSeconds(30));
    }

    private static Hop hop(String name, long due, long twice, String... breaches) {
        return new Hop(name, due, due, 0, twice, 0, 0, 0, 0, 0, List.of(breaches));
    }

    private static Settling.Bounds bounds() {
        return new Settling.Bounds(
                Duration.ofSeconds(2),
                Duration.ofSeconds(20),
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Duration.ofMillis(10));
    }

    /** Owes what it is told to, then nothing. */
    private static final class Settled implements Settling.Subject {

        private final Deque<Long> lags = new ArrayDeque<>();
        private final Deque<Long> ends = new ArrayDeque<>();
        private final boolean answers;
        private boolean stops = true;

        Settled(@org.jspecify.annotations.Nullable List<Long> lags) {
            answers = lags != null;
            if (lags != null) {
                this.lags.addAll(lags);
            }
        }

        @Override
        public boolean awaitAcknowledged(Duration timeout) {
            return true;
        }

        @Override
        public Receipts receipts() {
            return new Receipts(Map.of(), Set.of(), Set.of(), Set.of());
        }

        @Override
        public Map<String, Long> lag(Receipts receipts) {
            if (!answers) {
                throw new IllegalStateException("away");
            }
            Long lag = lags.poll();
            return lag == null || lag == 0 ? Map.of() : Map.of("s3-plain", lag);
        }

        @Override
        public Map<Integer, Long> ends() {
            Long end = ends.poll();
            return Map.of(0, end == null ? 0 : end);
        }

        @Override
        public boolean areSourcesStopped() {
            return stops;
        }

        @Override
        public void stopSources() {}
    }
}
