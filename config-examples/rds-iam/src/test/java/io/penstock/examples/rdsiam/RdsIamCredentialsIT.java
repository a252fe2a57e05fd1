package io.penstock.examples.rdsiam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.jdbc.JdbcSinkTask;
import io.penstock.jdbc.credentials.Credentials;
import io.penstock.jdbc.credentials.CredentialsProvider;
import io.penstock.testkit.junit.LogLines;
import io.penstock.testkit.junit.ServiceExtension;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The sink on a PostgreSQL whose user has the password that is the token of the moment, and no other. */
class RdsIamCredentialsIT {

    @RegisterExtension
    private static final ServiceExtension<EmbeddedPostgresServer> POSTGRES =
            ServiceExtension.postgres().shared();

    private static final String ACCESS_KEY = "AKIDEXAMPLE";
    private static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final AtomicLong SECOND = new AtomicLong();

    /** The example at a time that the test decides. */
    public static final class AtTestTime implements CredentialsProvider {

        private final RdsIamCredentials example = new RdsIamCredentials(new TestClock());

        @Override
        public void configure(Map<String, String> settings) {
            example.configure(settings);
        }

        @Override
        public Credentials credentials(String url) throws IOException {
            Credentials credentials = example.credentials(url);
            return new Credentials(credentials.user(), ExpectedToken.sorted(credentials.password()));
        }

        @Override
        public void close() {
            example.close();
        }
    }

    private static final class TestClock extends Clock {

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now();
        }
    }

    private static Instant now() {
        return Instant.ofEpochSecond(SECOND.get());
    }

    private final String user = "iam user";

    @BeforeEach
    void createUser() throws SQLException {
        System.setProperty("aws.accessKeyId", ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", SECRET_KEY);
        SECOND.set(Instant.parse("2026-11-22T20:00:00Z").getEpochSecond());
        execute("CREATE ROLE \"" + user + "\" LOGIN SUPERUSER");
    }

    @AfterEach
    void dropUser() throws SQLException {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        endSessions();
        execute("DROP TABLE IF EXISTS orders, penstock_offsets");
        execute("DROP ROLE \"" + user + "\"");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = POSTGRES.get().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> stored() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = POSTGRES.get().connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT id FROM orders ORDER BY id")) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }

    private static void endSessions() throws SQLException {
        execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = 'iam user'");
    }

    private Endpoint endpoint() {
        return new Endpoint("127.0.0.1", POSTGRES.get().port(), "eu-north-1");
    }

    private String expected() {
        return ExpectedToken.at(now(), endpoint(), user, ACCESS_KEY, SECRET_KEY);
    }

    /** The user's password is the token of this moment, and that of no other. */
    private void takeOnlyTheTokenOfNow() throws SQLException {
        execute("ALTER ROLE \"" + user + "\" PASSWORD '" + expected() + "'");
    }

    private JdbcSinkTask started() {
        JdbcSinkTask task = new JdbcSinkTask();
        task.initialize(new QuietContext());
        task.start(Map.ofEntries(
                Map.entry("name", "sink"),
                Map.entry("connection.url", POSTGRES.get().jdbcUrl()),
                Map.entry("connection.provider.class", AtTestTime.class.getName()),
                Map.entry("connection.provider.user", user),
                Map.entry("connection.provider.region", "eu-north-1"),
                Map.entry("auto.create", "true"),
                Map.entry("batch.max.rows", "1"),
                Map.entry("retry.backoff.initial.ms", "1"),
                Map.entry("retry.backoff.max.ms", "1")));
        task.open(Set.of(ORDERS));
        return task;
    }

    private static void put(JdbcSinkTask task, long offset) {
        task.put(List.of(
                new SinkRecord(ORDERS.topic(), ORDERS.partition(), null, null, null, Map.of("id", offset), offset)));
        task.preCommit(Map.of(ORDERS, new OffsetAndMetadata(offset + 1)));
    }

    private static void putUntilTaken(JdbcSinkTask task, long offset) {
        for (int attempt = 0; ; attempt++) {
            try {
                put(task, offset);
                return;
            } catch (RetriableException e) {
                if (attempt == 1000) {
                    throw e;
                }
            }
        }
    }

    @Test
    void theTokenIsTheOneThatTheSpecificationAsksFor() throws IOException {
        // Given
        try (RdsIamCredentials example = new RdsIamCredentials(new TestClock())) {
            example.configure(Map.of("user", user, "region", "eu-north-1"));
            // When
            Credentials credentials = example.credentials(POSTGRES.get().jdbcUrl());
            // Then
            assertThat(credentials.user()).contains(user);
            assertThat(ExpectedToken.sorted(credentials.password())).isEqualTo(expected());
        }
    }

    @Test
    void eachConnectionHasATokenOfItsOwn() throws Exception {
        // Given
        takeOnlyTheTokenOfNow();
        JdbcSinkTask task = started();
        putUntilTaken(task, 0);
        // When
        SECOND.addAndGet(Duration.ofMinutes(16).toSeconds());
        takeOnlyTheTokenOfNow();
        put(task, 1);
        endSessions();
        putUntilTaken(task, 2);
        task.stop();
        // Then
        assertThat(stored()).containsExactly("0", "1", "2");
    }

    @Test
    void aTokenThatIsRefusedIsSaidAndNotShownAndTheNextOneIsTried() throws Exception {
        // Given
        execute("ALTER ROLE \"" + user + "\" PASSWORD 'another'");
        try (LogLines log = LogLines.capture()) {
            JdbcSinkTask task = started();
            // When
            assertThatThrownBy(() -> {
                        put(task, 0);
                        put(task, 0);
                    })
                    // Then
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("PEN-302")
                    .hasMessageContaining("28P01")
                    .hasMessageNotContaining("X-Amz");
            // When
            takeOnlyTheTokenOfNow();
            putUntilTaken(task, 0);
            task.stop();
            // Then
            assertThat(stored()).containsExactly("0");
            assertThat(log.contains("PEN-302")).isTrue();
            assertThat(log.contains("X-Amz")).isFalse();
            assertThat(log.contains(SECRET_KEY)).isFalse();
        }
    }

    @Test
    void withoutAUserItIsSaidWhichKeyIsMissing() {
        // Given
        try (LogLines log = LogLines.capture();
                RdsIamCredentials example = new RdsIamCredentials()) {
            // When
            assertThatThrownBy(() -> example.configure(Map.of("region", "eu-north-1")))
                    // Then
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(log.contains("connection.provider.user")).isTrue();
        }
    }
}
