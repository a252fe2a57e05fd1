package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.FakeSinkTaskContext.DeadLetter;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.TaskDriver;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that the database refuses: they are dead letters with a reason, and their neighbours are stored. */
class PoisonIT extends PostgresCase {

    private static String everythingSaid(Throwable reason) {
        StringWriter text = new StringWriter();
        reason.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** Rows with ids 0 to n-1; those at {@code bad} break the table's constraint. */
    private List<SinkRecord> rows(int n, java.util.Set<Integer> bad) {
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            records.add(orders.map(i, "k" + i, "id", (long) i, "note", bad.contains(i) ? "SECRET-" + i : "n" + i));
        }
        return records;
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "upsert"})
    void oneBadRowIsOneDeadLetterWithoutItsValues(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text"
                + " CONSTRAINT no_secrets CHECK (note NOT LIKE 'SECRET%'))");
        Map<String, String> props = database.props("insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(rows(100, java.util.Set.of(41)));
            task.flush();
            // Then
            DeadLetter letter = task.context().deadLetters().get(0);
            assertThat(task.context().deadLetters()).hasSize(1);
            assertThat(letter.record().kafkaOffset()).isEqualTo(41);
            assertThat(letter.reason())
                    .hasMessageContaining("PEN-335")
                    .hasMessageContaining("orders-0@41")
                    .hasMessageContaining("SQLSTATE 23514")
                    .hasMessageContaining("no_secrets");
            assertThat(everythingSaid(letter.reason())).doesNotContain("SECRET");
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(99);
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("100");
    }

    @Test
    void aValueOutOfRangeAndADuplicateAreDeadLetters() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note varchar(8))");
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "a", "id", 1L, "note", "fits"),
                    orders.map(1, "a", "id", 1L, "note", "twice"),
                    orders.map(2, "a", "id", 2L, "note", "much too long"),
                    orders.map(3, "a", "id", 3L, "note", "nul\u0000"),
                    orders.map(4, "a", "id", 4L, "note", "fits"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(1L, 2L, 3L);
            assertThat(task.context().deadLetters())
                    .allSatisfy(letter -> assertThat(everythingSaid(letter.reason()))
                            .doesNotContain("twice")
                            .doesNotContain("much too long"));
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("1", "4");
    }

    @Test
    void aDeferredConstraintThatFailsAtCommitFindsItsRow() throws SQLException {
        // Given
        database.execute("CREATE TABLE customers (id bigint PRIMARY KEY)");
        database.execute("INSERT INTO customers VALUES (1)");
        database.execute("CREATE TABLE orders (id bigint, customer bigint REFERENCES customers"
                + " DEFERRABLE INITIALLY DEFERRED)");
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "a", "id", 1L, "customer", 1L),
                    orders.map(1, "a", "id", 2L, "customer", 77L),
                    orders.map(2, "a", "id", 3L, "customer", 1L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(1L);
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("1", "3");
    }

    @Test
    void tenBadRowsAmongTenThousandCostLittle() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id numeric, note text CHECK (note NOT LIKE 'SECRET%'))");
        try (TaskDriver task = TaskDriver.start(database.props("batch.max.rows", "20000"), ORDERS)) {
            java.util.Set<Integer> bad = java.util.Set.of(5, 999, 1500, 2500, 3333, 4444, 5000, 7000, 8888, 9999);
            // When
            task.put(rows(10_000, bad));
            long begun = System.nanoTime();
            task.flush();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            // Then
            assertThat(task.context().deadLetters()).hasSize(10);
            assertThat(took).isLessThan(Duration.ofSeconds(10));
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(9_990);
    }

    @Test
    void aBatchThatIsAllBadEndsInTime() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id numeric, note text CHECK (note = 'never'))");
        try (TaskDriver task = TaskDriver.start(database.props("batch.max.rows", "5000"), ORDERS)) {
            // When
            long begun = System.nanoTime();
            task.put(rows(5_000, java.util.Set.of()));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).hasSize(5_000);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
        }
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("5000");
    }

    @Test
    void withoutADeadLetterQueueTheTaskFailsAndNothingOfTheBatchIsWritten() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text CHECK (note NOT LIKE 'SECRET%'))");
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            task.put(List.of());
        }
        TaskDriver task = TaskDriver.startWithoutDeadLetterQueue(database.props(), ORDERS);
        try (task) {
            task.put(rows(10, java.util.Set.of(4)));
            // When
            task.commit();
            // Then
            assertThatThrownBy(() -> task.put(List.of()))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("orders-0@4")
                    .hasMessageContaining("errors.deadletterqueue.topic.name")
                    .hasMessageNotContaining("SECRET");
            task.commit();
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isZero();
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("~");
    }

    @Test
    void noPositionPassesADeadLetterThatIsNotWritten() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            task.context().reportsAnswer(CompletableFuture.failedFuture(new IllegalStateException("broker is gone")));
            task.put(orders.map(0, "a", "id", 1L), orders.record(1, null, "a", null, "no structure"));
            // When
            var committable = task.commit();
            // Then
            assertThat(committable).isEmpty();
            assertThatThrownBy(() -> task.put(List.of())).hasMessageContaining("PEN-111");
        }
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("~");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nul\u0000"})
    void aFieldThatCanBeNoColumnIsADeadLetter(String field) throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(orders.map(0, "a", "id", 1L, field, "x"), orders.map(1, "a", "id", 2L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(0L);
        }
        assertThat(database.rows("SELECT id FROM orders")).containsExactly("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nul\u0000", "no_such_schema"})
    void aNameThatCanBeNoTableIsADeadLetter(String name) throws SQLException {
        // Given
        database.execute("CREATE SCHEMA shop");
        Map<String, String> props = database.props("table.name.format", "${value.schema}.orders");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(orders.map(0, "a", "id", 1L, "schema", name), orders.map(1, "a", "id", 2L, "schema", "shop"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(0L);
        }
        assertThat(database.rows("SELECT id FROM shop.orders")).containsExactly("2");
    }

    @Test
    void moreFieldsThanATableTakesAreADeadLetter() throws SQLException {
        // Given
        java.util.Map<String, Object> wide = new java.util.HashMap<>();
        for (int i = 0; i < 1_700; i++) {
            wide.put("f" + i, (long) i);
        }
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(orders.map(0, "a", "id", 1L), orders.record(1, null, "a", null, wide));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason()).hasMessageContaining("PEN-323"));
        }
        assertThat(database.rows("SELECT id FROM orders")).containsExactly("1");
    }

    @Test
    void aBadFirstKeyDoesNotDecideForAllThatFollow() throws SQLException {
        // Given
        Schema odd = SchemaBuilder.struct().field("odd", Schema.INT64_SCHEMA).build();
        Schema good = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
        Map<String, String> props = database.props("insert.mode", "upsert", "pk.mode", "record_key");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.record(0, odd, new Struct(odd).put("odd", 1L), null, "no structure"),
                    orders.record(1, good, new Struct(good).put("id", 2L), null, Map.of("note", "x")));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).hasSize(1);
        }
        assertThat(database.rows("SELECT id, note FROM orders")).containsExactly("2|x");
    }

    @Test
    void aStructureWithoutFieldsIsADeadLetter() throws SQLException {
        // Given
        Schema empty = SchemaBuilder.struct().build();
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(orders.map(0, "a", "id", 1L), orders.struct(1, null, new Struct(empty)));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).hasSize(1);
        }
        assertThat(database.rows("SELECT id FROM orders")).containsExactly("1");
    }

    @Test
    void deadLettersOnTheirWayAreBounded() {
        // Given
        CompletableFuture<Void> brokerAnswers = new CompletableFuture<>();
        try (TaskDriver task = TaskDriver.start(database.props("batch.max.rows", "10"), ORDERS)) {
            task.context().reportsAnswer(brokerAnswers);
            brokerAnswers.completeOnTimeout(null, 1, TimeUnit.SECONDS);
            List<SinkRecord> bad = new ArrayList<>();
            for (int i = 0; i < 11; i++) {
                bad.add(orders.record(i, null, "a", null, "no structure"));
            }
            // When
            task.put(bad);
            // Then
            assertThat(brokerAnswers).isDone();
            assertThat(task.context().deadLetters()).hasSize(11);
        }
    }
}
