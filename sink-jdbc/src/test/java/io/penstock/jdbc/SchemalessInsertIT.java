package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.jdbc.harness.TestDatabase;
import io.penstock.testkit.junit.ServiceExtension;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.sql.SQLException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Plain JSON, as the quickstart has it. */
class SchemalessInsertIT {

    @RegisterExtension
    static final ServiceExtension<EmbeddedPostgresServer> POSTGRES =
            ServiceExtension.postgres().shared();

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private final Records orders = Records.of(ORDERS);
    private TestDatabase database;

    @BeforeEach
    void createDatabase() throws SQLException {
        database = TestDatabase.create(POSTGRES.get());
    }

    @AfterEach
    void closeDatabase() throws SQLException {
        database.close();
    }

    @Test
    void createsTheTableAndAddsColumnsWhenTheyFirstHaveAValue() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "a", "id", 1L, "price", 1.5, "note", null),
                    orders.map(1, "b", "id", 2L, "price", 3L, "note", null, "open", true),
                    orders.map(2, "c", "id", 3L, "note", "late"));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT id, price, open, note FROM orders ORDER BY id"))
                .containsExactly("1|1.5|~|~", "2|3|t|~", "3|~|~|late");
        assertThat(database.rows("SELECT connector, topic, part, next_offset, epoch, version FROM penstock_offsets"))
                .containsExactly("sink|orders|0|3|1|1");
    }

    @Test
    void leavesDefaultsOfColumnsThatNoRecordNames() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (row_id bigserial PRIMARY KEY, id bigint, at timestamptz DEFAULT now())");
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(orders.map(0, "a", "id", 1L), orders.map(1, "b", "id", 2.0));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT row_id, id, at IS NOT NULL FROM orders ORDER BY row_id"))
                .containsExactly("1|1|t", "2|2|t");
    }
}
