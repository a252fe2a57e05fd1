package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.testkit.fault.TcpProxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When rows that are there are overwritten: by nulls, by older changes, by the same again. */
class OverwriteIT extends PostgresCase {

    private static final Schema STATE = SchemaBuilder.struct()
            .field("a", Schema.OPTIONAL_STRING_SCHEMA)
            .field("b", Schema.OPTIONAL_INT32_SCHEMA)
            .build();

    private Map<String, String> keyed(String mode, String... overrides) {
        Map<String, String> props = database.props(overrides);
        props.put("insert.mode", mode);
        props.put("pk.mode", "record_key");
        props.put("pk.fields", "id");
        return props;
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "update"})
    void aNullKeepsWhatIsThereIfItIsToldTo(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text DEFAULT 'new', b int)");
        database.execute("INSERT INTO orders VALUES ('w', 'old', 1), ('x', 'old', 1), ('y', 'old', 1)");
        try (TaskDriver task = TaskDriver.start(keyed(mode, "null.handling", "keep_existing"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "w", "a", null, "b", 2L),
                    orders.struct(1, "x", new Struct(STATE).put("b", 2)),
                    orders.struct(2, "y", new Struct(STATE).put("a", "1")),
                    orders.struct(3, "y", new Struct(STATE).put("b", 3)),
                    orders.map(4, "z", "a", null, "b", 2L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        List<String> there = new ArrayList<>(List.of("w|old|2", "x|old|2", "y|1|3"));
        if (mode.equals("upsert")) {
            there.add("z|new|2");
        }
        assertThat(database.rows("SELECT id, a, b FROM orders ORDER BY id")).isEqualTo(there);
    }

    @Test
    void whatANewRowWouldNeedIsNotAskedOfOneThatIsThere() throws SQLException {
        // Given columns of which a change may be silent, though no row may be without them
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text NOT NULL, b int, c int NOT NULL DEFAULT 7,"
                + " d int, CHECK (b > 0 OR d IS NOT NULL))");
        database.execute(
                "INSERT INTO orders VALUES ('w', 'old', 0, 1, 1), ('x', 'old', 0, 1, 1), ('y', 'old', 1, 1, 0)");
        try (TaskDriver task = TaskDriver.start(keyed("upsert", "null.handling", "keep_existing"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "w", "a", null, "b", -2L),
                    orders.struct(1, "x", new Struct(STATE).put("b", -3)),
                    orders.map(2, "y", "d", 5L),
                    orders.map(3, "z", "a", null, "b", 2L),
                    orders.map(4, "v", "a", "new", "b", 3L));
            task.flush();
            // Then a row that is new still needs what a new row needs
            assertThat(task.context().deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.record().kafkaOffset()).isEqualTo(3);
                assertThat(letter.reason()).hasMessageContaining("PEN-335").hasMessageContaining("\"a\"");
            });
        }
        assertThat(database.rows("SELECT * FROM orders ORDER BY id"))
                .containsExactly("v|new|3|7|~", "w|old|-2|1|1", "x|old|-3|1|1", "y|old|1|1|5");
    }

    @Test
    void anOlderChangeThatIsSilentOfWhatRowsMustHaveIsPassedOverAsAnyOther() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text NOT NULL, b int, v bigint)");
        database.execute("INSERT INTO orders VALUES ('x', 'old', 0, 5), ('y', 'old', 0, 5)");
        try (TaskDriver task = TaskDriver.start(keyed("upsert", "upsert.condition.field", "v"), ORDERS)) {
            // When
            task.put(orders.map(0, "x", "b", 1L, "v", 4L), orders.map(1, "y", "b", 1L, "v", 6L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT * FROM orders ORDER BY id")).containsExactly("x|old|0|5", "y|old|1|6");
    }

    @Test
    void aRowThatIsThereIsIgnoredWhateverANewOneWouldNeed() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text NOT NULL, b int)");
        database.execute("INSERT INTO orders VALUES ('x', 'old', 0)");
        try (TaskDriver task = TaskDriver.start(keyed("insert_ignore"), ORDERS)) {
            // When
            task.put(orders.map(0, "x", "b", 1L), orders.map(1, "y", "b", 1L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(1L);
        }
        assertThat(database.rows("SELECT * FROM orders")).containsExactly("x|old|0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "update"})
    void anOlderChangeDoesNotOverwrite(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text, b int, v bigint)");
        database.execute("INSERT INTO orders VALUES ('t', 'old', 0, 5), ('u', 'old', 0, 5), ('v', 'old', 0, 5),"
                + " ('w', 'old', 0, 5), ('x', 'old', 0, NULL), ('y', 'old', 0, 5)");
        try (TaskDriver task = TaskDriver.start(keyed(mode, "upsert.condition.field", "v"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "t", "a", "older", "v", 4L),
                    orders.map(1, "u", "a", "same", "v", 5L),
                    orders.map(2, "v", "a", "newer", "v", 6L),
                    orders.map(3, "w", "a", "unknown"),
                    orders.map(4, "x", "a", "first", "v", 1L),
                    // partial changes of one batch: the first is older than the row, the second is not
                    orders.map(5, "y", "a", "older", "v", 4L),
                    orders.map(6, "y", "b", 7L, "v", 6L),
                    orders.map(7, "y", "a", "older", "b", 9L, "v", 5L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, a, b, v FROM orders ORDER BY id"))
                .containsExactly("t|old|0|5", "u|same|0|5", "v|newer|0|6", "w|old|0|5", "x|first|0|1", "y|old|7|6");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bigint", "numeric(20,2)", "double precision", "text", "varchar(30)", "timestamptz", "date"})
    void theOrderIsThatOfTheColumnsType(String type) throws SQLException {
        // Given
        boolean time = type.equals("timestamptz") || type.equals("date");
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text, v " + type + ")");
        boolean text = type.equals("text") || type.startsWith("varchar");
        List<Object> numbers = text ? List.of("B", "a", "\u00e4") : List.of("9", "10", "100");
        List<Object> versions = time ? List.of(time(type, 1), time(type, 2), time(type, 3)) : numbers;
        try (TaskDriver task = TaskDriver.start(keyed("upsert", "upsert.condition.field", "v"), ORDERS)) {
            // When in one batch, and in one each
            task.put(
                    orders.map(0, "x", "a", "1", "v", versions.get(0)),
                    orders.map(1, "x", "a", "3", "v", versions.get(2)),
                    orders.map(2, "x", "a", "2", "v", versions.get(1)));
            task.flush();
            for (int i = 0; i < 3; i++) {
                task.put(orders.map(3 + i, "y", "a", String.valueOf(3 - i), "v", versions.get(2 - i)));
                task.flush();
            }
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, a FROM orders ORDER BY id")).containsExactly("x|3", "y|3");
    }

    private static String time(String type, int day) {
        return type.equals("date") ? "2024-01-0" + day : "2024-01-0" + day + "T00:00:00Z";
    }

    @Test
    void aDeleteOfTheVersionThatIsThereIsNoneOfAnOlderThoughTheColumnRounds() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text, v timestamptz(3), gone boolean)");
        Map<String, String> props =
                keyed("upsert", "upsert.condition.field", "v", "delete.mode", "field", "delete.field", "gone");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(orders.map(0, "x", "a", "1", "v", "2024-01-01T12:00:00.600700Z"));
            task.flush();
            // When
            task.put(orders.map(1, "x", "v", "2024-01-01T12:00:00.600700Z", "gone", true));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, a FROM orders")).isEmpty();
    }

    @Test
    void aDeleteThatKnowsItsVersionSparesANewerRow() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text, v int, gone boolean)");
        database.execute(
                "INSERT INTO orders VALUES ('u', 'old', 5), ('v', 'old', 5), ('w', 'old', 5), ('x', 'old', 5)");
        Map<String, String> props =
                keyed("upsert", "upsert.condition.field", "v", "delete.mode", "field", "delete.field", "gone");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.map(0, "u", "v", 4L, "gone", true),
                    orders.map(1, "v", "v", 5L, "gone", true),
                    orders.map(2, "w", "gone", true),
                    orders.tombstone(3, "x"),
                    orders.map(4, "y", "a", "1", "v", 9L),
                    orders.map(5, "y", "v", 7L, "gone", true),
                    orders.map(6, "z", "v", 7L, "gone", true),
                    orders.map(7, "z", "a", "older", "v", 6L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, a, v FROM orders ORDER BY id")).containsExactly("u|old|5", "y|1|9");
    }

    @Test
    void aSoftDeleteLeavesItsVersionSoThatOlderChangesDoNotBringTheRowBack() throws SQLException {
        // Given
        Map<String, String> props =
                keyed("upsert", "upsert.condition.field", "v", "delete.mode", "soft", "delete.field", "gone");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(orders.map(0, "x", "a", "1", "v", 1L, "gone", false));
            task.flush();
            // When
            task.put(orders.map(1, "x", "v", 5L, "gone", true));
            task.flush();
            task.put(orders.map(2, "x", "a", "older", "v", 4L, "gone", false));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, a, v, __deleted FROM orders")).containsExactly("x|1|5|t");
    }

    @Test
    void theVersionMayBeMetadataAndARefusedRowGivesWayToTheNextNewest() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text CHECK (a <> 'bad'), at bigint)");
        Map<String, String> props = keyed(
                "upsert", "upsert.condition.field", "at", "metadata.columns", "offset:at", "delete.enabled", "true");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "a", "1"),
                    orders.map(1, "x", "a", "bad"),
                    orders.map(2, "y", "a", "1"),
                    orders.tombstone(3, "y"),
                    orders.map(4, "z", "a", "1"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(1L);
        }
        assertThat(database.rows("SELECT id, a, at FROM orders ORDER BY id")).containsExactly("x|1|0", "z|1|4");
    }

    @Test
    void aColumnWithoutAnOrderOrNoColumnAtAllIsSaid() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text, v jsonb)");
        try (TaskDriver task = TaskDriver.start(keyed("upsert", "upsert.condition.field", "v"), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(orders.map(0, "x", "a", "1")))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("upsert.condition.field")
                    .hasMessageContaining("jsonb");
        }
        Map<String, String> props = keyed("upsert", "upsert.condition.field", "version", "auto.evolve", "false");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(orders.map(0, "x", "a", "1"), orders.map(1, "y", "a", "1", "version", 1L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .hasSize(2)
                    .allSatisfy(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-321")
                            .hasMessageContaining("\"version\""));
        }
        assertThat(database.rows("SELECT id FROM orders")).isEmpty();
    }

    @Test
    void recordsBeforeTheFirstWithAVersionAreOlderThanIt() throws SQLException {
        // Given a table whose columns come with the records
        try (TaskDriver task = TaskDriver.start(keyed("upsert", "upsert.condition.field", "v"), ORDERS)) {
            // When
            task.put(orders.map(0, "x", "a", "1"), orders.map(1, "y", "a", "1"));
            task.flush();
            task.put(
                    orders.map(2, "y", "a", "2"),
                    orders.map(3, "x", "a", "2", "v", 1L),
                    orders.map(4, "x", "a", "none"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, a, v FROM orders ORDER BY id")).containsExactly("x|2|1", "y|2|~");
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "update"})
    void aRowThatWouldStayAsItIsIsNotWritten(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text, n numeric(9,2), j json, jb jsonb, x xml,"
                + " p point, d date)");
        Object[] state = {
            "a", "1", "n", "1.5", "j", "{\"k\": 1}", "jb", "{\"k\": 1}", "x", "<x/>", "p", "(1,2)", "d", null
        };
        database.execute("INSERT INTO orders VALUES ('x', '1', 1.5, '{\"k\": 1}', '{\"k\":1}', '<x/>', '(1,2)'),"
                + " ('y', '1', 1.5, '{\"k\": 1}', '{\"k\":1}', '<x/>', '(1,2)')");
        List<String> before = database.rows("SELECT xmin FROM orders WHERE id = 'x'");
        try (TaskDriver task = TaskDriver.start(keyed(mode, "upsert.skip.unchanged", "true"), ORDERS)) {
            // When
            Object[] other = state.clone();
            other[other.length - 1] = "2024-01-01";
            task.put(orders.map(0, "x", state), orders.map(1, "y", other));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT xmin FROM orders WHERE id = 'x'")).isEqualTo(before);
        assertThat(database.rows("SELECT d FROM orders ORDER BY id")).containsExactly("~", "2024-01-01");
    }

    @Test
    void aCrashBetweenTheBatchesOfOneKeyChangesNothingOfWhoWins() throws SQLException {
        // Given
        Map<String, String> props = keyed("upsert", "upsert.condition.field", "v", "null.handling", "keep_existing");
        try (TaskDriver first = TaskDriver.start(props, ORDERS)) {
            first.put(orders.map(0, "x", "a", "5", "v", 5L));
            first.flush();
            first.put(orders.map(1, "x", "a", "6", "v", 6L), orders.map(2, "x", "a", "4", "v", 4L));
        }
        // When Kafka delivers everything again
        try (TaskDriver second = TaskDriver.start(props, ORDERS)) {
            second.put(
                    orders.map(0, "x", "a", "5", "v", 5L),
                    orders.map(1, "x", "a", "6", "v", 6L),
                    orders.map(2, "x", "a", "4", "v", 4L));
            second.flush();
        }
        // Then
        assertThat(database.rows("SELECT a, v FROM orders")).containsExactly("6|6");
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("3");
    }

    @Test
    void aBackendThatEndsBetweenTwoStatementsLeavesNothingOfTheFirst() throws SQLException {
        // Given a trigger that counts writes, and ends the backend once, in the second statement
        database.execute("CREATE SEQUENCE cuts");
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text, b int, v int, writes int)");
        database.execute("INSERT INTO orders VALUES ('x', 'old', 0, 5, 0), ('y', 'old', 0, 5, 0)");
        database.execute("CREATE FUNCTION written() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " NEW.writes := OLD.writes + 1;"
                + " IF NEW.v = 6 AND nextval('cuts') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;"
                + " RETURN NEW; END $$");
        database.execute("CREATE TRIGGER written BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION written()");
        try (TaskDriver task = TaskDriver.start(keyed("upsert", "upsert.condition.field", "v"), ORDERS)) {
            // When
            task.put(orders.map(0, "x", "a", "1", "v", 5L), orders.map(1, "y", "b", 7L, "v", 6L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.number("SELECT last_value FROM cuts")).isEqualTo(2);
        assertThat(database.rows("SELECT a, b, v, writes FROM orders ORDER BY id"))
                .containsExactly("1|0|5|1", "old|7|6|1");
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("2");
    }

    @Test
    void manyPartialChangesOfOneKeyAreOneWrite() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a bigint, b bigint, c bigint, v bigint)");
        database.execute("INSERT INTO orders VALUES ('x', 0, 0, 0, 50), ('y', 0, 0, 0, 500)");
        database.countStatements("orders");
        List<SinkRecord> records = new ArrayList<>();
        for (long i = 0; i < 300; i += 3) {
            records.add(orders.map(i, "x", "c", i, "v", i < 50 ? i : 0));
            records.add(orders.map(i + 1, "x", "a", i + 1, "v", i));
            records.add(orders.map(i + 2, "y", i % 2 == 0 ? "a" : "b", i + 2, "v", i));
        }
        records.add(orders.map(300, "x", "b", 300L, "v", 299L));
        try (TaskDriver task = TaskDriver.start(keyed("upsert", "upsert.condition.field", "v"), ORDERS)) {
            // When
            task.put(records);
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT * FROM orders ORDER BY id")).containsExactly("x|298|300|0|299", "y|0|0|0|500");
        assertThat(database.statements()).isLessThanOrEqualTo(4);
    }

    @Test
    void everyOlderWriteCountsWhereTheDeleteBeforeItIsRefused() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text, b text, v int, gone boolean)");
        database.execute("CREATE TABLE items (id text REFERENCES orders)");
        database.execute("INSERT INTO orders VALUES ('x', 'old', 'old', 2)");
        database.execute("INSERT INTO items VALUES ('x')");
        Map<String, String> props =
                keyed("upsert", "upsert.condition.field", "v", "delete.mode", "field", "delete.field", "gone");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "v", 5L, "gone", true),
                    orders.map(1, "x", "a", "3", "v", 3L),
                    orders.map(2, "x", "b", "4", "v", 4L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(0L);
        }
        assertThat(database.rows("SELECT id, a, b, v FROM orders")).containsExactly("x|3|4|4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "update", "insert"})
    void nullsInManyPatternsTakeFewStatements(String mode) throws SQLException {
        // Given seven columns that are there or not, one with a default and one that no row may be without
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, v int, d text DEFAULT 'new', n int NOT NULL,"
                + " c0 int, c1 int, c2 int, c3 int, c4 int, c5 int, c6 int)");
        List<String> expected = new ArrayList<>();
        boolean there = !mode.equals("insert");
        if (there) {
            database.execute("INSERT INTO orders SELECT lpad(i::text, 3, '0'), 5, 'old', -1, -1, -1, -1, -1, -1, -1, -1"
                    + " FROM generate_series(0, 127) i");
        }
        database.countStatements("orders");
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
            String id = String.format(Locale.ROOT, "%03d", i);
            boolean older = there && i % 8 == 7;
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("v", older ? 4L : 6L);
            StringBuilder row = new StringBuilder(id + "|" + (older ? 5 : 6));
            if (i % 2 == 0) {
                fields.put("d", "said");
            }
            row.append(i % 2 == 0 ? "|said" : there ? "|old" : "|new");
            if (!there || i % 3 == 0) {
                fields.put("n", (long) i);
            }
            row.append("|").append(!there || (i % 3 == 0 && !older) ? i : -1);
            for (int bit = 0; bit < 7; bit++) {
                boolean said = (i >> bit & 1) == 1;
                if (said) {
                    fields.put("c" + bit, (long) i);
                }
                row.append("|").append(said && !older ? i : there ? "-1" : "~");
            }
            records.add(orders.record(i, null, id, null, fields));
            expected.add(row.toString());
        }
        Map<String, String> props = mode.equals("insert")
                ? keyed(mode)
                : keyed(mode, "null.handling", "keep_existing", "upsert.condition.field", "v");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(records);
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT * FROM orders ORDER BY id")).isEqualTo(expected);
        assertThat(database.statements()).isLessThanOrEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "timestamptz(3), 2024-01-01T12:00:00.600900Z, 2024-01-01T12:00:00.600700Z",
        "timestamp(0), 1999-12-31T23:59:58.4, 1999-12-31T23:59:57.6",
        "time(2), 12:00:00.019, 12:00:00.016",
        "'numeric(9,1)', 1.27, 1.31"
    })
    void versionsThatTheColumnRoundsToTheSameAreTheSameWithinABatchAsBetweenBatches(
            String type, String first, String second) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text, v " + type + ")");
        Object one = type.startsWith("numeric") ? Double.valueOf(first) : first;
        Object two = type.startsWith("numeric") ? Double.valueOf(second) : second;
        try (TaskDriver task = TaskDriver.start(keyed("upsert", "upsert.condition.field", "v"), ORDERS)) {
            // When in one batch, and in one each, in both orders
            task.put(
                    orders.map(0, "v", "a", "1", "v", one),
                    orders.map(1, "v", "a", "2", "v", two),
                    orders.map(2, "w", "a", "2", "v", two),
                    orders.map(3, "w", "a", "1", "v", one),
                    orders.map(4, "x", "a", "1", "v", one),
                    orders.map(5, "y", "a", "2", "v", two));
            task.flush();
            task.put(orders.map(6, "x", "a", "2", "v", two), orders.map(7, "y", "a", "1", "v", one));
            task.flush();
            // Then the later of equals wins
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, a FROM orders ORDER BY id")).containsExactly("v|2", "w|1", "x|2", "y|1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "update"})
    void aTextThatIsOnlyEqualByItsCollationIsAnother(String mode) throws SQLException {
        // Given
        database.execute("CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text COLLATE loose, b text[] COLLATE loose)");
        database.execute("INSERT INTO orders VALUES ('x', 'anna', '{anna}'), ('y', 'anna', '{anna}')");
        Map<String, String> props = keyed(mode, "upsert.skip.unchanged", "true", "nested.mode", "json");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "a", "Anna", "b", List.of("anna")),
                    orders.map(1, "y", "a", "anna", "b", List.of("Anna")));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT * FROM orders ORDER BY id")).containsExactly("x|Anna|{anna}", "y|anna|{Anna}");
    }

    /** Of a key with several partial changes the database is asked before they are written. */
    @ParameterizedTest
    @CsvSource({"text, x, y, 1000, jdbc:", "inet, 10.0.0.1, nowhere, 6, jdbc:", "text, x, y, 1000, jdbc:strict:"})
    void aRowOfWhichTheDatabaseCannotBeAskedIsADeadLetter(
            String type, String key, String badKey, long badVersion, String driver) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id " + type + " PRIMARY KEY, a bigint, b bigint, v numeric(3,0))");
        Map<String, String> props = database.props(
                "insert.mode",
                "upsert",
                "pk.mode",
                "record_value",
                "pk.fields",
                "id",
                "upsert.condition.field",
                "v",
                "auto.evolve",
                "false");
        props.put("connection.url", database.url().replaceFirst("jdbc:", driver));
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", key, "a", 1L, "v", 5L),
                    orders.map(1, null, "id", key, "b", 1L, "v", 6L),
                    orders.map(2, null, "id", badKey, "a", 1L, "v", badVersion),
                    orders.map(3, null, "id", badKey, "b", 1L, "v", badVersion));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactlyInAnyOrder(2L, 3L);
        }
        assertThat(database.rows("SELECT id::text, a, b, v FROM orders"))
                .singleElement(STRING)
                .startsWith(key);
    }

    /** They are known when the connection is lost before anything is written, and need not fail there again. */
    @ParameterizedTest
    @CsvSource({"text, '', 1000", "tsquery, ' & &', 5"})
    void rowsOfWhichTheDatabaseCannotBeAskedAreDeadLettersAtOnce(String type, String ending, long version)
            throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id " + type + " PRIMARY KEY, a bigint, b bigint, v numeric(3,0))");
        database.execute("INSERT INTO orders SELECT ('k' || generate_series(0, 29))::" + type + ", 0, 0, 1");
        database.countStatements("orders");
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            records.add(orders.map(i, "k" + i / 2 + ending, i % 2 == 0 ? "a" : "b", 1L, "v", version));
        }
        Map<String, String> props = keyed("upsert", "upsert.condition.field", "v", "auto.evolve", "false");
        try (TcpProxy proxy = TcpProxy.to(POSTGRES.get().port())) {
            props.put("connection.url", database.urlThrough(proxy.port()));
            try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
                task.put(records);
                proxy.delay(Duration.ofMillis(5));
                CompletableFuture<Void> flush = CompletableFuture.runAsync(task::commit);
                await().until(() -> !task.context().deadLetters().isEmpty());
                // When
                proxy.cut();
                flush.join();
                proxy.delay(Duration.ZERO);
                task.flush();
                // Then
                assertThat(task.context().deadLetters())
                        .extracting(letter -> letter.record().kafkaOffset())
                        .doesNotHaveDuplicates()
                        .hasSize(60);
            }
        }
        // The last of a key, where its others were known before, is written; else two or more for each row.
        assertThat(database.statements()).isLessThan(20);
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("60");
    }
}
