package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.Readme;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A role that has what the README says, and no more. */
class RightsIT extends PostgresCase {

    private String role;

    @BeforeEach
    void nameRole() throws SQLException {
        role = "penstock_" + database.name();
        database.execute(
                "REVOKE ALL ON SCHEMA public FROM PUBLIC"); // as a new database of 15 and later has it, and more
    }

    private void grant() throws SQLException {
        for (String statement : Readme.statements("-- Rights on PostgreSQL")) {
            database.execute(statement.replaceAll("\\bpenstock\\b", role));
        }
    }

    private Map<String, String> props(String... overrides) {
        Map<String, String> props = database.props(overrides);
        props.put("connection.user", role);
        props.put("connection.password", "change me");
        return props;
    }

    @Test
    void theReadmesRightsAreEnough() throws SQLException {
        // Given
        for (String statement : Readme.statements("CREATE TABLE penstock_offsets")) {
            database.execute(statement);
        }
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text)");
        grant();
        long offset = 0;
        for (String mode : List.of("insert", "insert_ignore", "upsert", "update")) {
            Map<String, String> props = props(
                    "offsets.table.create", "false", "insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id");
            // When
            try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
                task.put(orders.map(offset, "k", "id", offset, "note", mode));
                task.flush();
            }
            offset++;
        }
        // Then
        assertThat(database.rows("SELECT id, note FROM orders ORDER BY id"))
                .containsExactly("0|insert", "1|insert_ignore", "2|upsert");
    }

    @Test
    void aLedgerThatTheRoleMayNotCreateIsNamedWithItsDefinition() throws SQLException {
        // Given
        database.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'change me'");
        database.execute("GRANT USAGE ON SCHEMA public TO " + role);
        try (TaskDriver task = TaskDriver.start(props(), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(List.of()))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-311")
                    .hasMessageContaining("42501")
                    .hasMessageContaining("CREATE TABLE");
        }
        assertThatThrownBy(() -> new JdbcSinkConnector().alterOffsets(props(), Map.of(ORDERS, 7L)))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("PEN-311");
    }
}
