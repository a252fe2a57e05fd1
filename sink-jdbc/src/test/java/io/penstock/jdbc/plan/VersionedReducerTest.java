package io.penstock.jdbc.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.Records;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Changes that count only if they are not older than the row. */
class VersionedReducerTest {

    private static final SinkRecord ANY = Records.of(new TopicPartition("t", 0)).map(0, "k", "a", 1L);
    private static final int VERSION = 1;
    /** Stands only in rows that are refused: a change that another makes good is merged with it, and refused no more. */
    private static final int BAD = 4;

    private static final int WIDTH = 5;

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

    /** A table by key, rows by cell, that refuses what is made for that. */
    private static final class Model {
        private final Map<Object, Map<Integer, @Nullable Object>> rows = new HashMap<>();
        /** Versions of deletes since which nothing was written, which a batch remembers. */
        private final Map<Object, @Nullable Object> deleted = new HashMap<>();

        private boolean isOlder(Row row) {
            Map<Integer, @Nullable Object> there = rows.get(Objects.requireNonNull(row.cell(0)));
            return there != null && Versions.isOlder(row.cell(VERSION), there.get(VERSION));
        }

        private static boolean isBad(Row row) {
            return row.cell(BAD) != Row.ABSENT;
        }

        /** A row of key k2 is referred to. */
        void delete(Row row) {
            Object key = Objects.requireNonNull(row.cell(0));
            if (rows.containsKey(key) && (row.cell(VERSION) == Row.ABSENT || !isOlder(row))) {
                if (key.equals("k2")) {
                    row.reject();
                } else {
                    rows.remove(key);
                }
            }
        }

        void write(Row row) {
            if (isOlder(row)) {
                return;
            }
            if (isBad(row)) {
                Row own = row.own();
                if (own == null) {
                    row.reject();
                }
                if (row.standIn() != null) {
                    write(row.standIn());
                }
                if (own != null) {
                    write(own);
                }
                return;
            }
            Map<Integer, @Nullable Object> stored =
                    rows.computeIfAbsent(Objects.requireNonNull(row.cell(0)), unused -> new HashMap<>());
            for (int i = 1; i < WIDTH; i++) {
                if (row.cell(i) != Row.ABSENT) {
                    stored.put(i, row.cell(i));
                }
            }
        }

        void one(Row row) {
            Object key = Objects.requireNonNull(row.cell(0));
            Object remembered = deleted.get(key);
            if (row.isDelete()) {
                delete(row);
                Object version = row.cell(VERSION);
                if (version == Row.ABSENT) {
                    deleted.remove(key);
                } else if (!row.isRejected() && !Versions.isOlder(version, remembered)) {
                    deleted.put(key, version);
                }
            } else if (!Versions.isOlder(row.cell(VERSION), remembered)) {
                write(row);
                if (!row.isRejected()) {
                    deleted.remove(key);
                }
            }
        }

        /** As a batch is written. */
        void all(List<Row> batch) {
            VersionedReducer reducer = new VersionedReducer(batch, 1, VERSION, UnaryOperator.identity());
            Set<Row> older = Collections.newSetFromMap(new IdentityHashMap<>());
            reducer.unsure().stream().filter(this::isOlder).forEach(older::add);
            Changes changes = reducer.changes(older);
            assertThat(changes.writes()).extracting(row -> row.cell(0)).doesNotHaveDuplicates();
            assertThat(changes.deletes()).extracting(row -> row.cell(0)).doesNotHaveDuplicates();
            Map<Object, Map<Integer, @Nullable Object>> before = new HashMap<>();
            rows.forEach((key, row) -> before.put(key, new HashMap<>(row)));
            changes.deletes().forEach(this::delete);
            if (reducer.disturbed().isEmpty()) {
                changes.writes().forEach(this::write);
            }
            if (!reducer.disturbed().isEmpty()) {
                rows.clear();
                rows.putAll(before);
                all(reducer.disturbed());
                all(reducer.undisturbed());
            }
        }
    }

