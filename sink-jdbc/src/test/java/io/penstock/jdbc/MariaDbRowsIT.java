package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.MySqlTarget;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.jdbc.schema.DebeziumTypes;
import io.penstock.testkit.junit.ServiceExtension;
import io.penstock.testkit.mariadb.EmbeddedMariaDbServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows and columns of which other databases know nothing, by both drivers. */
@EnabledIf("io.penstock.testkit.mariadb.EmbeddedMariaDbServer#isAvailable")
class MariaDbRowsIT {

    @RegisterExtension
    static final ServiceExtension<EmbeddedMariaDbServer> MARIADB =
            ServiceExtension.of("mariadb", EmbeddedMariaDbServer::start).shared();

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private final Records orders = Records.of(ORDERS);
    private final List<MySqlTarget> targets = new ArrayList<>();

    static Stream<Arguments> driversAndModes() {
        return Stream.of("jdbc:mariadb:", "jdbc:mysql:")
                .flatMap(scheme -> Stream.of("insert", "upsert", "update").map(mode -> Arguments.of(scheme, mode)));
    }

    @AfterEach
    void closeTargets() throws SQLException {
        for (MySqlTarget target : targets) {
            target.close();
        }
    }

    private MySqlTarget target(String scheme) throws SQLException {
        MySqlTarget target = MySqlTarget.create(MARIADB.get(), scheme);
        targets.add(target);
        return target;
    }

    private static Map<String, String> writing(MySqlTarget target, String mode) {
        return target.props("insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id");
    }

    private static List<Long> offsets(TaskDriver task) {
        return task.context().deadLetters().stream()
                .map(letter -> letter.record().kafkaOffset())
                .sorted()
                .toList();
    }

