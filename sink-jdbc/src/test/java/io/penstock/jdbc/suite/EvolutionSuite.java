package io.penstock.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.Race;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How far tables follow their records, and how records find them, on any database. */
public abstract class EvolutionSuite extends DatabaseSuite {

    private static final Schema ORDER = SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("a", Schema.OPTIONAL_STRING_SCHEMA)
            .field("x", Schema.OPTIONAL_FLOAT64_SCHEMA)
            .build();

    private Map<String, String> props(String... overrides) {
        Map<String, String> props = target.props(overrides);
        props.remove("auto.evolve");
        return props;
    }

    private static Struct order(long id) {
        return new Struct(ORDER).put("id", id).put("a", "1").put("x", 0.5);
    }

    private void create(String columns) throws SQLException {
        target.execute("CREATE TABLE " + q("orders") + " (" + columns + ")");
    }

    @Test
    void aFieldWithoutAColumnIsLeftOutWhereThatIsWanted() throws SQLException {
        // Given
        create(q("id") + " BIGINT, " + q("a") + " VARCHAR(10)");
        try (TaskDriver task = TaskDriver.start(
                props("unknown.fields", "ignore", "pk.mode", "record_value", "pk.fields", "id"), ORDERS)) {
            // When
            task.put(
                    orders.struct(0, "k", order(1)),
                    orders.map(1, "k", "id", 2L, "a", "1", "other", "x"),
                    orders.map(2, "k", "other", "x"));
            task.flush();
            // Then the key is never left out
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(2L);
        }
        assertThat(target.rows("SELECT * FROM " + q("orders") + " ORDER BY 1")).containsExactly("1|1", "2|1");
    }

    @Test
    void aFieldWithoutAColumnIsABadRecordElse() throws SQLException {
        // Given
        create(q("id") + " BIGINT, " + q("a") + " VARCHAR(10)");
        try (TaskDriver task = TaskDriver.start(props(), ORDERS)) {
            // When
            task.put(orders.struct(0, "k", order(1)), orders.map(1, "k", "id", 2L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason()).hasMessageContaining("PEN-321"));
        }
    }

    @Test
    void aTableThatDoesNotTakeTheSchemaFailsTheTaskWhereItIsValidated() throws SQLException {
        // Given
        create(q("id") + " BIGINT, " + q("a") + " VARCHAR(10), " + q("x") + " DATE");
        try (TaskDriver task = TaskDriver.start(props("schema.evolution", "validate"), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(orders.struct(0, "k", order(1))))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-325")
                    .hasMessageContaining("\"x\"")
                    .hasMessageContaining("FLOAT64");
        }
        target.execute("ALTER TABLE " + q("orders") + " DROP COLUMN " + q("x"));
        try (TaskDriver task = TaskDriver.start(props("schema.evolution", "validate"), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(orders.struct(0, "k", order(1))))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-325")
                    .hasMessageContaining("\"x\"");
        }
    }

    @Test
    void aTableThatTheSinkHasMadeIsValidForTheSameRecords() throws SQLException {
        // Given every type, as the key too where it may be
        Schema all = TypesSuite.everySchema();
        for (String evolution : List.of("add", "validate")) {
            try (TaskDriver task = TaskDriver.start(
                    props(
                            "schema.evolution",
                            evolution,
                            "insert.mode",
                            "upsert",
                            "pk.mode",
                            "record_value",
                            "pk.fields",
                            "id,key"),
                    ORDERS)) {
                // When
                task.put(orders.struct(evolution.equals("add") ? 0 : 1, "k", TypesSuite.ofEverySchema(all)));
                task.flush();
                // Then
                assertThat(task.context().deadLetters()).isEmpty();
            }
        }
        assertThat(target.number("SELECT COUNT(*) FROM " + q("orders"))).isEqualTo(1);
    }

