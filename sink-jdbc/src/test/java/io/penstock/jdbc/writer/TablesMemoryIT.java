package io.penstock.jdbc.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.dialect.Dialects;
import io.penstock.jdbc.harness.PostgresCase;
import org.junit.jupiter.api.Test;

/** Names of tables that records make. */
class TablesMemoryIT extends PostgresCase {

    @Test
    void tablesForWhichNothingWaitsAreForgottenWhenTheyAreMany() {
        // Given
        JdbcSinkConfig config = JdbcSinkConfig.parse(database.props("table.name.format", "t${value.id}"));
        try (Session session = new Session(Dialects.of(config.connection().url()), config.connection())) {
            Tables tables = new Tables(session, config, System::nanoTime);
            for (int i = 0; i < 1_200; i++) {
                tables.of(orders.map(i, null, "id", i));
            }
            assertThat(tables.batches()).hasSize(1_200);
            // When
            tables.forgetIdle();
            // Then
            assertThat(tables.batches()).isEmpty();
        }
    }
}
