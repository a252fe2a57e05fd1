package io.penstock.s3.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.TransientException;
import io.penstock.common.offset.Position;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.s3.chain.Element;
import io.penstock.s3.chain.Element.Kind;
import io.penstock.s3.chain.ElementCodec;
import io.penstock.s3.store.ArchiveStore;
import io.penstock.s3.writer.ChainKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChainReadingTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final int ALL = 30;

    private final Set<Integer> gone = ConcurrentHashMap.newKeySet();
    private final Set<Integer> swept = ConcurrentHashMap.newKeySet();
    private final Set<Integer> asked = ConcurrentHashMap.newKeySet();
    private final SideBySide requests = new SideBySide("test");

    @AfterEach
    void end() {
        requests.close();
    }

    private static String key(int number) {
        return new ChainKeys("sink", PARTITION).prefix() + "%020d".formatted(number);
    }

    private static int number(String key) {
        return Integer.parseInt(key.substring(key.length() - 20));
    }

    /** Commit records 1 to 30, of which some are gone when they are read. */
    private ChainReading reading(int head) {
        return reading(head, -1);
    }

    private ChainReading reading(int head, int above) {
        ArchiveStore store = new ArchiveStore() {
            @Override
            public Page page(String prefix, @Nullable String token) {
                int from = token == null ? 1 : Integer.parseInt(token);
                return new Page(
                        IntStream.range(from, Math.min(from + 7, ALL + 1))
                                .filter(number -> !swept.contains(number))
                                .mapToObj(number -> new Found(key(number), "e", 1_000))
                                .toList(),
                        from + 7 > ALL ? Optional.empty() : Optional.of(Integer.toString(from + 7)));
            }

            @Override
            public Optional<Range> read(String key, String etag, long from, int length) {
                int number = number(key);
                asked.add(number);
                Element element =
                        new Element("n", Kind.BATCH, new Position(0, 10L * number, Optional.empty()), List.of());
                return gone.contains(number)
                        ? Optional.empty()
                        : Optional.of(new Range(new ElementCodec().encode(element, "w"), Optional.empty()));
            }

            @Override
            public void close() {}
        };
        BackoffPolicy backoff = new BackoffPolicy(Duration.ofMillis(1), Duration.ofMillis(1), new Random(1));
        return new ChainReading(
                new PatientStore(store, backoff, System::nanoTime),
                requests,
                PARTITION,
                new ChainKeys("sink", PARTITION).prefix(),
                head,
                above);
    }

    private static long end(ChainReading reading) {
        while (reading.step()) {
            // to its end
        }
        return reading.files().newest().orElseThrow().nextOffset();
    }

    @Test
    void doesWithoutOldCommitRecordsThatAreSweptMeanwhile() {
        gone.add(11);

        assertThat(end(reading(ALL))).isEqualTo(300);
        assertThat(asked).contains(11, 12).doesNotContain(1);
    }

    @Test
    void readsNothingThatWasAppendedAfterTheHead() {
        assertThat(end(reading(20))).isEqualTo(200);
        assertThat(asked).hasSize(20).doesNotContain(21);
    }

    @Test
    void readsWhatWasAppendedSinceAnotherOne() {
        // Given
        ChainReading reading = reading(ALL, 25);

        // When / Then
        assertThat(end(reading)).isEqualTo(300);
        assertThat(asked).containsExactlyInAnyOrder(26, 27, 28, 29, 30);
        assertThat(reading.isWhole()).isTrue();
        swept.add(26);
        ChainReading gap = reading(ALL, 25);
        assertThat(end(gap)).isEqualTo(300);
        assertThat(gap.isWhole()).isFalse();
    }

    @Test
    void goesDownToTheFirstGapOnly() {
        swept.add(18);

        assertThat(end(reading(ALL))).isEqualTo(300);
        assertThat(asked).hasSize(12);
    }

    @Test
    void asksAgainWhereTheNewestCannotBeFoundSinceAllObjectsWouldCountWithoutIt() {
        // Given one that is gone when it is read, and one that was swept before it was listed again
        gone.add(ALL);
        swept.add(20);

        for (int head : new int[] {ALL, 20}) {
            ChainReading reading = reading(head);

            // When / Then
            assertThatThrownBy(() -> end(reading))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("number " + head);
            assertThat(reading.isLost()).isTrue();
        }
    }
}
