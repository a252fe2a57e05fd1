package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.FakeSinkTaskContext.DeadLetter;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of rows that are there, and of rows that are not. */
class InsertModesIT extends PostgresCase {

    private static final String ALL = "SELECT id, a, b FROM orders ORDER BY id";

    private Map<String, String> keyed(String mode, String... overrides) {
        Map<String, String> props = database.props(overrides);
        props.put("insert.mode", mode);
        props.put("pk.mode", "record_key");
        props.put("pk.fields", "id");
        return props;
    }

    @Test
    void insertIgnoreLeavesRowsThatAreThereAndTheFirstOfABatch() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text, b int)");
        database.execute("INSERT INTO orders VALUES ('x', 'old', 0)");
        try (TaskDriver task = TaskDriver.start(keyed("insert_ignore"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "a", "new", "b", 1L),
                    orders.map(1, "z", "a", "first"),
                    orders.map(2, "y", "a", "first", "b", 1L),
                    orders.map(3, "y", "a", "second"),
                    orders.map(4, "z", "a", "second", "b", 2L));
            task.flush();
            task.put(orders.map(5, "y", "a", "third", "b", 3L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows(ALL)).containsExactly("x|old|0", "y|first|1", "z|first|~");
    }

    @Test
    void insertIgnoreTakesTheNextOfAKeyWhenTheFirstIsRefused() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text UNIQUE, b int CHECK (b < 10))");
        database.execute("INSERT INTO orders VALUES ('v', 'taken', 0)");
        try (TaskDriver task = TaskDriver.start(keyed("insert_ignore", "delete.enabled", "true"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "a", "1", "b", 99L),
                    orders.map(1, "x", "a", "2", "b", 1L),
                    orders.map(2, "y", "a", "taken", "b", 1L),
                    orders.map(3, "z", "a", "3", "b", 1L),
                    orders.tombstone(4, "z"),
                    orders.map(5, "z", "a", "4", "b", 2L));
            task.flush();
            // Then another constraint than the key's is an error still
            assertThat(task.context().deadLetters())
                    .extracting(DeadLetter::record)
                    .extracting(record -> record.kafkaOffset())
                    .containsExactlyInAnyOrder(0L, 2L);
        }
        assertThat(database.rows(ALL)).containsExactly("v|taken|0", "x|2|1", "z|4|2");
    }

    @Test
    void whatComesInTheRefusedRowsPlaceHasItsOwnColumns() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text CHECK (a <> 'bad'), b int)");
        try (TaskDriver task = TaskDriver.start(keyed("insert_ignore"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "a", "bad"),
                    orders.map(1, "x", "a", "ok", "b", 5L),
                    orders.map(2, "y", "a", "bad", "b", 6L),
                    orders.map(3, "y", "b", 7L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactlyInAnyOrder(0L, 2L);
        }
        assertThat(database.rows(ALL)).containsExactly("x|ok|5", "y|~|7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "update"})
    void theChangeBeforeTheRefusedOneHasItsOwnColumns(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text, b int CHECK (b < 10),"
                + " n numeric CHECK (n < 10))");
        database.execute("INSERT INTO orders VALUES ('x', 'old', 0, 0), ('y', 'old', 0, 0), ('z', 'old', 0, 0)");
        try (TaskDriver task = TaskDriver.start(keyed(mode), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "a", "1"),
                    orders.map(1, "x", "b", 99L),
                    orders.map(2, "y", "a", "1"),
                    orders.map(3, "y", "n", 99L),
                    orders.map(4, "z", "a", "1", "b", 1L, "n", 1L),
                    orders.map(5, "z", "b", 99L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactlyInAnyOrder(1L, 3L, 5L);
        }
        assertThat(database.rows("SELECT id, a, b, n FROM orders ORDER BY id"))
                .containsExactly("x|1|0|0", "y|1|0|0", "z|1|1|1");
    }

    @Test
    void insertIgnoreWithoutAKeyHeedsEveryUniqueConstraint() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text UNIQUE, b int)");
        database.execute("INSERT INTO orders VALUES ('x', 'old', 0)");
        try (TaskDriver task = TaskDriver.start(database.props("insert.mode", "insert_ignore"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "k", "id", "x", "a", "1", "b", 1L),
                    orders.map(1, "k", "id", "y", "a", "old", "b", 1L),
                    orders.map(2, "k", "id", "z", "a", "2", "b", 1L),
                    orders.map(3, "k", "id", "z", "a", "3", "b", 1L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows(ALL)).containsExactly("x|old|0", "z|2|1");
    }

    @Test
    void updateChangesOnlyRowsThatAreThere() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text, a varchar(5), b int, at timestamptz, doc jsonb)");
        database.execute("INSERT INTO orders VALUES ('x', 'old', 0), ('y', 'old', 0), ('w', 'old', 0)");
        try (TaskDriver task = TaskDriver.start(keyed("update", "delete.enabled", "true"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "a", "1", "at", "2020-01-01T00:00:00Z"),
                    orders.map(1, "x", "b", 2L, "doc", "{\"k\": 1}"),
                    orders.map(2, "y", "a", "1"),
                    orders.tombstone(3, "y"),
                    orders.map(4, "y", "a", "2"),
                    orders.map(5, "z", "a", "1", "b", 1L),
                    orders.map(6, "w"));
            task.flush();
            // Then a record with a key and nothing else has nothing to change
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows(ALL)).containsExactly("w|old|0", "x|1|2");
        assertThat(database.rows(
                        "SELECT extract(year FROM at AT TIME ZONE 'UTC'), doc->>'k' FROM orders WHERE id = 'x'"))
                .containsExactly("2020|1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "update"})
    void aGoodChangeIsNotRefusedForTheBadOneThatItWasMergedWith(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text CHECK (a <> 'bad'), b int CHECK (b < 10))");
        database.execute("INSERT INTO orders VALUES ('x', 'old', 0), ('y', 'old', 0), ('z', 'old', 0)");
        try (TaskDriver task = TaskDriver.start(keyed(mode), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "a", "bad"),
                    orders.map(1, "x", "b", 2L),
                    orders.map(2, "y", "a", "1"),
                    orders.map(3, "y", "b", 99L),
                    orders.map(4, "y", "a", "bad"),
                    orders.map(5, "y", "b", 3L),
                    orders.map(6, "z", "a", "bad"),
                    orders.map(7, "z", "a", "2"));
            task.flush();
            // Then what a later change has overwritten within the batch was never sent
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactlyInAnyOrder(0L, 3L, 4L);
        }
        assertThat(database.rows(ALL)).containsExactly("x|old|2", "y|1|3", "z|2|0");
    }

    @Test
    void anUpdateThatTheDatabaseRefusesLeavesTheOneBeforeIt() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a varchar(3), b int CHECK (b < 10))");
        database.execute("INSERT INTO orders VALUES ('x', 'old', 0), ('y', 'old', 0)");
        try (TaskDriver task = TaskDriver.start(keyed("update"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "a", "1", "b", 1L),
                    orders.map(1, "x", "a", "2", "b", 99L),
                    orders.map(2, "y", "a", "long", "b", 2L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(DeadLetter::record)
                    .extracting(record -> record.kafkaOffset())
                    .containsExactlyInAnyOrder(1L, 2L);
        }
        assertThat(database.rows(ALL)).containsExactly("x|1|1", "y|old|0");
    }

    @Test
    void insertIgnoreWithoutAKeyKeepsTheFirstWhateverItsColumns() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text, b int)");
        try (TaskDriver task = TaskDriver.start(database.props("insert.mode", "insert_ignore"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "k", "id", "w", "a", "1"),
                    orders.map(1, "k", "id", "x", "a", "1", "b", 1L),
                    orders.map(2, "k", "id", "y", "a", "1"),
                    orders.map(3, "k", "id", "y", "a", "2", "b", 2L),
                    orders.map(4, "k", "id", "x", "a", "2"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows(ALL)).containsExactly("w|1|~", "x|1|1", "y|1|~");
    }
}