    private static String everythingSaid(Throwable reason) {
        StringWriter text = new StringWriter();
        reason.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("driversAndModes")
    void aRowWithoutAPartitionIsADeadLetter(String scheme, String mode) throws SQLException {
        // Given
        MySqlTarget target = target(scheme);
        target.execute("CREATE TABLE orders (id INT PRIMARY KEY, n INT)"
                + " PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (100))");
        target.execute("INSERT INTO orders VALUES (50, 0), (51, 0), (52, 0)");
        try (TaskDriver task = TaskDriver.start(writing(target, mode), ORDERS)) {
            // When among others and by itself
            task.put(
                    orders.map(0, null, "id", 1L, "n", 1L),
                    orders.map(1, null, "id", 471_111L, "n", 1L),
                    orders.map(2, null, "id", 2L, "n", 1L));
            task.flush();
            task.put(orders.map(3, null, "id", 471_112L, "n", 1L));
            task.flush();
            // Then an update finds no such row
            assertThat(offsets(task)).isEqualTo(mode.equals("update") ? List.of() : List.of(1L, 3L));
            assertThat(task.context().deadLetters())
                    .allSatisfy(letter -> assertThat(everythingSaid(letter.reason()))
                            .contains("PEN-335")
                            .doesNotContain("47111"));
        }
        assertThat(target.number("SELECT COUNT(*) FROM orders")).isEqualTo(mode.equals("update") ? 3 : 5);
    }

    /** Of a class of their own, of no data, of a refused login and of a broken connection. */
    @ParameterizedTest
    @ValueSource(strings = {"45000", "02000", "28000", "08S01", "99001", "42000", "40001"})
    void whatATriggerRaisesIsADeadLetterWithoutItsText(String state) throws SQLException {
        for (String scheme : List.of("jdbc:mariadb:", "jdbc:mysql:")) {
            for (String mode : List.of("insert", "upsert")) {
                // Given
                MySqlTarget target = target(scheme);
                target.execute("CREATE TABLE orders (id INT PRIMARY KEY, note VARCHAR(20))");
                target.execute("CREATE TRIGGER watch BEFORE INSERT ON orders FOR EACH ROW"
                        + " IF NEW.note = 'SECRET' THEN SIGNAL SQLSTATE '" + state
                        + "' SET MESSAGE_TEXT = NEW.note; END IF");
                try (TaskDriver task = TaskDriver.start(writing(target, mode), ORDERS)) {
                    // When
                    task.put(
                            orders.map(0, null, "id", 1L, "note", "good"),
                            orders.map(1, null, "id", 2L, "note", "SECRET"));
                    task.flush();
                    task.put(orders.map(2, null, "id", 3L, "note", "SECRET"));
                    task.flush();
                    // Then
                    assertThat(offsets(task)).containsExactly(1L, 2L);
                    assertThat(task.context().deadLetters())
                            .allSatisfy(letter ->
                                    assertThat(everythingSaid(letter.reason())).doesNotContain("SECRET"));
                }
                assertThat(target.rows("SELECT id FROM orders")).containsExactly("1");
            }
        }
    }

    /** Half of the text has no character in latin1. */
    @ParameterizedTest
    @ValueSource(strings = {"jdbc:mariadb:", "jdbc:mysql:"})
    void aKeyThatItsColumnsCharactersCannotSayIsADeadLetter(String scheme) throws SQLException {
        // Given
        MySqlTarget target = target(scheme);
        target.execute("CREATE TABLE orders (id VARCHAR(20) CHARACTER SET latin1 PRIMARY KEY, n INT)");
        try (TaskDriver task = TaskDriver.start(writing(target, "upsert"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", "é", "n", 1L),
                    orders.map(1, null, "id", "é漢", "n", 1L),
                    orders.map(2, null, "id", "x", "n", 1L));
            task.flush();
            // Then
            assertThat(offsets(task)).containsExactly(1L);
        }
        assertThat(target.rows("SELECT id FROM orders")).containsExactlyInAnyOrder("x", "é");
    }

    private static Schema bits(int length) {
        return SchemaBuilder.bytes()
                .name(DebeziumTypes.BITS)
                .parameter("length", Integer.toString(length))
                .optional()
                .build();
    }

    @ParameterizedTest
    @MethodSource("driversAndModes")
    void numbersAndBitsGoIntoBitsAsTheyAre(String scheme, String mode) throws SQLException {
        // Given
        MySqlTarget target = target(scheme);
        target.execute("CREATE TABLE orders (id INT PRIMARY KEY, flags BIT(8), wide BIT(64))");
        target.execute("INSERT INTO orders (id) VALUES (50), (51), (52), (53), (54), (55), (56), (57), (58)");
        Schema ofBits = SchemaBuilder.struct()
                .field("id", Schema.INT32_SCHEMA)
                .field("flags", bits(8))
                .field("wide", bits(64))
                .build();
        Schema ofNumbers = SchemaBuilder.struct()
                .field("id", Schema.INT32_SCHEMA)
                .field("flags", Schema.INT32_SCHEMA)
                .field("wide", org.apache.kafka.connect.data.Decimal.schema(0))
                .build();
        int first = mode.equals("update") ? 50 : 1;
        byte[] all = {-1, -1, -1, -1, -1, -1, -1, -1};
        BigDecimal most = new BigDecimal(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
        try (TaskDriver task = TaskDriver.start(writing(target, mode), ORDERS)) {
            // When
            task.put(
                    orders.struct(
                            0,
                            null,
                            new Struct(ofBits)
                                    .put("id", first)
                                    .put("flags", new byte[] {3})
                                    .put("wide", new byte[] {3, 1})),
                    orders.struct(
                            1,
                            null,
                            new Struct(ofBits)
                                    .put("id", first + 1)
                                    .put("flags", new byte[] {-1})
                                    .put("wide", all)),
                    orders.struct(
                            2,
                            null,
                            new Struct(ofNumbers)
                                    .put("id", first + 2)
                                    .put("flags", 3)
                                    .put("wide", most)),
                    orders.map(3, null, "id", first + 3L, "flags", 255L, "wide", 0L),
                    // too many, a sign, a text
                    orders.map(4, null, "id", first + 4L, "flags", 256L),
                    orders.map(5, null, "id", first + 5L, "flags", -1L),
                    orders.map(6, null, "id", first + 6L, "wide", -1L),
                    orders.map(7, null, "id", first + 7L, "flags", "3"),
                    orders.map(8, null, "id", first + 8L, "wide", "00000011"));
            task.flush();
            // Then
            assertThat(offsets(task)).containsExactly(4L, 5L, 6L, 7L, 8L);
        }
        assertThat(target.rows("SELECT flags + 0, wide + 0 FROM orders WHERE flags IS NOT NULL ORDER BY id"))
                .containsExactly("3|259", "255|18446744073709551615", "3|18446744073709551615", "255|0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:mariadb:", "jdbc:mysql:"})
    void bitsAreFoundAsAKeyAndStayOfTheirWidth(String scheme) throws SQLException {
        // Given
        MySqlTarget target = target(scheme);
        target.execute("CREATE TABLE orders (id BIT(10) PRIMARY KEY, n INT, gone BOOLEAN)");
        Map<String, String> props = writing(target, "upsert");
        props.putAll(Map.of("delete.mode", "field", "delete.field", "gone", "schema.evolution", "widen"));
        props.remove("auto.evolve");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(orders.map(0, null, "id", 300L, "n", 1L), orders.map(1, null, "id", 301L, "n", 1L));
            task.flush();
            // When
            task.put(
                    orders.map(2, null, "id", 300L, "gone", true),
                    orders.map(3, null, "id", 301L, "n", 2L),
                    orders.map(4, null, "id", 4000L, "n", 1L));
            task.flush();
            // Then
            assertThat(offsets(task)).containsExactly(4L);
        }
        assertThat(target.rows("SELECT id + 0, n FROM orders")).containsExactly("301|2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DATETIME(6)", "DATE"})
    void aVersionOfAYearThatTheServerDoesNotKnowIsADeadLetter(String type) throws SQLException {
        // Given
        MySqlTarget target = target("jdbc:mariadb:");
        target.execute("CREATE TABLE orders (id INT PRIMARY KEY, a VARCHAR(10), b INT, v " + type + ", gone BOOLEAN)");
        target.execute("INSERT INTO orders VALUES (1, 'old', 1, NULL, 0), (2, 'old', 1, '2026-01-01', 0)");
        Schema date = SchemaBuilder.int32().name(DebeziumTypes.DATE).build();
        Schema time = SchemaBuilder.int64().name(DebeziumTypes.MICRO_TIMESTAMP).build();
        Schema version = type.equals("DATE") ? date : time;
        Map<String, String> props = writing(target, "upsert");
        props.putAll(Map.of("upsert.condition.field", "v", "delete.mode", "field", "delete.field", "gone"));
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    change(0, 1, version, day(type, 20_000), "b", Schema.INT32_SCHEMA, 2),
                    change(1, 1, version, day(type, 2_932_897), "a", Schema.STRING_SCHEMA, "new"),
                    change(2, 2, version, day(type, 2_932_897), "gone", Schema.BOOLEAN_SCHEMA, true));
            task.flush();
            // Then
            assertThat(offsets(task)).containsExactly(1L, 2L);
        }
        assertThat(target.rows("SELECT id, a, b FROM orders ORDER BY id")).containsExactly("1|old|2", "2|old|1");
    }

