package io.penstock.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.check.Hop;
import io.penstock.chaos.load.Pace;
import io.penstock.chaos.load.Receipts;
import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.FaultKind;
import io.penstock.chaos.plan.Moment;
import io.penstock.chaos.plan.Schedule;
import io.penstock.chaos.planted.PlantedBug;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leads from findings to a verdict. */
class VerdictTest {

    private static final Map<Integer, Long> ENOUGH = Map.of(0, 180L, 1, 180L, 2, 180L, 3, 180L);
    private static final Schedule ONE_FAULT =
            new Schedule(List.of(new FaultEvent(1, FaultKind.KILL, "worker-1", 3_000, Moment.ANY)));

    @TempDir
    private Path directory;

    @Test
    void aRunProvesNothingWithoutMessagesWithoutFaultsOrWithoutAnythingDue() {
        Hop hop = hop("kafka → s3-plain", 9, 0);

        assertThat(gaps(List.of(hop), 1, ENOUGH)).isEmpty();
        assertThat(gaps(List.of(hop), 0, ENOUGH)).containsExactly("none of the 1 faults struck");
        assertThat(gaps(List.of(hop("kafka → s3-plain", 0, 0)), 1, ENOUGH))
                .containsExactly("kafka → s3-plain: nothing was due there");
        assertThat(gaps(List.of(hop), 1, Map.of(0, 180L, 1, 180L, 2, 179L)))
                .containsExactly(
                        "publisher 2 sent 179 messages, and should have sent 180 at least",
                        "publisher 3 sent 0 messages, and should have sent 180 at least");
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
    void thereIsNoSecondLookWhereAllIsWellButDeadLetters() throws Exception {
        Deque<List<Hop>> looks = new ArrayDeque<>(List.of(List.of(hop("a", 9, 0, "1 dead letters missing: x"))));

        assertThat(Reckoning.of(looks::remove, Duration.ZERO).breaches())
                .containsExactly("a: 1 dead letters missing: x");
    }

    @Test
    void aBugIsCaughtByItsOwnSignOnlyOnItsOwnHop() {
        PlantedBug bug = PlantedBug.STALE_LINE_AFTER_POISON;

        assertThat(bug.isCaught(List.of(hop("kafka → s3-timed", 9, 1)))).isTrue();
        assertThat(bug.isCaught(List.of(hop("mqtt → kafka", 9, 1), hop("kafka → s3-timed", 9, 0, "1 missing: x"))))
                .isFalse();
        assertThat(PlantedBug.PARTIAL_OBJECT_AFTER_POISON.isCaught(
                        List.of(hop("kafka → s3-plain", 9, 0, "2 damaged: a, b"))))
                .isTrue();
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
        return Proof.gaps(hops, ONE_FAULT, struck, sent, new Pace(60, 200), Duration.ofSeconds(30));
    }

    private static Hop hop(String name, long due, long twice, String... breaches) {
        return new Hop(name, due, due, 0, twice, 0, 0, 0, 0, 0, List.of(breaches));
    }

    private static Settling.Bounds bounds() {
        return new Settling.Bounds(
                Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ofMillis(100), Duration.ofMillis(10));
    }

    /** Owes what it is told to, then nothing. */
    private static final class Settled implements Settling.Subject {

        private final Deque<Long> lags = new ArrayDeque<>();
        private final boolean answers;

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
        public void stopSource() {}
    }
}
