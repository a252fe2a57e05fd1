package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.jdbc.config.ConnectionSettings;
import io.penstock.jdbc.config.DriverProperties;
import io.penstock.jdbc.config.JdbcUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class H2DialectTest {

    private final Dialect dialect = new H2Dialect();

    private static ConnectionSettings settings(String url) {
        return new ConnectionSettings(
                JdbcUrl.parse(url),
                Optional.empty(),
                Optional.empty(),
                "sink-0",
                Duration.ofMillis(300),
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                DriverProperties.NONE);
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerThatSaysNothingIsNotWaitedForForEver() throws IOException {
        // Given
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "jdbc:h2:tcp://127.0.0.1:" + silent.getLocalPort() + "/orders";
            // When
            assertThatThrownBy(() -> dialect.open(settings(url)))
                    // Then
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aConnectionThatIsAbandonedLeavesNoSession() throws SQLException {
        // Given
        String url = "jdbc:h2:mem:abandoned";
        try (Connection other = DriverManager.getConnection(url)) {
            Connection connection = dialect.open(settings(url));
            // When
            dialect.abandon(connection);
            // Then
            try (ResultSet result =
                    other.createStatement().executeQuery("SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS")) {
                result.next();
                assertThat(result.getInt(1)).isEqualTo(1);
            }
        }
    }

    @Test
    void aConnectionThatCannotBePreparedIsClosed() throws SQLException {
        // Given
        Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
        SQLException refused = new SQLException("x");
        // When
        assertThatThrownBy(() -> Drivers.prepared(connection, fresh -> {
                    throw refused;
                }))
                // Then
                .isSameAs(refused);
        assertThat(connection.isClosed()).isTrue();
    }
}
