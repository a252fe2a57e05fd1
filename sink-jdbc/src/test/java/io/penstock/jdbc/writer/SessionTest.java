package io.penstock.jdbc.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.dialect.Dialects;
import io.penstock.jdbc.harness.HsqldbTarget;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class SessionTest {

    @Test
    void whatIsNotCommittedIsGoneWithTheSessionThoughTheDriverCommitsWhenItIsClosed() throws SQLException {
        // Given
        try (HsqldbTarget target = HsqldbTarget.createStrict()) {
            target.execute("CREATE TABLE orders (id INT)");
            JdbcSinkConfig config = JdbcSinkConfig.parse(target.props());
            try (Session session = new Session(Dialects.of(config.connection().url()), config.connection());
                    Statement statement = session.connection().createStatement()) {
                // When
                statement.execute("INSERT INTO orders VALUES (1)");
            }
            // Then
            assertThat(target.number("SELECT COUNT(*) FROM orders")).isZero();
        }
    }
}
