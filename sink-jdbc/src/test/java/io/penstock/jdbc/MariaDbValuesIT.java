package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.MySqlTarget;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.testkit.junit.ServiceExtension;
import io.penstock.testkit.mariadb.EmbeddedMariaDbServer;
import java.sql.SQLException;
import java.util.List;
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

/** Values that the server would store as others. */
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
}
