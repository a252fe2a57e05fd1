package io.penstock.jdbc.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.config.InsertMode;
import io.penstock.jdbc.harness.Records;
import java.math.BigDecimal;
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

class ReducerTest {

    private static final SinkRecord ANY = Records.of(new TopicPartition("t", 0)).map(0, "k", "a", 1L);

    private static Row upsert(Object key, @Nullable Object... rest) {
        return Row.of(cells(key, rest), ANY);
    }

    private static Row delete(Object key) {
        return Row.delete(cells(key), ANY);
    }

    private static Row mark(Object key, @Nullable Object... rest) {
        return Row.mark(cells(key, rest), ANY);
    }

    private static @Nullable Object[] cells(Object key, @Nullable Object... rest) {
        @Nullable Object[] cells = new Object[1 + rest.length];
        cells[0] = key;
        System.arraycopy(rest, 0, cells, 1, rest.length);
        return cells;
    }

    /** What the database does with the result: deletes first, a write sets the cells that are not absent. */
    private static void apply(Changes changes, Map<Object, Map<Integer, Object>> table, int width) {
        changes.deletes().forEach(row -> table.remove(row.cell(0)));
        for (Row row : changes.writes()) {
            Map<Integer, Object> stored = table.computeIfAbsent(String.valueOf(row.cell(0)), key -> new HashMap<>());
            for (int i = 1; i < width; i++) {
                Object cell = row.cell(i);
                if (cell != null && cell != Row.ABSENT) {
                    stored.put(i, cell);
                }
            }
        }
    }

