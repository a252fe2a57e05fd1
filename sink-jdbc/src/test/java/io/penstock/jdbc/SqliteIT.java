package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.SqliteTarget;
import io.penstock.jdbc.harness.Target;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.jdbc.suite.ArrivalSuite;
import io.penstock.jdbc.suite.ErrorsSuite;
import io.penstock.jdbc.suite.EvolutionSuite;
import io.penstock.jdbc.suite.LedgerSuite;
import io.penstock.jdbc.suite.OverwritesSuite;
import io.penstock.jdbc.suite.TablesSuite;
import io.penstock.jdbc.suite.TypesSuite;
import io.penstock.jdbc.suite.WritesSuite;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteIT {

    @Nested
    class Writes extends WritesSuite {
        @Override
        protected Target create() throws SQLException {
            return SqliteTarget.create();
        }
    }

    @Nested
    class Overwrites extends OverwritesSuite {
        @Override
        protected Target create() throws SQLException {
            return SqliteTarget.create();
        }
    }

    @Nested
    class Evolution extends EvolutionSuite {
        @Override
        protected Target create() throws SQLException {
            return SqliteTarget.create();
        }
    }

    @Nested
    class Types extends TypesSuite {
        @Override
        protected Target create() throws SQLException {
            return SqliteTarget.create();
        }
    }

    @Nested
    class Tables extends TablesSuite {
        @Override
        protected Target create() throws SQLException {
            return SqliteTarget.create();
        }
    }

    @Nested
    class Errors extends ErrorsSuite {
        @Override
        protected Target create() throws SQLException {
            return SqliteTarget.create();
        }
    }

    @Nested
    class Arrival extends ArrivalSuite {
        @Override
        protected Target create() throws SQLException {
            return SqliteTarget.create();
        }
    }

    @Nested
    class Ledger extends LedgerSuite {
        @Override
        protected Target create() throws SQLException {
            return SqliteTarget.create();
        }
    }

    @Test
    void keysThatAColumnOfNumericAffinityWouldMakeOneAreDeadLetters() throws SQLException {
        // Given
        TopicPartition partition = new TopicPartition("orders", 0);
        Records orders = Records.of(partition);
        try (Target target = SqliteTarget.create()) {
            target.execute("CREATE TABLE orders (k STRING PRIMARY KEY, doc JSON)");
            Map<String, String> props =
                    target.props("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "k");
            try (TaskDriver task = TaskDriver.start(props, partition)) {
                // When
                task.put(
                        orders.map(0, null, "k", "7", "doc", "{}"),
                        orders.map(1, null, "k", "007", "doc", "{}"),
                        orders.map(2, null, "k", "x", "doc", "1e5"));
                task.flush();
                // Then
                assertThat(task.context().deadLetters())
                        .extracting(letter -> letter.record().kafkaOffset())
                        .containsExactly(1L, 2L);
            }
            assertThat(target.rows("SELECT k, doc FROM orders")).containsExactly("7|{}");
        }
    }

    /** By an index, a check or a generated column over what only JSON can be. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, doc TEXT); CREATE INDEX i ON orders (json_extract(doc, '$.a'))",
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, doc TEXT CHECK (json_extract(doc, '$.a') > 0))",
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, doc TEXT, a AS (json_extract(doc, '$.a')) STORED)"
            })
    void aTextThatAnExpressionCannotReadIsADeadLetter(String tables) throws SQLException {
        for (String mode : List.of("insert", "upsert")) {
            TopicPartition partition = new TopicPartition("orders", 0);
            Records orders = Records.of(partition);
            try (Target target = SqliteTarget.create()) {
                // Given
                for (String sql : tables.split("; ", -1)) {
                    target.execute(sql);
                }
                Map<String, String> props =
                        target.props("insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id");
                try (TaskDriver task = TaskDriver.start(props, partition)) {
                    // When among good ones and by itself
                    task.put(
                            orders.map(0, null, "id", 1L, "doc", "{\"a\":1}"),
                            orders.map(1, null, "id", 2L, "doc", "SECRET"),
                            orders.map(2, null, "id", 3L, "doc", "{\"a\":1}"));
                    task.flush();
                    task.put(orders.map(3, null, "id", 4L, "doc", "SECRET"));
                    task.flush();
                    // Then
                    assertThat(task.context().deadLetters())
                            .extracting(letter -> letter.record().kafkaOffset())
                            .containsExactly(1L, 3L);
                    assertThat(task.context().deadLetters())
                            .allSatisfy(letter -> assertThat(letter.reason())
                                    .hasMessageContaining("PEN-335")
                                    .hasMessageNotContaining("SECRET"));
                }
                assertThat(target.rows("SELECT id FROM orders")).containsExactly("1", "3");
            }
        }
    }

    @Test
    void aTriggerThatNothingCanPassEndsTheTask() throws SQLException {
        // Given
        TopicPartition partition = new TopicPartition("orders", 0);
        try (Target target = SqliteTarget.create()) {
            target.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY)");
            target.execute("CREATE TRIGGER t AFTER INSERT ON orders BEGIN INSERT INTO audit VALUES (1); END");
            try (TaskDriver task = TaskDriver.start(target.props(), partition)) {
                task.put(Records.of(partition).map(0, null, "id", 1L));
                task.commit();
                // When
                assertThatThrownBy(() -> task.put(List.of()))
                        // Then
                        .isInstanceOf(FatalException.class)
                        .hasMessageContaining("PEN-324");
                assertThat(task.context().deadLetters()).isEmpty();
            }
        }
    }

    @Test
    void whatAStrictTableKeepsAsItIsIsTaken() throws SQLException {
        // Given
        TopicPartition partition = new TopicPartition("orders", 0);
        Records orders = Records.of(partition);
        try (Target target = SqliteTarget.create()) {
            target.execute("CREATE TABLE orders (k ANY PRIMARY KEY) STRICT");
            target.execute("CREATE TABLE loose (k ANY PRIMARY KEY)");
            for (String table : List.of("orders", "loose")) {
                Map<String, String> props = target.props("table.name.format", table, "ledger.id", table);
                try (TaskDriver task = TaskDriver.start(props, partition)) {
                    // When
                    task.put(orders.map(0, null, "k", "007"), orders.map(1, null, "k", "x"));
                    task.flush();
                    // Then
                    assertThat(task.context().deadLetters()).hasSize(table.equals("loose") ? 1 : 0);
                }
            }
            assertThat(target.rows("SELECT k, typeof(k) FROM orders ORDER BY k"))
                    .containsExactly("007|text", "x|text");
            assertThat(target.rows("SELECT k FROM loose")).containsExactly("x");
        }
    }
}