    @Test
    void aColumnThatIsTooNarrowBecomesAsWideAsItsValueNeeds() throws SQLException {
        // Given
        Assumptions.assumeTrue(target.widensColumns(), "the sink refuses to widen this database's columns");
        create(q("id") + " INTEGER NOT NULL PRIMARY KEY, " + q("s") + " SMALLINT DEFAULT 7, " + q("r") + " "
                + target.singlePrecision() + ", " + q("n") + " DECIMAL(9,1), " + q("t") + " VARCHAR(3)");
        Map<String, String> props = props("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id");
        props.put("schema.evolution", "widen");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When rows are waiting that were made for the narrower columns
            task.put(
                    orders.map(0, "k", "id", 1L, "s", 1L, "r", 0.5, "n", "1.5"),
                    orders.map(1, "k", "id", 2L, "s", 100_000L, "r", 16_777_217L, "n", "1.25"),
                    orders.map(2, "k", "id", 3_000_000_000L, "s", 2L, "more", "x"),
                    orders.map(3, "k", "id", new BigDecimal("4.5")),
                    orders.map(4, "k", "id", 5L, "s", "no number"),
                    orders.map(5, "k", "id", 6L, "t", "long"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(4L, 5L);
        }
        assertThat(decimals("id")).containsExactly("1", "2", "4.5", "3000000000");
        // with the column's default
        assertThat(decimals("s")).containsExactly("1", "100000", "7", "2");
        assertThat(decimals("r")).containsExactly("0.5", "16777217", "~", "~");
        assertThat(decimals("n")).containsExactly("1.5", "1.25", "~", "~");
        assertThat(target.rows("SELECT next_offset FROM " + q("penstock_offsets")))
                .containsExactly("6");
    }

    private List<String> decimals(String column) throws SQLException {
        return target.decimals("SELECT " + q(column) + " FROM " + q("orders") + " ORDER BY " + q("id"));
    }

    @Test
    @Timeout(180)
    void tasksThatWidenAtOnceDoNotTakeBackWhatTheOtherDid() throws SQLException {
        // Given
        Assumptions.assumeTrue(target.widensColumns(), "the sink refuses to widen this database's columns");
        create(q("id") + " SMALLINT");
        CyclicBarrier start = new CyclicBarrier(3);
        List<Object> wide = List.of(100_000L, 3_000_000_000L, new BigDecimal("0.5"));
        // When
        Race.of(wide.size(), task -> widen(new TopicPartition("orders", task), start, wide.get(task)));
        // Then
        assertThat(decimals("id")).containsExactly("0.5", "1", "1", "1", "100000", "3000000000");
    }

    private void widen(TopicPartition partition, CyclicBarrier start, Object value) {
        Map<String, String> props = props();
        props.put("schema.evolution", "widen");
        try (TaskDriver task = TaskDriver.start(props, partition)) {
            task.put(Records.of(partition).map(0, "k", "id", 1L));
            start.await();
            task.put(Records.of(partition).map(1, "k", "id", value));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void thatColumnsAreNotWidenedIsSaidAtTheStart() {
        // Given
        Assumptions.assumeFalse(target.widensColumns(), "this database's columns are widened");
        Map<String, String> props = props("schema.evolution", "widen");
        // When
        assertThatThrownBy(() -> TaskDriver.start(props, ORDERS))
                // Then
                .hasMessageContaining("schema.evolution");
    }

    @Test
    void aTopicHasTheTableOfTheMapOrOfThePartsOfItsName() throws SQLException {
        // Given
        TopicPartition mapped = new TopicPartition("shop.eu.orders", 0);
        TopicPartition parted = new TopicPartition("shop.us.clients", 0);
        TopicPartition neither = new TopicPartition("stray", 0);
        Map<String, String> props = props(
                "table.name.map",
                "shop.eu.orders:o",
                "table.name.topic.pattern",
                "shop\\.(?<region>..)\\.(.+)",
                "table.name.format",
                "${topic.region} ${topic.2}");
        try (TaskDriver task = TaskDriver.start(props, mapped, parted, neither)) {
            // When
            task.put(
                    Records.of(mapped).map(0, "k", "id", 1L),
                    Records.of(parted).map(0, "k", "id", 2L),
                    Records.of(neither).map(0, "k", "id", 3L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-322")
                            .hasMessageContaining("stray-0@0"));
        }
        assertThat(target.decimals("SELECT " + q("id") + " FROM " + q("o"))).containsExactly("1");
        assertThat(target.decimals("SELECT " + q("id") + " FROM " + q("us clients")))
                .containsExactly("2");
    }

    @Test
    void aNameThatTheDatabaseDoesNotTakeAsItIsIsABadRecord() throws SQLException {
        // Given
        int longest = target.longestName();
        Assumptions.assumeTrue(longest > 0, "the sink does not know the longest name of this database");
        Map<String, String> props = target.props("table.name.format", "${value.table}");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.map(0, "k", "table", "t".repeat(longest), "id", 1L),
                    orders.map(1, "k", "table", "t".repeat(longest + 1), "id", 2L),
                    orders.map(2, "k", "table", "orders", "c".repeat(longest), 1L),
                    orders.map(3, "k", "table", "orders", "c".repeat(longest + 1), 2L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(1L, 3L);
        }
        assertThat(target.number("SELECT COUNT(*) FROM " + q("t".repeat(longest))))
                .isEqualTo(1);
        assertThat(target.decimals("SELECT " + q("c".repeat(longest)) + " FROM " + q("orders")))
                .containsExactly("1");
    }
}
