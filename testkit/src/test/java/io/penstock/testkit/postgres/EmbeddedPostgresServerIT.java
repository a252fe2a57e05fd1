package io.penstock.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresServerIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    static EmbeddedPostgresServer server;

    @BeforeAll
    static void start() {
        server = EmbeddedPostgresServer.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void keepsCommittedRowsOverAKillAndARestartOnTheSamePort() throws SQLException {
        // Given
        try (Connection open = server.connect()) {
            execute(open, "CREATE TABLE kept (id int PRIMARY KEY)");
            execute(open, "INSERT INTO kept VALUES (1)");

            // When
            server.kill();

            // Then
            assertThatThrownBy(() -> execute(open, "INSERT INTO kept VALUES (2)"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);
        }
        server.restart();
        try (Connection again = server.connect()) {
            assertThat(count(again, "kept")).isEqualTo(1);
            server.restart();
            assertThatThrownBy(() -> count(again, "kept")).isInstanceOf(SQLException.class);
        }
        try (Connection third = server.connect()) {
            assertThat(count(third, "kept")).isEqualTo(1);
        }
    }

    @Test
    void answersNothingWhileFrozenAndGoesOnAfterwards() throws SQLException {
        // Given
        try (Connection open = server.connect()) {
            open.setNetworkTimeout(Runnable::run, 1_000);
            server.freeze();

            // When
            Throwable silence = catchThrowable(() -> execute(open, "SELECT 1"));

            // Then
            assertThat(silence).isInstanceOf(SQLException.class);
        } finally {
            server.resume();
        }
        try (Connection open = server.connect()) {
            execute(open, "SELECT 1");
        }
    }

    @Test
    void checksPasswordsAndMakesDatabases() throws SQLException {
        server.createDatabase("fleet");
        try (Connection fleet = server.connect("fleet")) {
            assertThat(fleet.getMetaData().getDatabaseMajorVersion()).isEqualTo(18);
        }
        assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), server.user(), "wrong"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int count(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