    @RepeatedTest(200)
    void comesToTheSameAsOneChangeAfterTheOther(RepetitionInfo run) {
        // Given
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(run.getCurrentRepetition());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String key = "k" + random.nextInt(5);
            rows.add(
                    random.nextInt(3) == 0
                            ? delete(key)
                            : upsert(
                                    key,
                                    random.nextBoolean() ? "a" + i : Row.ABSENT,
                                    random.nextBoolean() ? "b" + i : Row.ABSENT));
        }
        Map<Object, Map<Integer, Object>> oneByOne = new HashMap<>();
        Map<Object, Map<Integer, Object>> reduced = new HashMap<>();
        // When
        for (Row row : rows) {
            apply(Reducer.reduce(List.of(row), 1, InsertMode.UPSERT), oneByOne, 3);
        }
        Changes changes = Reducer.reduce(rows, 1, InsertMode.UPSERT);
        apply(changes, reduced, 3);
        // Then
        assertThat(reduced).isEqualTo(oneByOne);
        assertThat(changes.writes()).extracting(row -> row.cell(0)).doesNotHaveDuplicates();
        assertThat(changes.deletes()).extracting(row -> row.cell(0)).doesNotHaveDuplicates();
    }

    @Test
    void sortsByKeySoThatTasksDoNotDeadlock() {
        // When
        Changes changes = Reducer.reduce(
                List.of(upsert(3L), upsert(1L), delete(9L), delete(7L), upsert(2L)), 1, InsertMode.UPSERT);
        // Then
        assertThat(changes.writes()).extracting(row -> row.cell(0)).containsExactly(1L, 2L, 3L);
        assertThat(changes.deletes()).extracting(row -> row.cell(0)).containsExactly(7L, 9L);
    }

    @Test
    void takesNumbersForOneKeyThatTheDatabaseTakesForOne() {
        // When
        Changes changes = Reducer.reduce(
                List.of(upsert(new BigDecimal("1.0"), "a"), upsert(new BigDecimal("1.00"), "b")), 1, InsertMode.UPSERT);
        // Then
        assertThat(changes.writes())
                .singleElement()
                .extracting(row -> row.cell(1))
                .isEqualTo("b");
    }

    @Test
    void takesABytesKeyByContent() {
        // When
        Changes changes = Reducer.reduce(
                List.of(upsert(new byte[] {1, 2}, "a"), upsert(new byte[] {1, 2}, "b")), 1, InsertMode.UPSERT);
        // Then
        assertThat(changes.writes()).hasSize(1);
    }

    @Test
    void remembersWhatARowHasReplacedAndForgetsWhatADeleteHasEnded() {
        // When
        Changes changes = Reducer.reduce(
                List.of(upsert("x", "1"), upsert("x", "2"), upsert("y", "1"), delete("y"), upsert("y", "2")),
                1,
                InsertMode.UPSERT);
        // Then
        assertThat(changes.writes().get(0).standIn()).isNotNull();
        assertThat(changes.writes().get(1).standIn()).isNull();
        assertThat(changes.deletes().get(0).standIn()).isNull();
    }

    @Test
    void leavesOutRejectedRows() {
        // Given
        Row bad = upsert("x", "2");
        bad.reject();
        // When
        Changes changes = Reducer.reduce(List.of(upsert("x", "1"), bad), 1, InsertMode.UPSERT);
        // Then
        assertThat(changes.writes())
                .singleElement()
                .extracting(row -> row.cell(1))
                .isEqualTo("1");
    }

    @Test
    void insertKeepsRowsThatRepeatAKeyForTheDatabaseToRefuse() {
        // When
        Changes changes = Reducer.reduce(
                List.of(upsert("x", "1"), delete("x"), upsert("x", "2"), upsert("x", "3")), 1, InsertMode.INSERT);
        // Then
        assertThat(changes.deletes()).hasSize(1);
        assertThat(changes.writes()).extracting(row -> row.cell(1)).containsExactly("2", "3");
    }

    @Test
    void insertIgnoreKeepsTheFirstAfterTheLastDelete() {
        // When
        Changes changes = Reducer.reduce(
                List.of(
                        upsert("x", "1"),
                        upsert("x", "2"),
                        upsert("y", "1"),
                        delete("y"),
                        upsert("y", "2"),
                        upsert("y", "3")),
                1,
                InsertMode.INSERT_IGNORE);
        // Then
        assertThat(changes.deletes()).extracting(row -> row.cell(0)).containsExactly("y");
        assertThat(changes.writes()).extracting(row -> row.cell(1)).containsExactly("1", "2");
        assertThat(changes.writes())
                .extracting(row -> Objects.requireNonNull(row.standIn()).cell(1))
                .containsExactly("2", "3");
    }

    @Test
    void insertIgnoreWithoutAKeyLeavesTheRowsAsTheyCame() {
        // Given
        List<Row> rows = List.of(upsert("x", "1"), upsert("x", "1"));
        // When
        Changes changes = Reducer.reduce(rows, 0, InsertMode.INSERT_IGNORE);
        // Then
        assertThat(changes.writes()).isEqualTo(rows);
    }

    @Test
    void updateMergesChangesOfOneKey() {
        // When
        Changes changes = Reducer.reduce(
                List.of(upsert("x", "1", Row.ABSENT), upsert("x", Row.ABSENT, "2")), 1, InsertMode.UPDATE);
        // Then
        assertThat(changes.writes()).singleElement().satisfies(row -> {
            assertThat(row.cell(1)).isEqualTo("1");
            assertThat(row.cell(2)).isEqualTo("2");
        });
    }

    @Test
    void aRowThatHoldsCellsOfAnEarlierChangeKnowsItsOwn() {
        // When
        Changes changes = Reducer.reduce(
                List.of(upsert("x", "1", "1"), upsert("x", Row.ABSENT, "2"), upsert("y", "1"), upsert("y", "2")),
                1,
                InsertMode.UPSERT);
        // Then
        Row own = Objects.requireNonNull(changes.writes().get(0).own());
        assertThat(own.cell(1)).isEqualTo(Row.ABSENT);
        assertThat(own.standIn()).isNull();
        assertThat(changes.writes().get(1).own()).isNull();
    }

    @Test
    void aSoftDeleteJoinsTheWriteBeforeItAndComesBeforeTheOneAfterIt() {
        // When
        Changes changes = Reducer.reduce(
                List.of(
                        mark("w", Row.ABSENT, true),
                        upsert("x", "1", false),
                        mark("x", Row.ABSENT, true),
                        mark("y", Row.ABSENT, true),
                        upsert("y", "2", false)),
                1,
                InsertMode.UPSERT);
        // Then
        assertThat(changes.deletes()).extracting(row -> row.cell(0)).containsExactly("w", "y");
        assertThat(changes.deletes()).allMatch(Row::isMark);
        assertThat(changes.writes()).noneMatch(Row::isMark);
        assertThat(changes.writes()).extracting(row -> row.cell(1)).containsExactly("1", "2");
        assertThat(changes.writes()).extracting(row -> row.cell(2)).containsExactly(true, false);
    }

    @Test
    void aTruncationEndsEverythingBeforeIt() {
        for (InsertMode mode : InsertMode.values()) {
            // When
            Changes changes = Reducer.reduce(
                    List.of(upsert("x", "1"), delete("y"), Row.truncate(ANY), Row.nothing(ANY), upsert("z", "1")),
                    1,
                    mode);
            // Then
            assertThat(changes.truncates()).isTrue();
            assertThat(changes.deletes()).isEmpty();
            assertThat(changes.writes()).extracting(row -> row.cell(0)).containsExactly("z");
        }
    }

    @Test
    void aRejectionOutlivesTheAttemptInWhichRowsWerePutTogether() {
        // Given
        List<Row> buffered = List.of(upsert("x", "1"), upsert("x", "2"), upsert("y", "1"), delete("y"));
        Changes first = Reducer.reduce(buffered, 1, InsertMode.UPSERT);
        // When
        first.writes().get(0).reject();
        first.deletes().get(0).reject();
        // Then
        Changes second = Reducer.reduce(buffered, 1, InsertMode.UPSERT);
        assertThat(second.writes()).extracting(row -> row.cell(1)).containsExactly("1", "1");
        assertThat(second.deletes()).isEmpty();
    }
}