    private static List<Row> changes(long seed, boolean withBad) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String key = "k" + random.nextInt(4);
            Object version = random.nextInt(5) == 0 ? Row.ABSENT : (Object) random.nextLong(10);
            boolean bad = random.nextInt(6) == 0 && withBad;
            rows.add(
                    random.nextInt(4) == 0
                            ? delete(key, version)
                            : write(
                                    key,
                                    version,
                                    random.nextBoolean() ? "a" + i : Row.ABSENT,
                                    random.nextBoolean() ? "b" + i : Row.ABSENT,
                                    bad ? "bad" : Row.ABSENT));
        }
        return rows;
    }

    @RepeatedTest(1_000)
    void comesToTheSameAsOneChangeAfterTheOther(RepetitionInfo run) {
        // Given
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(-run.getCurrentRepetition());
        boolean withBad = run.getCurrentRepetition() % 2 == 0;
        Model oneByOne = new Model();
        Model reduced = new Model();
        for (int i = 0; i < 3; i++) {
            Row there = write("k" + i, random.nextBoolean() ? null : random.nextLong(10), "there", "there");
            oneByOne.write(there);
            reduced.write(there);
        }
        // When
        changes(run.getCurrentRepetition(), withBad).forEach(oneByOne::one);
        reduced.all(changes(run.getCurrentRepetition(), withBad));
        // Then
        assertThat(reduced.rows).isEqualTo(oneByOne.rows);
    }

    private static Changes reduce(Row... rows) {
        VersionedReducer reducer = new VersionedReducer(List.of(rows), 1, VERSION, UnaryOperator.identity());
        assertThat(reducer.unsure()).isEmpty();
        return reducer.changes(Set.of());
    }

    @Test
    void wholeRowsNeedNoLookAtTheTableWhateverTheirOrder() {
        // When
        Changes changes = reduce(write("x", 2L, "2"), write("x", 3L, "3"), write("x", 1L, "1"), write("y", null, "1"));
        // Then
        assertThat(changes.writes()).extracting(row -> row.cell(2)).containsExactly("3", "1");
        assertThat(changes.writes().get(0).standIn()).isNotNull();
    }

    @Test
    void aDeleteWithoutAVersionMakesWhatCameBeforeItNeedless() {
        // When
        Changes changes = reduce(
                write("x", 2L, "2", Row.ABSENT),
                delete("x", Row.ABSENT),
                write("x", 1L, "1", Row.ABSENT),
                write("x", 4L, Row.ABSENT, "4"));
        // Then
        assertThat(changes.deletes()).hasSize(1);
        assertThat(changes.writes()).singleElement().satisfies(row -> {
            assertThat(row.cell(2)).isEqualTo("1");
            assertThat(row.cell(3)).isEqualTo("4");
        });
    }

    @Test
    void whichPartialChangesCountIsAskedOfTheTable() {
        // Given
        Row first = write("x", 4L, "4", Row.ABSENT);
        Row second = write("x", 6L, Row.ABSENT, "6");
        VersionedReducer reducer =
                new VersionedReducer(List.of(first, second, write("y", 1L, "1")), 1, VERSION, UnaryOperator.identity());
        // When
        List<Row> unsure = reducer.unsure();
        // Then
        assertThat(unsure).containsExactly(first, second);
        assertThat(reducer.changes(Set.of()).writes().get(0).cell(2)).isEqualTo("4");
        assertThat(reducer.changes(Set.of(first)).writes().get(0).cell(2)).isSameAs(Row.ABSENT);
    }

    @Test
    void theLaterOfEqualsWins() {
        // When
        Changes changes = reduce(write("x", 2L, "first"), write("x", 2L, "second"));
        // Then
        assertThat(changes.writes()).extracting(row -> row.cell(2)).containsExactly("second");
    }

    @Test
    void allOlderWritesThatARefusedDeleteStoodAgainstAreMade() {
        // Given
        Row delete = delete("x", 5L);
        VersionedReducer reducer = new VersionedReducer(
                List.of(
                        delete,
                        write("x", 3L, "3", Row.ABSENT),
                        write("x", 4L, Row.ABSENT, "4"),
                        write("y", 1L, "1"),
                        write("x", 2L, "2", "2")),
                1,
                VERSION,
                UnaryOperator.identity());
        Changes changes = reducer.changes(Set.of());
        assertThat(changes.writes()).extracting(row -> row.cell(0)).containsExactly("y");
        // When
        delete.reject();
        // Then
        assertThat(reducer.undisturbed()).hasSize(1);
        VersionedReducer again = new VersionedReducer(reducer.disturbed(), 1, VERSION, UnaryOperator.identity());
        assertThat(again.changes(Set.of()).writes()).singleElement().satisfies(row -> {
            assertThat(row.cell(2)).isEqualTo("3");
            assertThat(row.cell(3)).isEqualTo("4");
        });
    }

    @Test
    void aTruncationEndsEverythingBeforeIt() {
        // When
        VersionedReducer reducer = new VersionedReducer(
                List.of(write("x", 9L, "1"), Row.truncate(ANY), write("x", 1L, "2")),
                1,
                VERSION,
                UnaryOperator.identity());
        // Then
        assertThat(reducer.truncates()).isTrue();
        assertThat(reducer.changes(Set.of()).writes())
                .extracting(row -> row.cell(2))
                .containsExactly("2");
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