    private static Object day(String type, int day) {
        if (type.equals("DATE")) {
            return day;
        }
        return day * 86_400_000_000L;
    }

    private SinkRecord change(
            long offset, int id, Schema version, Object v, String field, Schema schema, Object value) {
        Schema of = SchemaBuilder.struct()
                .field("id", Schema.INT32_SCHEMA)
                .field("v", version)
                .field(field, schema)
                .build();
        return orders.struct(
                offset, null, new Struct(of).put("id", id).put("v", v).put(field, value));
    }

    /** The servers take the statement without rows: a trigger's table is looked for when it is needed. */
    @ParameterizedTest
    @MethodSource("driversAndModes")
    void aTriggerThatFailsForEachRowEndsTheTask(String scheme, String mode) throws SQLException {
        for (int rows : List.of(1, 10)) {
            // Given
            MySqlTarget target = target(scheme);
            target.execute("CREATE TABLE orders (id INT PRIMARY KEY, n INT)");
            target.execute("INSERT INTO orders SELECT seq, 0 FROM seq_101_to_110");
            for (String event : List.of("INSERT", "UPDATE")) {
                target.execute("CREATE TRIGGER on_" + event + " BEFORE " + event
                        + " ON orders FOR EACH ROW INSERT INTO audit VALUES (NEW.id)");
            }
            long first = mode.equals("update") ? 101 : 1;
            List<SinkRecord> records = new ArrayList<>();
            for (int i = 0; i < rows; i++) {
                records.add(orders.map(i, null, "id", first + i, "n", 1L));
            }
            try (TaskDriver task = TaskDriver.start(writing(target, mode), ORDERS)) {
                task.put(records);
                task.commit();
                // When
                assertThatThrownBy(() -> task.put(List.of()))
                        // Then
                        .isInstanceOf(FatalException.class)
                        .hasMessageContaining("PEN-324")
                        .hasMessageContaining("error 1146");
                assertThat(task.context().deadLetters()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:mariadb:", "jdbc:mysql:"})
    void aDeleteOfARowThatIsNotThereClearsNoOther(String scheme) throws SQLException {
        // Given
        MySqlTarget target = target(scheme);
        target.execute("CREATE TABLE orders (id VARCHAR(20) PRIMARY KEY, n INT)");
        target.execute("INSERT INTO orders SELECT CONCAT('k', seq), 0 FROM seq_0_to_8");
        target.execute("CREATE TRIGGER watch AFTER DELETE ON orders FOR EACH ROW INSERT INTO audit VALUES (OLD.id)");
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            records.add(orders.tombstone(i, "k" + i));
        }
        Map<String, String> props = target.props(
                "insert.mode", "upsert", "pk.mode", "record_key", "pk.fields", "id", "delete.enabled", "true");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(records);
            task.commit();
            // When
            assertThatThrownBy(() -> task.put(List.of()))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-324")
                    .hasMessageContaining("error 1146");
            assertThat(task.context().deadLetters()).isEmpty();
        }
    }

    /** Of a server whose mode shows them between double quotes. */
    @ParameterizedTest
    @ValueSource(strings = {"jdbc:mariadb:", "jdbc:mysql:"})
    void columnsAreKnownWhateverTheModeInWhichTheirTableIsShown(String scheme) throws SQLException {
        // Given
        MySqlTarget target = target(scheme);
        target.execute("CREATE TABLE orders (id INT PRIMARY KEY, n INT DEFAULT 7, m INT, CHECK (m > 0))");
        target.execute("INSERT INTO orders VALUES (1, 1, 1)");
        Map<String, String> props = writing(target, "upsert");
        props.put("auto.evolve", "false");
        props.put("schema.evolution", "widen");
        props.put(
                "connection.init.sql",
                "SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES'), sql_quote_show_create = 0");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(orders.map(0, null, "id", 1L, "n", 1L << 40));
            task.flush();
            // Then
            assertThat(offsets(task)).isEmpty();
        }
        assertThat(target.rows("SELECT n, m FROM orders")).containsExactly((1L << 40) + "|1");
        assertThat(target.rows("SELECT column_default FROM information_schema.columns"
                        + " WHERE table_schema = DATABASE() AND table_name = 'orders' AND column_name = 'n'"))
                .containsExactly("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:mariadb:", "jdbc:mysql:"})
    void zeroIsAKeyLikeAnyOther(String scheme) throws SQLException {
        // Given
        MySqlTarget target = target(scheme);
        target.execute("CREATE TABLE orders (id BIGINT AUTO_INCREMENT PRIMARY KEY, n INT)");
        try (TaskDriver task = TaskDriver.start(writing(target, "upsert"), ORDERS)) {
            // When
            task.put(orders.map(0, null, "id", 0L, "n", 1L), orders.map(1, null, "id", 1L, "n", 1L));
            task.flush();
            task.put(orders.map(2, null, "id", 0L, "n", 2L));
            task.flush();
            // Then
            assertThat(offsets(task)).isEmpty();
        }
        assertThat(target.rows("SELECT id, n FROM orders ORDER BY id")).containsExactly("0|2", "1|1");
    }

    /** Without an index, with one that is not unique, counted by itself, or unique with another column. */
    static Stream<Arguments> driversAndTables() {
        return Stream.of("jdbc:mariadb:", "jdbc:mysql:")
                .flatMap(scheme -> Stream.of(
                                "id BIGINT, n INT",
                                "id BIGINT, n INT, KEY (id)",
                                "id BIGINT, n INT, row_id BIGINT AUTO_INCREMENT PRIMARY KEY",
                                "id BIGINT, n INT, PRIMARY KEY (id, n)")
                        .map(columns -> Arguments.of(scheme, columns)));
    }

    @ParameterizedTest
    @MethodSource("driversAndTables")
    void aKeyOfWhichTheTableDoesNotKnowIsFoundEvenSo(String scheme, String columns) throws SQLException {
        for (String mode : List.of("upsert", "insert_ignore")) {
            // Given
            MySqlTarget target = target(scheme);
            target.execute("CREATE TABLE orders (" + columns + ")");
            try (TaskDriver task = TaskDriver.start(writing(target, mode), ORDERS)) {
                // When
                task.put(orders.map(0, null, "id", 7L, "n", 1L), orders.map(1, null, "id", 8L, "n", 1L));
                task.flush();
                task.put(orders.map(2, null, "id", 7L, "n", 2L), orders.map(3, null, "id", 9L, "n", 2L));
                task.flush();
                // Then
                assertThat(offsets(task)).isEmpty();
            }
            assertThat(target.rows("SELECT id, n FROM orders ORDER BY id"))
                    .containsExactly(mode.equals("upsert") ? "7|2" : "7|1", "8|1", "9|2");
        }
    }
}
