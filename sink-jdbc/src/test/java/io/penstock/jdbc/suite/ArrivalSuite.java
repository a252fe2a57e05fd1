package io.penstock.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are good in their order of arrival, and written in another: by key, reduced, and a table at a time; on any database. */
public abstract class ArrivalSuite extends DatabaseSuite {

    private static final TopicPartition PARENTS = new TopicPartition("parents", 0);

    private final Records parents = Records.of(PARENTS);

    private Map<String, String> props(String mode) {
        Map<String, String> props = target.props();
        props.putAll(Map.of("insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id"));
        return props;
    }

    private static List<String> refused(TaskDriver task) {
        return task.context().deadLetters().stream()
                .map(letter -> letter.record().topic() + "@" + letter.record().kafkaOffset())
                .sorted()
                .toList();
    }

    private void createPlates() throws SQLException {
        target.execute("CREATE TABLE " + q("orders") + " (" + q("id") + " INTEGER PRIMARY KEY, " + q("plate")
                + " VARCHAR(10) UNIQUE)");
    }

    /** Orders refer to parents; keys are texts. */
    private void createFamily() throws SQLException {
        target.execute(
                "CREATE TABLE " + q("parents") + " (" + q("id") + " VARCHAR(10) PRIMARY KEY, " + q("n") + " INTEGER)");
        target.execute("CREATE TABLE " + q("orders") + " (" + q("id") + " VARCHAR(10) PRIMARY KEY, " + q("parent")
                + " VARCHAR(10), " + q("n") + " INTEGER CHECK (" + q("n") + " < 1000000), FOREIGN KEY (" + q("parent")
                + ") REFERENCES " + q("parents") + " (" + q("id") + "))");
        Assumptions.assumeTrue(refusesOrphans(), "foreign keys are not enforced unless each session asks for it");
    }

