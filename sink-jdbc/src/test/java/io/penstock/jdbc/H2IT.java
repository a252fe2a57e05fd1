package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.H2Target;
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
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.h2.api.Trigger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class H2IT {

    @Nested
    class Writes extends WritesSuite {
        @Override
        protected Target create() throws SQLException {
            return H2Target.create();
        }
    }

    @Nested
    class Overwrites extends OverwritesSuite {
        @Override
        protected Target create() throws SQLException {
            return H2Target.create();
        }
    }

    @Nested
    class Evolution extends EvolutionSuite {
        @Override
        protected Target create() throws SQLException {
            return H2Target.create();
        }
    }

    @Nested
    class Types extends TypesSuite {
        @Override
        protected Target create() throws SQLException {
            return H2Target.create();
        }
    }

    @Nested
    class Tables extends TablesSuite {
        @Override
        protected Target create() throws SQLException {
            return H2Target.create();
        }
    }

    @Nested
    class Errors extends ErrorsSuite {
        @Override
        protected Target create() throws SQLException {
            return H2Target.create();
        }
    }

    @Nested
    class Arrival extends ArrivalSuite {
        @Override
        protected Target create() throws SQLException {
            return H2Target.create();
        }
    }

    @Nested
    class Ledger extends LedgerSuite {
        @Override
        protected Target create() throws SQLException {
            return H2Target.create();
        }
    }

    /** Of one text or number H2 would make an array of one element. */
    @ParameterizedTest
    @ValueSource(strings = {"insert", "upsert"})
    void listsAndNothingElseGoIntoArrays(String mode) throws SQLException {
        // Given
        TopicPartition partition = new TopicPartition("orders", 0);
        Records orders = Records.of(partition);
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT64_SCHEMA)
                .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
                .field("days", SchemaBuilder.array(Date.SCHEMA).build())
                .build();
        try (Target target = H2Target.create()) {
            target.execute("CREATE TABLE \"orders\" (\"id\" BIGINT PRIMARY KEY, \"tags\" VARCHAR(20) ARRAY,"
                    + " \"ns\" INTEGER ARRAY, \"days\" DATE ARRAY, \"grid\" INTEGER ARRAY ARRAY)");
            Map<String, String> props = target.props(
                    "insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id", "nested.mode", "json");
            try (TaskDriver task = TaskDriver.start(props, partition)) {
                // When
                task.put(
                        orders.map(0, null, "id", 1L, "tags", List.of("a", "b,\""), "ns", List.of(1L, 2L)),
                        orders.map(1, null, "id", 2L, "tags", List.of(), "grid", List.of(List.of(1L), List.of(2L))),
                        orders.struct(
                                2,
                                null,
                                new Struct(schema)
                                        .put("id", 3L)
                                        .put("tags", List.of("x"))
                                        .put("days", List.of(new java.util.Date(0)))),
                        orders.map(3, null, "id", 4L, "tags", "x"),
                        orders.map(4, null, "id", 5L, "ns", 7L),
                        orders.map(5, null, "id", 6L, "ns", List.of("x")),
                        orders.map(6, null, "id", 7L, "tags", Map.of("a", 1L)));
                task.flush();
                // Then
                assertThat(task.context().deadLetters())
                        .extracting(letter -> letter.record().kafkaOffset())
                        .containsExactlyInAnyOrder(3L, 4L, 5L, 6L);
            }
            assertThat(target.rows("SELECT CARDINALITY(\"tags\") FROM \"orders\" ORDER BY \"id\""))
                    .containsExactly("2", "0", "1");
            assertThat(target.rows("SELECT \"tags\"[2] FROM \"orders\" WHERE \"id\" = 1"))
                    .containsExactly("b,\"");
            assertThat(target.rows("SELECT \"ns\"[2] FROM \"orders\" WHERE \"id\" = 1"))
                    .containsExactly("2");
            assertThat(target.rows("SELECT \"grid\"[2][1] FROM \"orders\" WHERE \"id\" = 2"))
                    .containsExactly("2");
            assertThat(target.rows("SELECT \"days\"[1] FROM \"orders\" WHERE \"id\" = 3"))
                    .containsExactly("1970-01-01");
        }
    }

    /** A trigger in Java, with a state of its own. */
    public static final class Picky implements Trigger {
        @Override
        public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
            if (Long.valueOf(13).equals(after[1])) {
                throw new SQLException("SECRET", "72000");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "insert_ignore", "upsert", "update"})
    void aRowThatATriggerRefusesInItsOwnWayIsADeadLetter(String mode) throws SQLException {
        // Given
        TopicPartition partition = new TopicPartition("orders", 0);
        Records orders = Records.of(partition);
        try (Target target = H2Target.create()) {
            target.execute("CREATE TABLE \"orders\" (\"id\" BIGINT PRIMARY KEY, \"n\" BIGINT)");
            if (mode.equals("update")) {
                target.execute("INSERT INTO \"orders\" VALUES (1, 0), (2, 0), (3, 0), (4, 0)");
            }
            target.execute("CREATE TRIGGER picky BEFORE INSERT, UPDATE ON \"orders\" FOR EACH ROW CALL '"
                    + Picky.class.getName() + "'");
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
                assertThat(task.context().deadLetters())
                        .allSatisfy(letter -> assertThat(letter.reason()).hasMessageNotContaining("SECRET"));
            }
            assertThat(target.rows("SELECT \"id\" FROM \"orders\" WHERE \"n\" = 1 ORDER BY \"id\""))
                    .containsExactly("2", "4");
        }
    }

    @Test
    void aRowWhoseListsWouldStayAsTheyAreIsNotWritten() throws SQLException {
        // Given
        TopicPartition partition = new TopicPartition("orders", 0);
        Records orders = Records.of(partition);
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT64_SCHEMA)
                .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
                .field("days", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
                .build();
        Struct there =
                new Struct(schema).put("id", 1L).put("tags", List.of("a", "b")).put("days", List.of("2026-03-08"));
        Struct other =
                new Struct(schema).put("id", 1L).put("tags", List.of("a", "c")).put("days", List.of("2026-03-08"));
        try (Target target = H2Target.create()) {
            target.execute("CREATE TABLE \"orders\" (\"id\" BIGINT PRIMARY KEY, \"tags\" VARCHAR(20) ARRAY,"
                    + " \"days\" DATE ARRAY)");
            Map<String, String> props = target.props(
                    "insert.mode",
                    "upsert",
                    "pk.mode",
                    "record_value",
                    "pk.fields",
                    "id",
                    "upsert.skip.unchanged",
                    "true",
                    "nested.mode",
                    "json");
            try (TaskDriver task = TaskDriver.start(props, partition)) {
                task.put(orders.struct(0, null, there));
                task.flush();
                target.watchUpdates("orders");
                // When
                task.put(orders.struct(1, null, there));
                task.flush();
                long same = target.updates("orders");
                task.put(orders.struct(2, null, other));
                task.flush();
                // Then
                assertThat(task.context().deadLetters()).isEmpty();
                assertThat(same).isZero();
                assertThat(target.updates("orders")).isEqualTo(1);
            }
        }
    }
}
