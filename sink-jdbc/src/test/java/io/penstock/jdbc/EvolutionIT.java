package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.Race;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How far tables that exist follow their records, and which table a record has. */
@Timeout(180)
class EvolutionIT extends PostgresCase {

    private static final String TYPES = "SELECT column_name, data_type FROM information_schema.columns"
            + " WHERE table_name = 'orders' ORDER BY ordinal_position";
    private static final Schema ORDER = SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("a", Schema.OPTIONAL_STRING_SCHEMA)
            .field("extra", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    private Map<String, String> props(String... overrides) {
        Map<String, String> props = database.props();
        props.remove("auto.evolve");
        for (int i = 0; i < overrides.length; i += 2) {
            props.put(overrides[i], overrides[i + 1]);
        }
        return props;
    }

    private static Struct order(long id) {
        return new Struct(ORDER).put("id", id).put("a", "1").put("extra", "x");
    }

    @Test
    void aFieldWithoutAColumnIsLeftOutWhereThatIsWanted() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint, a text)");
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
        assertThat(database.rows("SELECT * FROM orders ORDER BY id")).containsExactly("1|1", "2|1");
    }

    @Test
    void aTableThatIsMadeGetsAllFieldsEvenSo() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(props("unknown.fields", "ignore"), ORDERS)) {
            // When
            task.put(orders.map(0, "k", "id", 1L, "a", "1"), orders.map(1, "k", "id", 2L, "b", "1"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT * FROM orders ORDER BY id")).containsExactly("1|1", "2|~");
    }

    @Test
    void aFieldWithoutAColumnIsABadRecordElse() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint, a text)");
        try (TaskDriver task = TaskDriver.start(props(), ORDERS)) {
            // When
            task.put(orders.struct(0, "k", order(1)), orders.map(1, "k", "id", 2L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-321")
                            .hasMessageContaining("schema.evolution=add"));
        }
    }

    @Test
    void aTableThatDoesNotTakeTheSchemaFailsTheTaskWhereItIsValidated() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint, a text)");
        try (TaskDriver task = TaskDriver.start(props("schema.evolution", "validate"), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(orders.struct(0, "k", order(1))))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-325")
                    .hasMessageContaining("\"extra\"");
        }
        database.execute("ALTER TABLE orders ADD COLUMN extra text, ALTER COLUMN id TYPE int");
        try (TaskDriver task = TaskDriver.start(props("schema.evolution", "validate"), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(orders.struct(0, "k", order(1))))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-325")
                    .hasMessageContaining("\"id\"")
                    .hasMessageContaining("INT64");
        }
        database.execute("ALTER TABLE orders ALTER COLUMN id TYPE numeric(30)");
        try (TaskDriver task = TaskDriver.start(props("schema.evolution", "validate"), ORDERS)) {
            // When
            task.put(orders.struct(0, "k", order(1)));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT * FROM orders")).containsExactly("1|1|x");
    }

    @Test
    void aColumnThatIsTooNarrowBecomesAsWideAsItsValueNeeds() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id int PRIMARY KEY, s smallint, r real, n numeric(9,1), t varchar(3))");
        try (TaskDriver task = TaskDriver.start(
                props(
                        "schema.evolution",
                        "widen",
                        "insert.mode",
                        "upsert",
                        "pk.mode",
                        "record_value",
                        "pk.fields",
                        "id"),
                ORDERS)) {
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
        assertThat(database.rows(TYPES))
                .containsExactly(
                        "id|numeric",
                        "s|integer",
                        "r|double precision",
                        "n|numeric",
                        "t|character varying",
                        "more|text");
        assertThat(database.rows("SELECT id, s, r, n FROM orders ORDER BY id"))
                .containsExactly("1|1|0.5|1.5", "2|100000|16777217|1.25", "4.5|~|~|~", "3000000000|2|~|~");
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("6");
    }

    @Test
    void tasksThatWidenAtOnceDoNotTakeBackWhatTheOtherDid() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id smallint)");
        CyclicBarrier start = new CyclicBarrier(3);
        List<Object> wide = List.of(100_000L, 3_000_000_000L, new BigDecimal("0.5"));
        // When
        Race.of(wide.size(), number -> {
            TopicPartition partition = new TopicPartition("orders", number);
            try (TaskDriver task = TaskDriver.start(props("schema.evolution", "widen"), partition)) {
                task.put(Records.of(partition).map(0, "k", "id", 1L));
                start.await();
                task.put(Records.of(partition).map(1, "k", "id", wide.get(number)));
                task.flush();
                assertThat(task.context().deadLetters()).isEmpty();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        // Then
        assertThat(database.rows("SELECT id FROM orders ORDER BY id"))
                .containsExactly("0.5", "1", "1", "1", "100000", "3000000000");
    }

    private void onAlteredTables(String event, String body) throws SQLException {
        database.execute("CREATE SEQUENCE attempts");
        database.execute(
                "CREATE FUNCTION meddle() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN " + body + " END $$");
        database.execute(
                "CREATE EVENT TRIGGER t ON " + event + " WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION meddle()");
    }

    @Test
    void aWideningThatIsRefusedIsTriedOnceAndEndsNoTask() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id int, qty int)");
        database.execute("CREATE VIEW v AS SELECT qty FROM orders");
        onAlteredTables("ddl_command_start", "PERFORM nextval('attempts');");
        try (TaskDriver task = TaskDriver.start(props("schema.evolution", "widen"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "k", "id", 1L, "qty", 1L),
                    orders.map(1, "k", "id", 2L, "qty", 1.5),
                    orders.map(2, "k", "id", 3L, "qty", 2.5),
                    orders.map(3, "k", "id", 4L, "qty", 4L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(1L, 2L);
            assertThat(task.context().deadLetters())
                    .allSatisfy(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-332")
                            .hasMessageContaining("0A000")
                            .hasMessageContaining("by hand"));
        }
        assertThat(database.rows("SELECT id, qty FROM orders ORDER BY id")).containsExactly("1|1", "4|4");
        assertThat(database.number("SELECT last_value FROM attempts")).isOne();
    }

    @Test
    void aWideningThatTakesTooLongIsGivenUpForGood() throws SQLException {
        // Given a rewriting that outlasts the connection
        database.execute("CREATE TABLE orders (id int, v int)");
        onAlteredTables("table_rewrite", "PERFORM nextval('attempts'); PERFORM pg_sleep(60);");
        Map<String, String> props = props(
                "schema.evolution",
                "widen",
                "connection.response.timeout.ms",
                "6000",
                "transaction.timeout.ms",
                "4500",
                "ledger.claim.timeout.ms",
                "500");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.map(0, "k", "id", 1L, "v", 1L),
                    orders.map(1, "k", "id", 2L, "v", 3_000_000_000L),
                    orders.map(2, "k", "id", 3L, "v", 4_000_000_000L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(1L, 2L);
            assertThat(task.context().deadLetters())
                    .allSatisfy(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-332")
                            .hasMessageContaining("longer")
                            .hasMessageContaining("by hand"));
        }
        assertThat(database.rows("SELECT id, v FROM orders")).containsExactly("1|1");
        assertThat(database.number("SELECT last_value FROM attempts")).isOne();
    }

    @Test
    void aWideningThatLosesARaceIsTriedAgain() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id int)");
        onAlteredTables(
                "ddl_command_start",
                "IF nextval('attempts') = 1 THEN RAISE 'tuple concurrently updated' USING ERRCODE = 'XX000'; END IF;");
        try (TaskDriver task = TaskDriver.start(props("schema.evolution", "widen"), ORDERS)) {
            // When
            task.put(orders.map(0, "k", "id", 3_000_000_000L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id FROM orders")).containsExactly("3000000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "upsert"})
    void rowsThatWaitFollowAColumnThatAnotherTaskHasWidened(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id int PRIMARY KEY, v int)");
        Map<String, String> props =
                props("schema.evolution", "widen", "insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id");
        TopicPartition elsewhere = new TopicPartition("orders", 1);
        try (TaskDriver task = TaskDriver.start(props, ORDERS);
                TaskDriver other = TaskDriver.start(props, elsewhere)) {
            task.put(orders.map(0, "k", "id", 1L, "v", 1L));
            other.put(Records.of(elsewhere).map(0, "k", "id", 3_000_000_000L, "v", 3_000_000_000L, "more", "x"));
            other.flush();
            // When a column is missing, the table is looked at anew
            task.put(orders.map(1, "k", "id", 2L, "v", 2L, "more", "y"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, v, more FROM orders ORDER BY id"))
                .containsExactly("1|1|~", "2|2|y", "3000000000|3000000000|x");
    }

    @Test
    void aDeleteStillSparesANewerRowWhenTheVersionsColumnWasWidened() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id int PRIMARY KEY, v numeric(9,1))");
        Map<String, String> props = props(
                "schema.evolution",
                "widen",
                "insert.mode",
                "upsert",
                "pk.mode",
                "record_value",
                "pk.fields",
                "id",
                "delete.mode",
                "field",
                "delete.field",
                "gone",
                "upsert.condition.field",
                "v");
        TopicPartition elsewhere = new TopicPartition("orders", 1);
        try (TaskDriver task = TaskDriver.start(props, ORDERS);
                TaskDriver other = TaskDriver.start(props, elsewhere)) {
            task.put(orders.map(0, "k", "id", 1L, "v", "1.5", "gone", true));
            other.put(Records.of(elsewhere).map(0, "k", "id", 1L, "v", "2.25", "more", "x"));
            other.flush();
            // When
            task.put(orders.map(1, "k", "id", 2L, "v", "1.5", "more", "y"));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT id, v, more FROM orders ORDER BY id")).containsExactly("1|2.25|x", "2|1.5|y");
    }

    @Test
    void aTopicHasTheTableOfTheMapOrOfThePartsOfItsName() throws SQLException {
        // Given
        TopicPartition mapped = new TopicPartition("shop.eu.orders", 0);
        TopicPartition parted = new TopicPartition("shop.us.clients", 0);
        TopicPartition neither = new TopicPartition("stray", 0);
        database.execute("CREATE SCHEMA us");
        try (TaskDriver task = TaskDriver.start(
                props(
                        "table.name.map",
                        "shop.eu.orders:public.o",
                        "table.name.topic.pattern",
                        "shop\\.(?<region>..)\\.(.+)",
                        "table.name.format",
                        "${topic.region}.t_${topic.2}"),
                mapped,
                parted,
                neither)) {
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
        assertThat(database.rows("SELECT id FROM public.o")).containsExactly("1");
        assertThat(database.rows("SELECT id FROM us.t_clients")).containsExactly("2");
    }
}
