package io.penstock.jdbc.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.Records;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Changes that count only if they are not older than the row. */
class RoundsTest {

    private static final SinkRecord ANY = Records.of(new TopicPartition("t", 0)).map(0, "k", "a", 1L);
    private static final int VERSION = 1;
    private static final int WIDTH = 4;

    private static Row write(String key, @Nullable Object version, @Nullable Object... rest) {
        @Nullable Object[] cells = new Object[2 + rest.length];
        cells[0] = key;
        cells[VERSION] = version;
        System.arraycopy(rest, 0, cells, 2, rest.length);
        return Row.of(cells, ANY);
    }

    private static Row delete(String key, Object version) {
        return Row.delete(new Object[] {key, version}, ANY);
    }

    /** Tables by key, rows by cell. */
    private static final class Model {
        private final Map<Object, Map<Integer, @Nullable Object>> rows = new HashMap<>();
        /** Versions of deletes since which nothing was written, which a batch remembers. */
        private final Map<Object, Object> deleted = new HashMap<>();

        private @Nullable Object version(Object key) {
            Map<Integer, @Nullable Object> row = rows.get(key);
            return row == null ? null : row.get(VERSION);
        }

        void delete(Row row) {
            Object key = Objects.requireNonNull(row.cell(0));
            Object version = row.cell(VERSION);
            if (version == Row.ABSENT || !Versions.isOlder(version, version(key))) {
                rows.remove(key);
            }
        }

        void write(Row row) {
            Object key = Objects.requireNonNull(row.cell(0));
            if (!rows.containsKey(key) || !Versions.isOlder(row.cell(VERSION), version(key))) {
                Map<Integer, @Nullable Object> stored = rows.computeIfAbsent(key, unused -> new HashMap<>());
                for (int i = 1; i < WIDTH; i++) {
                    if (row.cell(i) != Row.ABSENT) {
                        stored.put(i, row.cell(i));
                    }
                }
            }
        }

        void one(Row row) {
            Object key = Objects.requireNonNull(row.cell(0));
            if (row.isDelete()) {
                delete(row);
                deleted.remove(key);
                if (row.cell(VERSION) != Row.ABSENT) {
                    deleted.put(key, Objects.requireNonNull(row.cell(VERSION)));
                }
            } else if (!Versions.isOlder(row.cell(VERSION), deleted.get(key))) {
                deleted.remove(key);
                write(row);
            }
        }

        void all(List<Changes> rounds) {
            for (Changes changes : rounds) {
                assertThat(changes.writes()).extracting(row -> row.cell(0)).doesNotHaveDuplicates();
                assertThat(changes.deletes()).extracting(row -> row.cell(0)).doesNotHaveDuplicates();
                changes.deletes().forEach(this::delete);
                changes.writes().forEach(this::write);
            }
        }
    }

    @RepeatedTest(500)
    void comesToTheSameAsOneChangeAfterTheOther(RepetitionInfo run) {
        // Given
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(run.getCurrentRepetition());
        Model oneByOne = new Model();
        Model reduced = new Model();
        boolean careful = run.getCurrentRepetition() % 2 == 0;
        for (int i = 0; i < 3; i++) {
            Row there = write("k" + i, random.nextBoolean() ? null : random.nextLong(10), "there", "there");
            oneByOne.write(there);
            reduced.write(there);
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String key = "k" + random.nextInt(4);
            Object version = random.nextInt(5) == 0 ? Row.ABSENT : (Object) random.nextLong(10);
            rows.add(
                    random.nextInt(4) == 0
                            ? delete(key, version)
                            : write(
                                    key,
                                    version,
                                    random.nextBoolean() ? "a" + i : Row.ABSENT,
                                    random.nextBoolean() ? "b" + i : Row.ABSENT));
        }
        // When
        rows.forEach(oneByOne::one);
        reduced.all(Rounds.of(rows, 1, VERSION, careful));
        // Then
        assertThat(reduced.rows).isEqualTo(oneByOne.rows);
    }

    @Test
    void theNewestOfWholeWritesIsOneStatementWhateverTheOrder() {
        // When
        List<Changes> rounds = Rounds.of(
                List.of(write("x", 2L, "2"), write("x", 3L, "3"), write("x", 1L, "1"), write("y", null, "1")),
                1,
                VERSION,
                false);
        // Then
        assertThat(rounds).singleElement().satisfies(changes -> {
            assertThat(changes.writes()).extracting(row -> row.cell(2)).containsExactly("3", "1");
            assertThat(changes.writes().get(0).standIn()).isNotNull();
        });
    }

    @Test
    void theLaterOfEqualsWins() {
        // When
        List<Changes> rounds = Rounds.of(List.of(write("x", 2L, "first"), write("x", 2L, "second")), 1, VERSION, true);
        // Then
        assertThat(rounds.get(0).writes()).extracting(row -> row.cell(2)).containsExactly("second");
    }

    @Test
    void aWriteThatIsOlderThanADeleteIsMadeOnlyIfTheDeleteIsRefused() {
        // When
        List<Changes> rounds = Rounds.of(
                List.of(delete("x", 5L), write("x", 3L, "3"), write("x", 4L, "4"), write("x", 2L, "2")),
                1,
                VERSION,
                true);
        // Then
        assertThat(rounds).singleElement().satisfies(changes -> {
            assertThat(changes.writes()).isEmpty();
            assertThat(Objects.requireNonNull(changes.deletes().get(0).standIn())
                            .cell(2))
                    .isEqualTo("4");
        });
    }

    @Test
    void aTruncationEndsEverythingBeforeIt() {
        // When
        List<Changes> rounds =
                Rounds.of(List.of(write("x", 9L, "1"), Row.truncate(ANY), write("x", 1L, "2")), 1, VERSION, true);
        // Then
        assertThat(rounds).singleElement().satisfies(changes -> {
            assertThat(changes.truncates()).isTrue();
            assertThat(changes.writes()).extracting(row -> row.cell(2)).containsExactly("2");
        });
        assertThat(Rounds.of(List.of(Row.truncate(ANY)), 1, VERSION, true)).hasSize(1);
    }

    @Test
    void textsAreOrderedByTheirCodePoints() {
        assertThat(Versions.isOlder("\uffff", "\ud83d\ude00")).isTrue();
        assertThat(Versions.isOlder("\ud83d\ude00", "\uffff")).isFalse();
        assertThat(Versions.isOlder("a", "ab")).isTrue();
        assertThat(Versions.isOlder("Z", "a")).isTrue();
        assertThat(Versions.isOlder(-0.0, 0.0)).isFalse();
        assertThat(Versions.isOlder(0.0f, -0.0f)).isFalse();
    }
}
