package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.SqliteTarget;
import io.penstock.jdbc.harness.Target;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.jdbc.suite.ErrorsSuite;
import io.penstock.jdbc.suite.EvolutionSuite;
import io.penstock.jdbc.suite.LedgerSuite;
import io.penstock.jdbc.suite.OverwritesSuite;
import io.penstock.jdbc.suite.TablesSuite;
import io.penstock.jdbc.suite.TypesSuite;
import io.penstock.jdbc.suite.WritesSuite;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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
}
