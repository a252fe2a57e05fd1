package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.util.Map;
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
    void aRowThatFailsByItselfIsADeadLetterAlsoAlone() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text)");
        database.execute("CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.note = 'SECRET'"
                + " THEN RAISE EXCEPTION '%', NEW.note USING ERRCODE = '72000'; END IF; RETURN NEW; END $$");
        database.execute(
                "CREATE TRIGGER watch BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION watch()");
        try (TaskDriver task = TaskDriver.start(props(), ORDERS)) {
            // When
            task.put(orders.map(0, null, "id", 1L, "note", "SECRET"));
            task.flush();
            task.put(orders.map(1, null, "id", 2L, "note", "x"), orders.map(2, null, "id", 3L, "note", "SECRET"));
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
