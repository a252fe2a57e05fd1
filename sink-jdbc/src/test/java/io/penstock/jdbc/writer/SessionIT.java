package io.penstock.jdbc.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.dialect.Dialects;
import io.penstock.jdbc.harness.PostgresCase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionIT extends PostgresCase {

    @Test
    void aConnectionThatHasBrokenWhileItRestedIsReplacedBeforeItIsUsed() throws SQLException {
        // Given
        JdbcSinkConfig config = JdbcSinkConfig.parse(database.props());
        AtomicLong now = new AtomicLong();
        try (Session session = new Session(Dialects.of(config.connection().url()), config.connection(), now::get)) {
            Connection first = session.connection();
            database.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                    + " WHERE application_name = 'penstock sink' AND datname = current_database()");
            // When
            now.addAndGet(Duration.ofSeconds(6).toNanos());
            Connection second = session.connection();
            // Then
            assertThat(second).isNotSameAs(first);
            assertThat(second.isValid(5)).isTrue();
        }
    }

    @Test
    void aConnectionThatHasRestedAndIsWellIsKept() throws SQLException {
        // Given
        JdbcSinkConfig config = JdbcSinkConfig.parse(database.props());
        AtomicLong now = new AtomicLong();
        try (Session session = new Session(Dialects.of(config.connection().url()), config.connection(), now::get)) {
            Connection first = session.connection();
            // When
            now.addAndGet(Duration.ofSeconds(6).toNanos());
            // Then
            assertThat(session.connection()).isSameAs(first);
        }
    }
}
