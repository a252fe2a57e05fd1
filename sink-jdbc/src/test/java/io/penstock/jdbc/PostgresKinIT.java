package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that ends a transaction with its first error, by a driver that the sink does not know: the generic dialect. */
@Timeout(120)
class PostgresKinIT extends PostgresCase {

    private Map<String, String> props() {
        Map<String, String> props =
                database.props("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id");
        props.put("connection.url", database.url().replaceFirst("jdbc:", "jdbc:strict:"));
        return props;
    }

    @Test
    void twoTasksThatMakeTheSameRowOfTheLedgerTryAgain() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(props(), new TopicPartition("others", 0))) {
            task.put(List.of());
        }
        try (TaskDriver task = TaskDriver.start(props(), ORDERS);
                Connection other = POSTGRES.get().connect(database.name());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "INSERT INTO penstock_offsets SELECT connector, 'orders', part, generation, next_offset, epoch,"
                            + " witness, version, updated_at FROM penstock_offsets WHERE topic = 'others'");
            CompletableFuture<Void> put = CompletableFuture.runAsync(() -> task.put(orders.map(0, null, "id", 1L)));
            await().until(() -> database.number("SELECT count(*) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                    == 1);
            // When
            other.commit();
            // Then
            put.join();
            task.flush();
        }
        assertThat(database.rows("SELECT id::bigint FROM orders")).containsExactly("1");
        assertThat(database.rows("SELECT epoch, next_offset FROM penstock_offsets WHERE topic = 'orders'"))
                .containsExactly("2|1");
    }

    @Test
    void aRowThatFailsByItselfAmongOthersIsADeadLetter() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text)");
        database.execute("CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.note = 'SECRET'"
                + " THEN RAISE EXCEPTION '%', NEW.note USING ERRCODE = '72000'; END IF; RETURN NEW; END $$");
        database.execute(
                "CREATE TRIGGER watch BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION watch()");
        try (TaskDriver task = TaskDriver.start(props(), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 1L, "note", "SECRET"),
                    orders.map(1, null, "id", 2L, "note", "x"),
                    orders.map(2, null, "id", 3L, "note", "SECRET"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(0L, 2L);
            assertThat(task.context().deadLetters())
                    .allSatisfy(letter -> assertThat(letter.reason()).hasMessageNotContaining("SECRET"));
        }
        assertThat(database.rows("SELECT id FROM orders")).containsExactly("2");
    }
}
