package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.MySqlTarget;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.testkit.junit.ServiceExtension;
import io.penstock.testkit.mariadb.EmbeddedMariaDbServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That a batch is no statement for each of its rows: MariaDB's bulk protocol, and the batches that MySQL's driver rewrites. */
@EnabledIf("io.penstock.testkit.mariadb.EmbeddedMariaDbServer#isAvailable")
class MariaDbBatchesIT {

    @RegisterExtension
    static final ServiceExtension<EmbeddedMariaDbServer> MARIADB =
            ServiceExtension.of("mariadb", EmbeddedMariaDbServer::start).shared();

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final int ROWS = 2_000;

    /** Not MySQL's updates: one message has many statements, which the server counts one by one. */
    @ParameterizedTest
    @CsvSource({
        "jdbc:mariadb:, insert, false",
        "jdbc:mariadb:, insert_ignore, false",
        "jdbc:mariadb:, upsert, false",
        "jdbc:mariadb:, upsert, true",
        "jdbc:mariadb:, update, true",
        "jdbc:mysql:, insert, false",
        "jdbc:mysql:, insert_ignore, false",
        "jdbc:mysql:, upsert, false",
        "jdbc:mysql:, upsert, true"
    })
    void aBatchIsFewMessages(String scheme, String mode, boolean versioned) throws SQLException {
        // Given
        try (MySqlTarget target = MySqlTarget.create(MARIADB.get(), scheme)) {
            target.execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, a VARCHAR(20), v BIGINT)");
            Map<String, String> props = target.props("insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id");
            if (versioned) {
                props.put("upsert.condition.field", "v");
            }
            try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
                task.put(batch(0));
                task.flush();
                task.put(batch(ROWS));
                long before = messages(target);
                // When
                task.flush();
                // Then
                assertThat(messages(target) - before).isLessThan(25);
                assertThat(task.context().deadLetters()).isEmpty();
            }
            assertThat(target.number("SELECT COUNT(*) FROM orders")).isEqualTo(mode.equals("update") ? 0 : 2 * ROWS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:mariadb:, bulk, insert, false",
        "jdbc:mariadb:, multirow, insert, false",
        "jdbc:mariadb:, multirow, upsert, false",
        "jdbc:mariadb:, batch, insert, true",
        "jdbc:mariadb:, batch, upsert, true",
        "jdbc:mysql:, multirow, upsert, false",
        "jdbc:mysql:, batch, insert, true",
        "jdbc:mysql:, batch, upsert, true"
    })
    void aBatchIsAStatementForEachRowOnlyWhereThatIsChosen(String scheme, String method, String mode, boolean each)
            throws SQLException {
        // Given
        try (MySqlTarget target = MySqlTarget.create(MARIADB.get(), scheme)) {
            target.execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, a VARCHAR(20), v BIGINT)");
            Map<String, String> props = target.props(
                    "insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id", "write.method", method);
            try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
                task.put(batch(0));
                long before = messages(target);
                // When
                task.flush();
                // Then
                long sent = messages(target) - before;
                assertThat(sent > ROWS).as("%d statements", sent).isEqualTo(each);
                assertThat(task.context().deadLetters()).isEmpty();
            }
            assertThat(target.number("SELECT COUNT(*) FROM orders")).isEqualTo(ROWS);
        }
    }

    @ParameterizedTest
    @CsvSource({"jdbc:mariadb:, insert", "jdbc:mariadb:, upsert", "jdbc:mysql:, insert", "jdbc:mysql:, upsert"})
    void noMessageIsLargerThanTheServerTakes(String scheme, String mode) throws SQLException {
        // Given texts that together are larger
        try (MySqlTarget target = MySqlTarget.create(MARIADB.get(), scheme)) {
            target.execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, a LONGTEXT)");
            String text = "x".repeat(1 << 20);
            Records records = Records.of(ORDERS);
            try (TaskDriver task = TaskDriver.start(large(target, mode), ORDERS)) {
                for (int i = 0; i < 20; i++) {
                    task.put(records.map(i, null, "id", (long) i, "a", text));
                }
                // When
                task.flush();
                // Then
                assertThat(task.context().deadLetters()).isEmpty();
            }
            assertThat(target.number("SELECT SUM(LENGTH(a)) FROM orders")).isEqualTo(20L << 20);
            assertThat(20L << 20).isGreaterThan(target.number("SELECT @@max_allowed_packet"));
        }
    }

    /** Each driver escapes quotes, and MySQL's line ends too. */
    @ParameterizedTest
    @CsvSource({
        "jdbc:mariadb:, insert, 17, x, 4",
        "jdbc:mariadb:, insert_ignore, 17, x, 4",
        "jdbc:mariadb:, upsert, 17, x, 4",
        "jdbc:mariadb:, upsert, 9, '\"', 4",
        "jdbc:mariadb:, upsert, 9, LINE, 5",
        "jdbc:mariadb:, upsert, 15, x, 5",
        "jdbc:mysql:, insert, 17, x, 4",
        "jdbc:mysql:, upsert, 17, x, 4",
        "jdbc:mysql:, upsert, 9, '\"', 4",
        "jdbc:mysql:, upsert, 9, LINE, 4",
        "jdbc:mysql:, upsert, 15, x, 5"
    })
    void aRowThatIsLargerThanTheServerTakesIsADeadLetter(
            String scheme, String mode, int mib, String filling, int stored) throws SQLException {
        // Given
        try (MySqlTarget target = MySqlTarget.create(MARIADB.get(), scheme)) {
            target.execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, a LONGTEXT)");
            try (TaskDriver task = TaskDriver.start(large(target, mode), ORDERS)) {
                // When
                task.put(withOne((filling.equals("LINE") ? "\n" : filling).repeat(mib << 20)));
                task.flush();
                // Then
                assertThat(task.context().deadLetters())
                        .allSatisfy(letter -> {
                            assertThat(letter.record().kafkaOffset()).isEqualTo(2);
                            assertThat(letter.reason())
                                    .hasMessageContaining("PEN-335")
                                    .hasMessageContaining("orders-0@2")
                                    .hasMessageContaining("max_allowed_packet");
                        })
                        .hasSize(5 - stored);
            }
            assertThat(target.number("SELECT COUNT(*) FROM orders")).isEqualTo(stored);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:mariadb:", "jdbc:mysql:"})
    void withoutAQueueForDeadLettersSuchARowEndsTheTaskWithItsReason(String scheme) throws SQLException {
        // Given
        try (MySqlTarget target = MySqlTarget.create(MARIADB.get(), scheme)) {
            target.execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, a LONGTEXT)");
            try (TaskDriver task = TaskDriver.startWithoutDeadLetterQueue(large(target, "upsert"), ORDERS)) {
                // When
                assertThatThrownBy(() -> {
                            task.put(withOne("x".repeat(17 << 20)));
                            task.flush();
                        })
                        // Then
                        .isInstanceOf(FatalException.class)
                        .hasMessageContaining("orders-0@2")
                        .hasMessageContaining("max_allowed_packet");
            }
            assertThat(target.number("SELECT COUNT(*) FROM orders")).isZero();
        }
    }

    private static Map<String, String> large(MySqlTarget target, String mode) {
        return target.props(
                "insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id", "buffer.memory.bytes", "134217728");
    }

    private static List<SinkRecord> withOne(String text) {
        Records records = Records.of(ORDERS);
        List<SinkRecord> batch = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            batch.add(records.map(i, null, "id", (long) i, "a", i == 2 ? text : "small"));
        }
        return batch;
    }

    private static List<SinkRecord> batch(int offset) {
        Records records = Records.of(ORDERS);
        List<SinkRecord> batch = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            batch.add(records.map(offset + i, null, "id", (long) (offset + i), "a", "x" + offset, "v", (long) offset));
        }
        return batch;
    }

    /** What clients have sent. */
    private static long messages(MySqlTarget target) throws SQLException {
        return target.number(
                "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'QUESTIONS'");
    }
}