    private boolean refusesOrphans() {
        try {
            target.execute("INSERT INTO " + q("orders") + " VALUES ('orphan', 'none', 1)");
            return false;
        } catch (SQLException e) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "insert_ignore"})
    void aUniqueValueMovesToANewRow(String mode) throws SQLException {
        // Given
        createPlates();
        boolean upsert = mode.equals("upsert");
        target.execute("INSERT INTO " + q("orders") + " VALUES (42, '" + (upsert ? "X" : "W") + "')");
        target.execute("INSERT INTO " + q("orders") + " VALUES (9, 'Z')");
        try (TaskDriver task = TaskDriver.start(props(mode), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 42L, "plate", "Y"),
                    orders.map(1, null, "id", 7L, "plate", "X"),
                    orders.map(2, null, "id", 8L, "plate", "Z"));
            task.flush();
            // Then one that is truly taken is told of
            assertThat(refused(task)).containsExactly("orders@2");
        }
        assertThat(target.rows(select("id", "plate"))).containsExactly("7|X", "9|Z", upsert ? "42|Y" : "42|W");
    }

    @Test
    void uniqueValuesAreHandedOnFromRowToRow() throws SQLException {
        // Given
        createPlates();
        int rows = 40;
        List<SinkRecord> records = new ArrayList<>();
        for (int i = rows; i > 0; i--) {
            target.execute("INSERT INTO " + q("orders") + " VALUES (" + i + ", 'P" + i + "')");
            records.add(orders.map(rows - i, null, "id", (long) i, "plate", "P" + (i + 1)));
        }
        try (TaskDriver task = TaskDriver.start(props("upsert"), ORDERS)) {
            // When
            task.put(records);
            task.flush();
            // Then
            assertThat(refused(task)).isEmpty();
        }
        assertThat(target.number("SELECT COUNT(*) FROM " + q("orders") + " WHERE " + q("plate") + " = 'P1'"))
                .isZero();
        assertThat(target.rows(select("id", "plate"))).hasSize(rows).contains("1|P2", "40|P41");
    }

    /** What the changes of each key come to, cannot be written in any order. */
    @Test
    void twoRowsChangeTheirUniqueValuesByWayOfAThird() throws SQLException {
        // Given
        createPlates();
        target.execute("INSERT INTO " + q("orders") + " VALUES (1, 'A')");
        target.execute("INSERT INTO " + q("orders") + " VALUES (2, 'B')");
        try (TaskDriver task = TaskDriver.start(props("upsert"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 1L, "plate", "T"),
                    orders.map(1, null, "id", 2L, "plate", "A"),
                    orders.map(2, null, "id", 1L, "plate", "B"));
            task.flush();
            // Then
            assertThat(refused(task)).isEmpty();
        }
        assertThat(target.rows(select("id", "plate"))).containsExactly("1|B", "2|A");
    }

    /** Of which one speaks of another column: they are written by two statements. */
    @Test
    void rowsOfDifferentColumnsChangeTheirUniqueValuesByWayOfAThird() throws SQLException {
        // Given
        target.execute("CREATE TABLE " + q("orders") + " (" + q("id") + " INTEGER PRIMARY KEY, " + q("plate")
                + " VARCHAR(10) UNIQUE, " + q("note") + " VARCHAR(10))");
        target.execute("INSERT INTO " + q("orders") + " VALUES (1, 'A', NULL)");
        target.execute("INSERT INTO " + q("orders") + " VALUES (2, 'B', NULL)");
        try (TaskDriver task = TaskDriver.start(props("upsert"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 1L, "plate", "T"),
                    orders.map(1, null, "id", 2L, "plate", "A", "note", "x"),
                    orders.map(2, null, "id", 1L, "plate", "B"));
            task.flush();
            // Then
            assertThat(refused(task)).isEmpty();
        }
        assertThat(target.rows(select("id", "plate"))).containsExactly("1|B", "2|A");
    }

    @Test
    void earlierChangesMakeRoomForEachOtherWhereTheLaterOnesAreBad() throws SQLException {
        // Given
        target.execute("CREATE TABLE " + q("orders") + " (" + q("id") + " INTEGER PRIMARY KEY, " + q("plate")
                + " VARCHAR(10) UNIQUE, " + q("n") + " INTEGER CHECK (" + q("n") + " < 1000000))");
        target.execute("INSERT INTO " + q("orders") + " VALUES (42, 'X', 1)");
        try (TaskDriver task = TaskDriver.start(props("upsert"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 42L, "plate", "Y", "n", 1L),
                    orders.map(1, null, "id", 7L, "plate", "X", "n", 1L),
                    orders.map(2, null, "id", 42L, "plate", "Y", "n", 9_999_999L),
                    orders.map(3, null, "id", 7L, "plate", "X", "n", 9_999_999L));
            task.flush();
            // Then
            assertThat(refused(task)).containsExactly("orders@2", "orders@3");
        }
        assertThat(target.rows(select("id", "plate", "n"))).containsExactly("7|X|1", "42|Y|1");
    }

    @Test
    void ofRowsThatExcludeEachOtherTheFirstIsInserted() throws SQLException {
        // Given
        target.execute(
                "CREATE TABLE " + q("orders") + " (" + q("id") + " INTEGER PRIMARY KEY, " + q("s") + " VARCHAR(10))");
        target.execute("INSERT INTO " + q("orders") + " VALUES (9, 'there')");
        try (TaskDriver task = TaskDriver.start(props("insert"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 1L, "s", "a"),
                    orders.map(1, null, "id", 9L, "s", "b"),
                    orders.map(2, null, "id", 1L, "s", "c"),
                    orders.map(3, null, "id", 3L, "s", "d"));
            task.flush();
            // Then
            assertThat(refused(task)).containsExactly("orders@1", "orders@2");
        }
        assertThat(target.rows(select("id", "s"))).containsExactly("1|a", "3|d", "9|there");
    }

    @Test
    void rowsReferToOthersOfTheirTableBesideABadOne() throws SQLException {
        // Given children that sort before their parents, and come after them
        target.execute("CREATE TABLE " + q("orders") + " (" + q("id") + " INTEGER PRIMARY KEY, " + q("parent")
                + " INTEGER, " + q("n") + " INTEGER CHECK (" + q("n") + " < 1000000), FOREIGN KEY (" + q("parent")
                + ") REFERENCES " + q("orders") + " (" + q("id") + "))");
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            records.add(orders.map(i, null, "id", 100L - i, "parent", i == 0 ? null : 101L - i, "n", 1L));
        }
        records.add(orders.map(20, null, "id", 50L, "parent", null, "n", 9_999_999L));
        try (TaskDriver task = TaskDriver.start(props("upsert"), ORDERS)) {
            // When
            task.put(records);
            task.flush();
            // Then
            assertThat(refused(task)).containsExactly("orders@20");
        }
        assertThat(target.number("SELECT COUNT(*) FROM " + q("orders"))).isEqualTo(20);
    }

    @Test
    void aParentIsOfATableThatIsWrittenLater() throws SQLException {
        // Given
        createFamily();
        try (TaskDriver task = TaskDriver.start(keyed("upsert"), ORDERS, PARENTS)) {
            // When
            task.put(
                    orders.map(0, "o1", "parent", "p5"),
                    orders.map(1, "o2", "parent", "p6"),
                    parents.map(0, "p5", "n", 1L));
            task.flush();
            // Then
            assertThat(refused(task)).containsExactly("orders@1");
        }
        assertThat(target.rows(select("id", "parent"))).containsExactly("o1|p5");
    }

    /** The later change is bad; the one before it is good as soon as its parent is there. */
    @Test
    void whatTakesTheRefusedRowsPlaceWaitsForItsParentToo() throws SQLException {
        // Given
        createFamily();
        try (TaskDriver task = TaskDriver.start(keyed("upsert"), ORDERS, PARENTS)) {
            // When
            task.put(
                    orders.map(0, "o1", "parent", "p5", "n", 1L),
                    orders.map(1, "o1", "parent", "p5", "n", 9_999_999L),
                    parents.map(0, "p5", "n", 1L));
            task.flush();
            // Then
            assertThat(refused(task)).containsExactly("orders@1");
        }
        assertThat(target.rows(select("id", "parent", "n"))).containsExactly("o1|p5|1");
    }

    @Test
    void bothAChildAndItsParentHaveABadLaterChange() throws SQLException {
        // Given
        target.execute("CREATE TABLE " + q("parents") + " (" + q("id") + " VARCHAR(10) PRIMARY KEY, " + q("n")
                + " INTEGER CHECK (" + q("n") + " < 1000000))");
        target.execute("CREATE TABLE " + q("orders") + " (" + q("id") + " VARCHAR(10) PRIMARY KEY, " + q("parent")
                + " VARCHAR(10), " + q("n") + " INTEGER CHECK (" + q("n") + " < 1000000), FOREIGN KEY (" + q("parent")
                + ") REFERENCES " + q("parents") + " (" + q("id") + "))");
        Assumptions.assumeTrue(refusesOrphans(), "foreign keys are not enforced unless each session asks for it");
        try (TaskDriver task = TaskDriver.start(keyed("upsert"), ORDERS, PARENTS)) {
            // When
            task.put(
                    orders.map(0, "o1", "parent", "p5", "n", 1L),
                    orders.map(1, "o1", "parent", "p5", "n", 9_999_999L),
                    parents.map(0, "p5", "n", 1L),
                    parents.map(1, "p5", "n", 9_999_999L));
            task.flush();
            // Then
            assertThat(refused(task)).containsExactly("orders@1", "parents@1");
        }
        assertThat(target.rows(select("id", "parent", "n"))).containsExactly("o1|p5|1");
    }

    /** Only when the delete is known to be refused it is known that its row's value was given away before. */
    @Test
    void aRowIsJudgedAfterTheDeletes() throws SQLException {
        // Given
        target.execute("CREATE TABLE " + q("parents") + " (" + q("id") + " VARCHAR(10) PRIMARY KEY, " + q("code")
                + " VARCHAR(10) UNIQUE)");
        target.execute("CREATE TABLE " + q("orders") + " (" + q("id") + " VARCHAR(10) PRIMARY KEY, " + q("parent")
                + " VARCHAR(10), " + q("n") + " INTEGER, FOREIGN KEY (" + q("parent") + ") REFERENCES " + q("parents")
                + " (" + q("id") + "))");
        Assumptions.assumeTrue(refusesOrphans(), "foreign keys are not enforced unless each session asks for it");
        try (TaskDriver task = TaskDriver.start(keyed("upsert"), ORDERS, PARENTS)) {
            task.put(parents.map(0, "p1", "code", "X"), orders.map(0, "o1", "parent", "p1"));
            task.flush();
            // When
            task.put(parents.map(1, "p1", "code", "Y"), parents.tombstone(2, "p1"), parents.map(3, "p2", "code", "X"));
            task.flush();
            // Then
            assertThat(refused(task)).containsExactly("parents@2");
        }
        assertThat(target.rows(
                        "SELECT " + q("id") + ", " + q("code") + " FROM " + q("parents") + " ORDER BY " + q("id")))
                .containsExactly("p1|Y", "p2|X");
    }

    @Test
    void aParentIsDeletedBeforeItsChildren() throws SQLException {
        // Given
        createFamily();
        try (TaskDriver task = TaskDriver.start(keyed("upsert"), ORDERS, PARENTS)) {
            task.put(
                    parents.map(0, "p1", "n", 1L),
                    parents.map(1, "p2", "n", 1L),
                    orders.map(0, "o1", "parent", "p1"),
                    orders.map(1, "o2", "parent", "p2"));
            task.flush();
            // When one child goes, the other moves, and the parents' deletes are done first
            task.put(
                    parents.tombstone(2, "p1"),
                    parents.map(3, "p3", "n", 1L),
                    parents.tombstone(4, "p2"),
                    orders.tombstone(2, "o1"),
                    orders.map(3, "o2", "parent", "p3"));
            task.flush();
            // Then
            assertThat(refused(task)).isEmpty();
        }
        assertThat(target.rows(select("id", "parent"))).containsExactly("o2|p3");
        assertThat(target.rows("SELECT " + q("id") + " FROM " + q("parents"))).containsExactly("p3");
    }

    @Test
    void aDeleteThatIsRefusedAtLastLeavesWhatWasWrittenBeforeIt() throws SQLException {
        // Given
        createFamily();
        try (TaskDriver task = TaskDriver.start(keyed("upsert"), ORDERS, PARENTS)) {
            task.put(parents.map(0, "p1", "n", 1L), orders.map(0, "o1", "parent", "p1"));
            task.flush();
            // When
            task.put(
                    parents.map(1, "p1", "n", 2L),
                    parents.tombstone(2, "p1"),
                    parents.map(3, "p2", "n", 2L),
                    orders.map(1, "o2", "parent", "p2"));
            task.flush();
            // Then
            assertThat(refused(task)).containsExactly("parents@2");
        }
        assertThat(target.rows("SELECT " + q("id") + ", " + q("n") + " FROM " + q("parents") + " ORDER BY " + q("id")))
                .containsExactly("p1|2", "p2|2");
        assertThat(target.rows(select("id", "parent"))).containsExactly("o1|p1", "o2|p2");
    }

    /** Put off, the delete would take away what was written after it. */
    @Test
    void aDeleteIsNotDoneAfterItsKeyIsWrittenAgain() throws SQLException {
        // Given
        createFamily();
        try (TaskDriver task = TaskDriver.start(keyed("upsert"), ORDERS, PARENTS)) {
            task.put(parents.map(0, "p1", "n", 1L), orders.map(0, "o1", "parent", "p1"));
            task.flush();
            // When
            task.put(parents.tombstone(1, "p1"), parents.map(2, "p1", "n", 2L), orders.tombstone(1, "o1"));
            task.flush();
        }
        // Then
        assertThat(target.rows("SELECT " + q("id") + ", " + q("n") + " FROM " + q("parents")))
                .containsExactly("p1|2");
        assertThat(target.number("SELECT COUNT(*) FROM " + q("orders"))).isZero();
    }
}
