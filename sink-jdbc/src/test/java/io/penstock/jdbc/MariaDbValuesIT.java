package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.MySqlTarget;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.testkit.junit.ServiceExtension;
import io.penstock.testkit.mariadb.EmbeddedMariaDbServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that the server would store as others, or that a column must become another for. */
@ParameterizedClass
@ValueSource(strings = {"jdbc:mariadb:", "jdbc:mysql:"})
@EnabledIf("io.penstock.testkit.mariadb.EmbeddedMariaDbServer#isAvailable")
class MariaDbValuesIT {

    @RegisterExtension
    static final ServiceExtension<EmbeddedMariaDbServer> MARIADB =
            ServiceExtension.of("mariadb", EmbeddedMariaDbServer::start).shared();

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private final String scheme;
    private MySqlTarget target;

    MariaDbValuesIT(String scheme) {
        this.scheme = scheme;
    }

    @BeforeEach
    void createTarget() throws SQLException {
        target = MySqlTarget.create(MARIADB.get(), scheme);
    }

    @AfterEach
    void closeTarget() throws SQLException {
        target.close();
    }

    /** @return the offsets of dead letters */
    private List<Long> store(Object... values) {
        Records orders = Records.of(ORDERS);
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            for (int i = 0; i < values.length; i++) {
                task.put(orders.map(i, null, "id", (long) i, "v", values[i]));
            }
            task.flush();
            return task.context().deadLetters().stream()
                    .map(letter -> letter.record().kafkaOffset())
                    .toList();
        }
    }

    private List<String> stored() throws SQLException {
        return target.rows("SELECT v FROM orders ORDER BY id");
    }

    @Test
    void aNumberIsNoIndexOfAnEnum() throws SQLException {
        // Given
        target.execute("CREATE TABLE orders (id INT, v ENUM('a', 'b', '7'))");
        // When
        List<Long> dead = store("a", "1", "7", "+2", "B");
        // Then
        assertThat(dead).containsExactly(1L, 3L);
        assertThat(stored()).containsExactly("a", "7", "b");
    }

    @Test
    void aNumberIsNoBitsOfASet() throws SQLException {
        // Given
        target.execute("CREATE TABLE orders (id INT, v SET('a', 'b'))");
        // When
        List<Long> dead = store("a,b", "3");
        // Then
        assertThat(dead).containsExactly(1L);
        assertThat(stored()).containsExactly("a,b");
    }

    @Test
    void aYearHasNoCenturyButItsOwn() throws SQLException {
        // Given
        target.execute("CREATE TABLE orders (id INT, v YEAR)");
        // When
        List<Long> dead = store(2005L, 5L, 1901L, 99L);
        // Then
        assertThat(dead).containsExactly(1L, 3L);
        assertThat(target.decimals("SELECT v + 0 FROM orders ORDER BY id")).containsExactly("2005", "1901");
    }

    @Test
    void blanksAtTheEndAreNotCut() throws SQLException {
        // Given
        target.execute("CREATE TABLE orders (id INT, v VARCHAR(3) CHARACTER SET utf8mb4)");
        // When
        List<Long> dead = store("ab ", "ab  ", "\ud83d\ude00\ud83d\ude00\ud83d\ude00");
        // Then
        assertThat(dead).containsExactly(1L);
        assertThat(stored()).containsExactly("ab ", "\ud83d\ude00\ud83d\ude00\ud83d\ude00");
    }

    @Test
    void aTruthValuesColumnTakesSmallNumbersToo() throws SQLException {
        // Given
        target.execute("CREATE TABLE orders (id INT, v TINYINT(1))");
        // When
        List<Long> dead = store(true, 2L, 0L, -128L, 128L, false, 1.5);
        // Then
        assertThat(dead).containsExactly(4L, 6L);
        assertThat(target.decimals("SELECT v + 0 FROM orders ORDER BY id")).containsExactly("1", "2", "0", "-128", "0");
    }

    @Test
    void aStatusOfDebeziumsIsStoredAsItIs() throws SQLException {
        // Given
        target.execute("CREATE TABLE orders (id INT, v TINYINT(1))");
        Schema schema = SchemaBuilder.struct().field("v", Schema.INT16_SCHEMA).build();
        // When
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(Records.of(ORDERS).struct(0, null, new Struct(schema).put("v", (short) 3)));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(target.decimals("SELECT v + 0 FROM orders")).containsExactly("3");
    }

    @Test
    void aKeyThatItsCharacterSetDoesNotHaveIsABadRecordWhereVersionsAreCompared() throws SQLException {
        // Given
        target.execute("CREATE TABLE orders (id VARCHAR(10) CHARACTER SET latin1 PRIMARY KEY, a INT, b INT, v INT)");
        Records orders = Records.of(ORDERS);
        Map<String, String> props = target.props(
                "insert.mode", "upsert", "pk.mode", "record_key", "pk.fields", "id", "upsert.condition.field", "v");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.map(0, "\u6f22", "a", 1L, "v", 1L),
                    orders.map(1, "\u6f22", "b", 2L, "v", 2L),
                    orders.map(2, "x", "a", 1L, "v", 1L),
                    orders.map(3, "x", "b", 2L, "v", 2L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactlyInAnyOrder(0L, 1L);
        }
        assertThat(target.rows("SELECT id, a, b, v FROM orders")).containsExactly("x|1|2|2");
    }

    @Test
    void aDecimalThatBecomesWiderKeepsItsDigitsBeforeThePoint() throws SQLException {
        // Given
        String large = "9".repeat(40);
        target.execute("CREATE TABLE orders (id INT, v DECIMAL(40,0))");
        target.execute("INSERT INTO orders VALUES (-1, " + large + ")");
        // When
        List<Long> dead = storeWidening("1.5", "1." + "1".repeat(26));
        // Then
        assertThat(dead).containsExactly(1L);
        assertThat(target.decimals("SELECT v FROM orders ORDER BY id")).containsExactly(large, "1.5");
        assertThat(declared()).isEqualTo("decimal(65,25)");
    }

    @Test
    void aDecimalWhoseDigitsAreAllBeforeThePointStaysAsItIs() throws SQLException {
        // Given
        target.execute("CREATE TABLE orders (id INT, v DECIMAL(65,0))");
        // When
        List<Long> dead = storeWidening("1.5");
        // Then
        assertThat(dead).containsExactly(0L);
        assertThat(declared()).isEqualTo("decimal(65,0)");
    }

    @Test
    void aWideningThatTakesLongerThanTheSinkMayWaitIsGivenUp() throws SQLException {
        // Given a session that does not let the table be changed
        target.execute("CREATE TABLE orders (id INT, v SMALLINT)");
        Records orders = Records.of(ORDERS);
        Map<String, String> props = target.props(
                "schema.evolution",
                "widen",
                "ledger.claim.timeout.ms",
                "2900",
                "transaction.timeout.ms",
                "2950",
                "connection.response.timeout.ms",
                "3000");
        props.remove("auto.evolve");
        try (Connection other = target.connect();
                Statement statement = other.createStatement();
                TaskDriver task = TaskDriver.start(props, ORDERS)) {
            other.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM orders").close();
            // When
            task.put(orders.map(0, null, "id", 0L, "v", 70_000L), orders.map(1, null, "id", 1L, "v", 7L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason()).hasMessageContaining("takes longer than"));
        }
        assertThat(stored()).containsExactly("7");
        assertThat(declared()).startsWith("smallint");
    }

    private List<Long> storeWidening(String... values) {
        Map<String, String> props = target.props("schema.evolution", "widen");
        props.remove("auto.evolve");
        Records orders = Records.of(ORDERS);
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            for (int i = 0; i < values.length; i++) {
                task.put(orders.map(i, null, "id", (long) i, "v", values[i]));
            }
            task.flush();
            return task.context().deadLetters().stream()
                    .map(letter -> letter.record().kafkaOffset())
                    .toList();
        }
    }

    private String declared() throws SQLException {
        return target.rows("SELECT COLUMN_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()"
                        + " AND TABLE_NAME = 'orders' AND COLUMN_NAME = 'v'")
                .get(0);
    }
}
