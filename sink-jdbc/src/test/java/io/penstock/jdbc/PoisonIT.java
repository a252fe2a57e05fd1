package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.FakeSinkTaskContext.DeadLetter;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.testkit.fault.Hold;
import io.penstock.testkit.fault.TcpProxy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that the database refuses: they are dead letters with a reason, and their neighbours are stored. */
class PoisonIT extends PostgresCase {

    private static String everythingSaid(Throwable reason) {
        StringWriter text = new StringWriter();
        reason.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** Rows with ids 0 to n-1; those at {@code bad} break the table's constraint. */
    private List<SinkRecord> rows(int n, java.util.Set<Integer> bad) {
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            records.add(orders.map(i, "k" + i, "id", (long) i, "note", bad.contains(i) ? "SECRET-" + i : "n" + i));
        }
        return records;
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "upsert"})
    void oneBadRowIsOneDeadLetterWithoutItsValues(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text"
                + " CONSTRAINT no_secrets CHECK (note NOT LIKE 'SECRET%'))");
        Map<String, String> props = database.props("insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(rows(100, java.util.Set.of(41)));
            task.flush();
            // Then
            DeadLetter letter = task.context().deadLetters().get(0);
            assertThat(task.context().deadLetters()).hasSize(1);
            assertThat(letter.record().kafkaOffset()).isEqualTo(41);
            assertThat(letter.reason())
                    .hasMessageContaining("PEN-335")
                    .hasMessageContaining("orders-0@41")
                    .hasMessageContaining("SQLSTATE 23514")
                    .hasMessageContaining("no_secrets")
                    .hasMessageContaining("a check constraint refuses the row")
                    .hasMessageContaining("Correct the row's producer");
            assertThat(everythingSaid(letter.reason())).doesNotContain("SECRET");
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(99);
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("100");
    }

    @Test
    void aValueOutOfRangeAndADuplicateAreDeadLetters() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note varchar(8))");
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "a", "id", 1L, "note", "fits"),
                    orders.map(1, "a", "id", 1L, "note", "twice"),
                    orders.map(2, "a", "id", 2L, "note", "much too long"),
                    orders.map(3, "a", "id", 3L, "note", "nul\u0000"),
                    orders.map(4, "a", "id", 4L, "note", "fits"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactlyInAnyOrder(1L, 2L, 3L);
            assertThat(task.context().deadLetters())
                    .allSatisfy(letter -> assertThat(everythingSaid(letter.reason()))
                            .doesNotContain("twice")
                            .doesNotContain("much too long"));
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("1", "4");
    }

    @Test
    void aDeferredConstraintThatFailsAtCommitFindsItsRow() throws SQLException {
        // Given
        database.execute("CREATE TABLE customers (id bigint PRIMARY KEY)");
        database.execute("INSERT INTO customers VALUES (1)");
        database.execute("CREATE TABLE orders (id bigint, customer bigint REFERENCES customers"
                + " DEFERRABLE INITIALLY DEFERRED)");
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "a", "id", 1L, "customer", 1L),
                    orders.map(1, "a", "id", 2L, "customer", 77L),
                    orders.map(2, "a", "id", 3L, "customer", 1L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(1L);
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("1", "3");
    }

    /** The search for the bad row checks constraints at once; a row that only needs its parent to come later is good all the same. */
    @Test
    void goodRowsThatADeferredConstraintLetsComeFirstSurviveABadOne() throws SQLException {
        // Given
        TopicPartition customers = new TopicPartition("customers", 0);
        database.execute("CREATE TABLE customers (id bigint PRIMARY KEY)");
        database.execute("CREATE TABLE orders (id bigint, note varchar(3), customer bigint REFERENCES customers"
                + " DEFERRABLE INITIALLY DEFERRED)");
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS, customers)) {
            // When
            task.put(
                    orders.map(0, "a", "id", 1L, "note", "x", "customer", 5L),
                    orders.map(1, "a", "id", 2L, "note", "too long", "customer", 5L),
                    orders.map(2, "a", "id", 3L, "note", "x", "customer", 6L),
                    Records.of(customers).map(0, "a", "id", 5L),
                    Records.of(customers).map(1, "a", "id", 6L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(1L);
        }
        assertThat(database.rows("SELECT id, customer FROM orders ORDER BY id")).containsExactly("1|5", "3|6");
    }

    /** An upsert counts as an insert and as an update; ten orphans are found by halves. */
    @ParameterizedTest
    @CsvSource({"2000, 0, 10", "2000, 10, 420"})
    void childrenThatComeBeforeTheirParentsCostFewStatements(int children, int orphans, int statements)
            throws SQLException {
        // Given
        TopicPartition customers = new TopicPartition("customers", 0);
        database.execute("CREATE TABLE customers (id bigint PRIMARY KEY)");
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint REFERENCES customers)");
        database.countStatements("orders");
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < children; i++) {
            boolean orphan = orphans > 0 && i % (children / orphans) == 7;
            records.add(orders.map(i, "a", "id", (long) i, "customer", orphan ? -1L : (long) i));
        }
        for (int i = 0; i < children; i++) {
            records.add(Records.of(customers).map(i, "a", "id", (long) i));
        }
        try (TaskDriver task = TaskDriver.start(writing("upsert"), ORDERS, customers)) {
            // When
            task.put(records);
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).hasSize(orphans);
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(children - orphans);
        assertThat(database.statements()).isLessThanOrEqualTo(statements);
    }

    /** Some milliseconds a round trip, and the server ends the transaction before all bad rows are found. */
    @Test
    void aSearchThatOutlastsTheTransactionComesToItsEnd() throws SQLException {
        // Given
        database.execute("CREATE TABLE parents (note text PRIMARY KEY); INSERT INTO parents VALUES ('never')");
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text REFERENCES parents)");
        List<SinkRecord> records = rows(100, java.util.Set.of());
        records.add(orders.map(100, "good", "id", 100L, "note", "never"));
        try (TcpProxy proxy = TcpProxy.to(POSTGRES.get().port());
                TaskDriver task = TaskDriver.start(
                        writing(
                                "upsert",
                                "connection.url",
                                database.urlThrough(proxy.port()),
                                "transaction.timeout.ms",
                                "1500",
                                "ledger.claim.timeout.ms",
                                "500"),
                        ORDERS)) {
            task.put(records);
            proxy.delay(Duration.ofMillis(5));
            // When
            task.flush();
            // Then
            assertThat(offsets(task)).doesNotHaveDuplicates().hasSize(100).doesNotContain(100L);
        }
        assertThat(database.rows("SELECT id FROM orders")).containsExactly("100");
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("101");
    }

    @Test
    void tenBadRowsAmongTenThousandCostLittle() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id numeric, note text CHECK (note NOT LIKE 'SECRET%'))");
        database.countStatements("orders");
        try (TaskDriver task = TaskDriver.start(database.props("batch.max.rows", "20000"), ORDERS)) {
            java.util.Set<Integer> bad = java.util.Set.of(5, 999, 1500, 2500, 3333, 4444, 5000, 7000, 8888, 9999);
            // When
            task.put(rows(10_000, bad));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).hasSize(10);
        }
        // 22 where the database names the row, some 280 by halves
        assertThat(database.statements()).isLessThan(300);
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(9_990);
    }

    @Test
    void aBatchThatIsAllBadTakesTwoStatementsARow() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id numeric, note text CHECK (note = 'never'))");
        database.countStatements("orders");
        try (TaskDriver task = TaskDriver.start(database.props("batch.max.rows", "5000"), ORDERS)) {
            // When
            task.put(rows(5_000, java.util.Set.of()));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).hasSize(5_000);
        }
        assertThat(database.statements()).isLessThanOrEqualTo(2 * 5_000);
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("5000");
    }

    /** The server names the first bad row of a COPY, and what follows it is sent again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void manyBadRowsAreNotSentAgainForEachOfThem(int every) throws SQLException {
        // Given 2 MB of which each row, or each second one, is bad
        database.execute("CREATE TABLE orders (id numeric, note text CHECK (note NOT LIKE 'SECRET%'))");
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String note = i % every == 0 ? "SECRET" : "";
            records.add(orders.map(i, "k", "id", (long) i, "note", note + "x".repeat(2_000)));
        }
        try (TcpProxy proxy = TcpProxy.to(POSTGRES.get().port());
                TaskDriver task =
                        TaskDriver.start(database.props("connection.url", database.urlThrough(proxy.port())), ORDERS)) {
            // When
            task.put(records);
            task.flush();
            // Then 10 times for the halves, and once for each row by itself
            assertThat(task.context().deadLetters()).hasSize(1_000 / every);
            assertThat(proxy.bytesToServer()).isLessThan(40_000_000);
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(1_000 - 1_000 / every);
    }

    @Test
    void aConnectionThatIsLostWhileBadRowsAreLookedForIsWaitedFor() throws Exception {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text CHECK (note NOT LIKE 'SECRET%'))");
        try (TcpProxy proxy = TcpProxy.to(POSTGRES.get().port());
                TaskDriver task =
                        TaskDriver.start(database.props("connection.url", database.urlThrough(proxy.port())), ORDERS)) {
            task.put(rows(10, java.util.Set.of(4)));
            Hold rollback = proxy.holdRequestsContaining("ROLLBACK TO");
            CompletableFuture<Void> flush = CompletableFuture.runAsync(task::commit);
            rollback.await(Duration.ofSeconds(20));
            // When
            proxy.cut();
            rollback.release();
            flush.join();
            task.flush();
            // Then
            assertThat(offsets(task)).containsExactly(4L);
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(9);
    }

    @Test
    void withoutADeadLetterQueueTheTaskFailsAndNothingOfTheBatchIsWritten() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text CHECK (note NOT LIKE 'SECRET%'))");
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            task.put(List.of());
        }
        TaskDriver task = TaskDriver.startWithoutDeadLetterQueue(database.props(), ORDERS);
        try (task) {
            task.put(rows(10, java.util.Set.of(4)));
            // When
            task.commit();
            // Then
            assertThatThrownBy(() -> task.put(List.of()))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("orders-0@4")
                    .hasMessageContaining("errors.deadletterqueue.topic.name")
                    .hasMessageNotContaining("SECRET");
            task.commit();
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isZero();
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("~");
    }

    @Test
    void noPositionPassesADeadLetterThatIsNotWritten() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            task.context().reportsAnswer(CompletableFuture.failedFuture(new IllegalStateException("broker is gone")));
            task.put(orders.map(0, "a", "id", 1L), orders.record(1, null, "a", null, "no structure"));
            // When
            var committable = task.commit();
            // Then
            assertThat(committable).isEmpty();
            assertThatThrownBy(() -> task.put(List.of())).hasMessageContaining("PEN-111");
        }
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("~");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nul\u0000"})
    void aFieldThatCanBeNoColumnIsADeadLetter(String field) throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(orders.map(0, "a", "id", 1L, field, "x"), orders.map(1, "a", "id", 2L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(0L);
        }
        assertThat(database.rows("SELECT id FROM orders")).containsExactly("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nul\u0000", "no_such_schema"})
    void aNameThatCanBeNoTableIsADeadLetter(String name) throws SQLException {
        // Given
        database.execute("CREATE SCHEMA shop");
        Map<String, String> props = database.props("table.name.format", "${value.schema}.orders");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(orders.map(0, "a", "id", 1L, "schema", name), orders.map(1, "a", "id", 2L, "schema", "shop"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(0L);
        }
        assertThat(database.rows("SELECT id FROM shop.orders")).containsExactly("2");
    }

    @Test
    void moreFieldsThanATableTakesAreADeadLetter() throws SQLException {
        // Given
        java.util.Map<String, Object> wide = new java.util.HashMap<>();
        for (int i = 0; i < 1_700; i++) {
            wide.put("f" + i, (long) i);
        }
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(orders.map(0, "a", "id", 1L), orders.record(1, null, "a", null, wide));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason()).hasMessageContaining("PEN-323"));
        }
        assertThat(database.rows("SELECT id FROM orders")).containsExactly("1");
    }

    @Test
    void aBadFirstKeyDoesNotDecideForAllThatFollow() throws SQLException {
        // Given
        Schema odd = SchemaBuilder.struct().field("odd", Schema.INT64_SCHEMA).build();
        Schema good = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
        Map<String, String> props = database.props("insert.mode", "upsert", "pk.mode", "record_key");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.record(0, odd, new Struct(odd).put("odd", 1L), null, "no structure"),
                    orders.record(1, good, new Struct(good).put("id", 2L), null, Map.of("note", "x")));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).hasSize(1);
        }
        assertThat(database.rows("SELECT id, note FROM orders")).containsExactly("2|x");
    }

    @Test
    void aStructureWithoutFieldsIsADeadLetter() throws SQLException {
        // Given
        Schema empty = SchemaBuilder.struct().build();
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(orders.map(0, "a", "id", 1L), orders.struct(1, null, new Struct(empty)));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).hasSize(1);
        }
        assertThat(database.rows("SELECT id FROM orders")).containsExactly("1");
    }

    @Test
    void deadLettersOnTheirWayAreBounded() {
        // Given
        List<Integer> reportedWhenAwaited = new ArrayList<>();
        try (TaskDriver task = TaskDriver.start(database.props("batch.max.rows", "10"), ORDERS)) {
            CompletableFuture<Void> answer = new CompletableFuture<>() {
                @Override
                public Void get() throws InterruptedException, ExecutionException {
                    reportedWhenAwaited.add(task.context().deadLetters().size());
                    return super.get();
                }
            };
            answer.complete(null);
            task.context().reportsAnswer(answer);
            List<SinkRecord> bad = new ArrayList<>();
            for (int i = 0; i < 11; i++) {
                bad.add(orders.record(i, null, "a", null, "no structure"));
            }
            // When
            task.put(bad);
            // Then
            assertThat(reportedWhenAwaited).startsWith(10);
            assertThat(task.context().deadLetters()).hasSize(11);
        }
    }

    private Map<String, String> writing(String mode, String... overrides) {
        Map<String, String> props = database.props(overrides);
        props.putAll(Map.of("insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id"));
        return props;
    }

    private static List<Long> offsets(TaskDriver task) {
        return task.context().deadLetters().stream()
                .map(letter -> letter.record().kafkaOffset())
                .sorted()
                .toList();
    }

    /** Each is refused by a parser of its own, as a syntax error, an unknown name or an unsupported feature. */
    @ParameterizedTest
    @CsvSource({
        "tsvector, it's: SECRET's, 'a fat cat', 42601",
        "tsquery, SECRET & & x, fat, 42601",
        "jsonpath, $.SECRET[, $.a, 42601",
        "regclass, secret_SECRET, orders, 42P01",
        "regclass, a.b.SECRET, orders, 0A000",
        "regrole, SECRET, pg_monitor, 42704",
        "regproc, SECRET, now, 42883",
        "regnamespace, SECRET, public, 3F000",
        "tables, secret_SECRET, orders, 42P01"
    })
    void aTextThatItsColumnsTypeReadsAsALanguageIsADeadLetterWithoutIt(
            String type, String bad, String good, String state) throws SQLException {
        // Given
        database.execute("CREATE DOMAIN tables AS regclass");
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, doc " + type + ")");
        for (String mode : List.of("insert", "upsert")) {
            database.execute("DROP TABLE IF EXISTS penstock_offsets; TRUNCATE orders");
            try (TaskDriver task = TaskDriver.start(writing(mode), ORDERS)) {
                // When among good ones, by itself, with another bad one
                task.put(
                        orders.map(0, "a", "id", 1L, "doc", good),
                        orders.map(1, "a", "id", 2L, "doc", bad),
                        orders.map(2, "a", "id", 3L, "doc", good));
                task.flush();
                task.put(orders.map(3, "a", "id", 4L, "doc", bad));
                task.flush();
                task.put(orders.map(4, "a", "id", 5L, "doc", bad), orders.map(5, "a", "id", 6L, "doc", bad));
                task.flush();
                // Then
                assertThat(offsets(task)).containsExactly(1L, 3L, 4L, 5L);
                assertThat(task.context().deadLetters())
                        .allSatisfy(letter -> assertThat(everythingSaid(letter.reason()))
                                .contains("PEN-335")
                                .contains("SQLSTATE " + state)
                                .doesNotContainIgnoringCase("SECRET"));
            }
            assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("1", "3");
            assertThat(database.rows("SELECT next_offset FROM penstock_offsets"))
                    .containsExactly("6");
        }
    }

    /** A configuration by which the sink is somebody who owns nothing but the ledger. */
    private Map<String, String> asTenant() throws SQLException {
        return asTenant("upsert");
    }

    private Map<String, String> asTenant(String mode) throws SQLException {
        String role = "tenant_" + database.name();
        database.execute("CREATE ROLE " + role);
        database.execute("GRANT ALL ON SCHEMA public TO " + role);
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text)");
        database.execute("GRANT SELECT, INSERT, UPDATE ON orders TO " + role);
        return writing(mode, "connection.init.sql", "SET ROLE " + role);
    }

    /** Into a table with policies the server takes no COPY. */
    @ParameterizedTest
    @ValueSource(strings = {"insert", "upsert"})
    void aRowThatAPolicyRefusesIsADeadLetter(String mode) throws SQLException {
        // Given
        Map<String, String> props = asTenant(mode);
        database.execute("ALTER TABLE orders ENABLE ROW LEVEL SECURITY");
        database.execute("CREATE POLICY mine ON orders USING (note NOT LIKE 'SECRET%')");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(rows(10, java.util.Set.of(4)));
            task.flush();
            // Then
            assertThat(offsets(task)).containsExactly(4L);
            assertThat(task.context().deadLetters())
                    .allSatisfy(letter -> assertThat(everythingSaid(letter.reason()))
                            .contains("SQLSTATE 42501")
                            .doesNotContain("SECRET"));
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(9);
    }

    @Test
    void aViewTakesInsertsThoughItTakesNoCopy() throws SQLException {
        // Given
        database.execute("CREATE TABLE kept (id bigint PRIMARY KEY, note text)");
        database.execute("CREATE VIEW orders AS SELECT * FROM kept");
        try (TaskDriver task = TaskDriver.start(writing("insert"), ORDERS)) {
            // When
            task.put(rows(10, java.util.Set.of()));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.number("SELECT count(*) FROM kept")).isEqualTo(10);
    }

    @Test
    void manyRowsThatAPolicyRefusesAreDeadLettersWhereGoodOnesStandBehindThem() throws SQLException {
        // Given
        Map<String, String> props = asTenant();
        database.execute("ALTER TABLE orders ENABLE ROW LEVEL SECURITY");
        database.execute("CREATE POLICY mine ON orders USING (note NOT LIKE 'SECRET%')");
        java.util.Set<Integer> bad = IntStream.range(0, 250).boxed().collect(Collectors.toSet());
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(rows(300, bad));
            task.flush();
            // Then
            assertThat(offsets(task)).doesNotHaveDuplicates().hasSize(250).allMatch(offset -> offset < 250);
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(50);
    }

    /** What each row fails with and no value has caused; the statement without rows does not meet it. */
    private void assertEndsWithoutDeadLetters(Map<String, String> props, int rows, String state) {
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            List<SinkRecord> records = new ArrayList<>();
            for (int i = 0; i < rows; i++) {
                records.add(orders.map(i, "k" + i, "k", (long) i, "note", "n" + i));
            }
            task.put(records);
            task.commit();
            assertThatThrownBy(() -> task.put(List.of()))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-324")
                    .hasMessageContaining("SQLSTATE " + state);
            assertThat(task.context().deadLetters()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "insert, 1, id serial, 42501",
        "insert, 100, id serial, 42501",
        "upsert, 1, id serial, 42501",
        "upsert, 100, id serial, 42501",
        "insert, 1, n bigint DEFAULT nextval('gone'::text), 42P01",
        "insert, 10, n bigint DEFAULT nextval('gone'::text), 42P01",
        "upsert, 10, n bigint DEFAULT nextval('gone'::text), 42P01",
        "upsert, 1, role regrole DEFAULT current_setting('server_encoding')::regrole, 42704",
        "insert, 10, tenant text DEFAULT current_setting('app.tenant'), 42704",
        "upsert, 10, tenant text DEFAULT current_setting('app.tenant'), 42704"
    })
    void aDefaultThatNoRowCanHaveEndsTheTask(String mode, int rows, String column, String state) throws SQLException {
        // Given
        Map<String, String> props = asTenant();
        database.execute("DROP TABLE orders");
        database.execute("CREATE TABLE orders (k bigint PRIMARY KEY, note text, " + column + ")");
        database.execute("GRANT SELECT, INSERT, UPDATE ON orders TO tenant_" + database.name());
        props.putAll(Map.of("insert.mode", mode, "pk.fields", "k"));
        // When, then
        assertEndsWithoutDeadLetters(props, rows, state);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void aPolicyThatNoRowPassesEndsTheTask(int rows) throws SQLException {
        // Given a session whose setting was forgotten
        Map<String, String> props = asTenant();
        database.execute("ALTER TABLE orders RENAME id TO k");
        database.execute("ALTER TABLE orders ENABLE ROW LEVEL SECURITY");
        database.execute("CREATE POLICY mine ON orders USING (note LIKE current_setting('app.tenant', true))");
        props.put("pk.fields", "k");
        // When, then
        assertEndsWithoutDeadLetters(props, rows, "42501");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void aRightThatIsMissingEndsTheTask(int rows) throws SQLException {
        // Given
        Map<String, String> props = asTenant();
        database.execute("REVOKE INSERT ON orders FROM tenant_" + database.name());
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(rows(rows, java.util.Set.of()));
            task.commit();
            // When
            assertThatThrownBy(() -> task.put(List.of()))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-324")
                    .hasMessageContaining("permission denied for table orders");
            assertThat(task.context().deadLetters()).isEmpty();
        }
    }

    /** A table whose trigger does this with a row that is SECRET, or with all. */
    private void trigger(String condition, String body) throws SQLException {
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text)");
        database.execute("CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF " + condition
                + " THEN " + body + "; END IF; RETURN NEW; END $$");
        database.execute(
                "CREATE TRIGGER watch BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION watch()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BK001", "XX000", "42501", "42P01", "55000", "0A000", "P0001", "F0000"})
    void aStateThatATriggerChoosesMakesADeadLetterWithoutItsText(String state) throws SQLException {
        // Given
        trigger(
                "NEW.note LIKE 'SECRET%'",
                "RAISE EXCEPTION USING ERRCODE = '" + state
                        + "', MESSAGE = 'about ' || NEW.note, COLUMN = NEW.note, CONSTRAINT = NEW.note");
        for (String mode : List.of("insert", "upsert")) {
            try (TaskDriver task = TaskDriver.start(writing(mode, "ledger.id", mode), ORDERS)) {
                // When
                int before = mode.equals("insert") ? 0 : 100;
                task.put(
                        orders.map(0, "a", "id", before + 1L, "note", "good"),
                        orders.map(1, "a", "id", before + 2L, "note", "SECRET"),
                        orders.map(2, "a", "id", before + 3L, "note", "good"));
                if (state.equals("F0000")) {
                    // Then it is the server's
                    task.commit();
                    assertThatThrownBy(() -> task.put(List.of()))
                            .isInstanceOf(FatalException.class)
                            .hasMessageContaining(state)
                            .hasMessageNotContaining("SECRET");
                    continue;
                }
                task.flush();
                // Then
                assertThat(offsets(task)).containsExactly(1L);
                assertThat(everythingSaid(task.context().deadLetters().get(0).reason()))
                        .contains("SQLSTATE " + state)
                        .doesNotContain("SECRET");
            }
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(state.equals("F0000") ? 0 : 4);
    }

    @Test
    void whatATriggerCallsTransientIsTriedAgainAndItsTextIsNotShown() throws SQLException {
        // Given
        trigger(
                "NEW.note LIKE 'SECRET%'",
                "RAISE EXCEPTION USING ERRCODE = 'serialization_failure', MESSAGE = 'about ' || NEW.note");
        try (TaskDriver task = TaskDriver.start(writing("upsert"), ORDERS)) {
            task.put(orders.map(0, "a", "id", 1L, "note", "SECRET"));
            // When
            task.commit();
            assertThatThrownBy(() -> task.putOnce(List.of()))
                    // Then
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("SQLSTATE 40001")
                    .hasMessageNotContaining("SECRET");
        }
    }

    @Test
    void aTriggerThatFailsForEachRowEndsTheTask() throws SQLException {
        // Given
        trigger("true", "INSERT INTO audit VALUES (NEW.id)");
        try (TaskDriver task = TaskDriver.start(writing("upsert"), ORDERS)) {
            task.put(rows(10, java.util.Set.of()));
            task.commit();
            // When
            assertThatThrownBy(() -> task.put(List.of()))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("42P01");
            assertThat(task.context().deadLetters()).isEmpty();
        }
    }

    @Test
    void aTriggerThatFailsForOneRowMakesADeadLetter() throws SQLException {
        // Given
        trigger("NEW.note LIKE 'SECRET%'", "INSERT INTO audit VALUES (NEW.id)");
        try (TaskDriver task = TaskDriver.start(writing("upsert"), ORDERS)) {
            // When
            task.put(rows(10, java.util.Set.of(0)));
            task.flush();
            // Then
            assertThat(offsets(task)).containsExactly(0L);
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(9);
    }

    /** There the trigger's own statement is what stores the row. */
    @Test
    void aRowThatTheTableBehindAViewRefusesIsADeadLetterAlone() throws SQLException {
        // Given
        database.execute("CREATE TABLE stored (id bigint PRIMARY KEY, note text); INSERT INTO stored VALUES (1, 'x')");
        database.execute("CREATE VIEW orders AS SELECT id, note FROM stored");
        database.execute("CREATE FUNCTION store() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " INSERT INTO stored VALUES (NEW.id, NEW.note); RETURN NEW; END $$");
        database.execute("CREATE TRIGGER store INSTEAD OF INSERT ON orders FOR EACH ROW EXECUTE FUNCTION store()");
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(orders.map(0, "a", "id", 1L, "note", "twice"));
            task.flush();
            // Then
            assertThat(offsets(task)).containsExactly(0L);
        }
        assertThat(database.rows("SELECT * FROM stored")).containsExactly("1|x");
    }

    /** As what deletes a row that is not there, or leaves one as it is. */
    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "INSERT"})
    void aRowThatChangesNothingClearsNoOther(String event) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, note text)");
        database.execute(
                event.equals("INSERT")
                        ? "INSERT INTO orders VALUES ('k0')"
                        : "INSERT INTO orders SELECT 'k' || generate_series(0, 8)");
        database.execute("CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " INSERT INTO audit VALUES (1); RETURN NULL; END $$");
        database.execute("CREATE TRIGGER watch AFTER " + event + " ON orders FOR EACH ROW EXECUTE FUNCTION watch()");
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            records.add(
                    event.equals("INSERT") ? orders.map(i, "k" + i, "note", "n" + i) : orders.tombstone(i, "k" + i));
        }
        Map<String, String> props =
                database.props("insert.mode", "insert_ignore", "pk.mode", "record_key", "pk.fields", "id");
        if (event.equals("DELETE")) {
            props.putAll(Map.of("insert.mode", "upsert", "delete.enabled", "true"));
        }
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When all but one do something
            task.put(records);
            task.commit();
            // Then
            assertThatThrownBy(() -> task.put(List.of()))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-324")
                    .hasMessageContaining("42P01");
            assertThat(task.context().deadLetters()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "upsert"})
    void aStatementWithoutRowsLeavesNoTrace(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note tsvector); CREATE TABLE audit (n bigint)");
        database.execute("CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " INSERT INTO audit VALUES (1); RETURN NULL; END $$");
        database.execute("CREATE TRIGGER watch AFTER INSERT ON orders FOR EACH STATEMENT EXECUTE FUNCTION watch()");
        try (TaskDriver task = TaskDriver.start(writing(mode), ORDERS)) {
            // When
            task.put(orders.map(0, "a", "id", 1L, "note", "'unended"));
            task.flush();
            // Then
            assertThat(offsets(task)).containsExactly(0L);
        }
        assertThat(database.number("SELECT count(*) FROM audit")).isZero();
    }

    @Test
    void aBatchThatIsAllBadByItsTypesParserEndsInTime() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note tsvector)");
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            records.add(orders.map(i, "a", "id", (long) i, "note", "'unended"));
        }
        try (TaskDriver task = TaskDriver.start(writing("upsert"), ORDERS)) {
            // When
            long begun = System.nanoTime();
            task.put(records);
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).hasSize(2_000);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(2));
        }
    }

    @Test
    void aSearchWhoseConnectionIsLostGoesOnWhereItWas() throws SQLException {
        // Given rows that are looked at for some seconds
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note tsvector)");
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            records.add(orders.map(i, "a", "id", (long) i, "note", "'unended"));
        }
        try (TcpProxy proxy = TcpProxy.to(POSTGRES.get().port());
                TaskDriver task = TaskDriver.start(
                        writing("upsert", "connection.url", database.urlThrough(proxy.port())), ORDERS)) {
            task.put(records);
            proxy.delay(Duration.ofMillis(5));
            CompletableFuture<Void> flush = CompletableFuture.runAsync(task::commit);
            await().until(() -> !task.context().deadLetters().isEmpty());
            // When
            proxy.cut();
            flush.join();
            assertThat(task.context().deadLetters()).hasSizeLessThan(60);
            proxy.delay(Duration.ZERO);
            task.flush();
            // Then
            assertThat(offsets(task)).doesNotHaveDuplicates().hasSize(60);
        }
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("60");
    }
}
