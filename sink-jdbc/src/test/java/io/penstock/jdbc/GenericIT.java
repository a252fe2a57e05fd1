package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.HsqldbTarget;
import io.penstock.jdbc.harness.Records;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The generic dialect. */
class GenericIT {

    @Nested
    class Writes extends WritesSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.create();
        }
    }

    @Nested
    class Overwrites extends OverwritesSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.create();
        }
    }

    @Nested
    class Evolution extends EvolutionSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.create();
        }
    }

    @Nested
    class Types extends TypesSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.create();
        }
    }

    @Nested
    class Tables extends TablesSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.create();
        }
    }

    @Nested
    class Errors extends ErrorsSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.create();
        }
    }

    @Nested
    class Arrival extends ArrivalSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.create();
        }
    }

    @Nested
    class Ledger extends LedgerSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.create();
        }
    }

    @Nested
    class StrictlyWrites extends WritesSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.createStrict();
        }
    }

    @Nested
    class StrictlyOverwrites extends OverwritesSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.createStrict();
        }
    }

    @Nested
    class StrictErrors extends ErrorsSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.createStrict();
        }
    }

    /** As Oracle's RAISE_APPLICATION_ERROR does, with a state that says nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"insert", "insert_ignore", "upsert", "update"})
    void aRowThatATriggerRefusesInItsOwnWayIsADeadLetter(String mode) throws SQLException {
        // Given
        TopicPartition partition = new TopicPartition("orders", 0);
        Records orders = Records.of(partition);
        try (Target target = HsqldbTarget.create()) {
            target.execute("CREATE TABLE \"orders\" (\"id\" BIGINT PRIMARY KEY, \"n\" BIGINT)");
            if (mode.equals("update")) {
                target.execute("INSERT INTO \"orders\" VALUES (1, 0), (2, 0), (3, 0), (4, 0)");
            }
            for (String event : List.of("INSERT", "UPDATE")) {
                target.execute(
                        "CREATE TRIGGER " + event + "s BEFORE " + event + " ON \"orders\" REFERENCING NEW ROW AS r"
                                + " FOR EACH ROW WHEN (r.\"n\" = 13) SIGNAL SQLSTATE '72000'");
            }
            Map<String, String> props = target.props("insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id");
            try (TaskDriver task = TaskDriver.start(props, partition)) {
                // When
                task.put(
                        orders.map(0, null, "id", 1L, "n", 13L),
                        orders.map(1, null, "id", 2L, "n", 1L),
                        orders.map(2, null, "id", 3L, "n", 13L),
                        orders.map(3, null, "id", 4L, "n", 1L));
                task.flush();
                // Then
                assertThat(task.context().deadLetters())
                        .extracting(letter -> letter.record().kafkaOffset())
                        .containsExactly(0L, 2L);
            }
            assertThat(target.rows("SELECT \"id\" FROM \"orders\" WHERE \"n\" = 1 ORDER BY \"id\""))
                    .containsExactly("2", "4");
        }
    }
}
