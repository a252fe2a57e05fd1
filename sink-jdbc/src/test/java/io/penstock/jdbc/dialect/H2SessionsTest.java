package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.jdbc.config.LedgerSettings;
import io.penstock.jdbc.schema.TableId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class H2SessionsTest {

    private static final String URL = "jdbc:h2:mem:sessions";

    private final Dialect dialect = new H2Dialect();
    private Connection own;

    @BeforeEach
    void createTable() throws SQLException {
        own = DriverManager.getConnection(URL, "sa", "secret");
        execute(own, "CREATE TABLE rows_of_all (id INT)");
        execute(own, "CREATE USER app PASSWORD 'app' ADMIN");
    }

    @AfterEach
    void close() throws SQLException {
        execute(own, "SHUTDOWN IMMEDIATELY");
        own.close();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** With a change that is not committed. */
    private static Connection busy(String user, String password) throws SQLException {
        Connection connection = DriverManager.getConnection(URL, user, password);
        connection.setAutoCommit(false);
        execute(connection, "INSERT INTO rows_of_all VALUES (1)");
        return connection;
    }

    private int endStuck(Duration claimTimeout) throws SQLException {
        return dialect.endStuckSessions(
                own,
                "sink-0",
                new LedgerSettings("sink", TableId.parse("ledger"), true, claimTimeout, Duration.ofMinutes(1)));
    }

    @Test
    void aSessionThatWasActiveAMomentAgoGoesOn() throws SQLException {
        // Given
        try (Connection other = busy("sa", "secret")) {
            // When
            int ended = endStuck(Duration.ofMinutes(10));
            // Then
            assertThat(ended).isZero();
            other.commit();
        }
    }

    @Test
    void endsWhatHasSleptTooLongAndNoSessionOfAnotherUser() throws SQLException {
        // Given
        Connection stuck = busy("sa", "secret");
        try (Connection strangers = busy("app", "app")) {
            // When
            await().until(() -> endStuck(Duration.ofMillis(1)) == 1);
            // Then
            assertThatThrownBy(stuck::commit).isInstanceOf(SQLException.class);
            strangers.commit();
        }
    }
}
