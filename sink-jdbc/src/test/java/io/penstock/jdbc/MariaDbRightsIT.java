package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.MySqlTarget;
import io.penstock.jdbc.harness.Readme;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.testkit.junit.ServiceExtension;
import io.penstock.testkit.mariadb.EmbeddedMariaDbServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A user that has what the README says, and no more. */
@Timeout(180)
@ParameterizedClass
@ValueSource(strings = {"jdbc:mariadb:", "jdbc:mysql:"})
@EnabledIf("io.penstock.testkit.mariadb.EmbeddedMariaDbServer#isAvailable")
class MariaDbRightsIT {

    @RegisterExtension
    static final ServiceExtension<EmbeddedMariaDbServer> MARIADB =
            ServiceExtension.of("mariadb", EmbeddedMariaDbServer::start).shared();

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private final Records orders = Records.of(ORDERS);
    private final String scheme;
    private MySqlTarget target;
    private String user;

    MariaDbRightsIT(String scheme) {
        this.scheme = scheme;
    }

    @BeforeEach
    void createTarget() throws SQLException {
        target = MySqlTarget.create(MARIADB.get(), scheme);
        user = "penstock_" + target.name();
    }

    @AfterEach
    void dropUser() throws SQLException {
        target.execute("DROP USER IF EXISTS " + user);
        target.close();
    }

    @Test
    void theReadmesRightsAreEnough() throws SQLException {
        // Given
        target.execute(definition());
        target.execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, note VARCHAR(30))");
        for (String statement : Readme.statements("-- Rights on MariaDB and MySQL")) {
            target.execute(statement.replaceAll("\\bpenstock\\b", user).replaceAll("\\bshop\\b", target.name()));
        }
        long offset = 0;
        for (String mode : List.of("insert", "insert_ignore", "upsert", "update")) {
            Map<String, String> props = target.props(
                    "offsets.table.create", "false", "insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id");
            props.put("connection.user", user);
            props.put("connection.password", "change me");
            // When
            try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
                task.put(orders.map(offset, "k", "id", offset, "note", mode));
                task.flush();
            }
            offset++;
        }
        // Then
        assertThat(target.rows("SELECT id, note FROM orders ORDER BY id"))
                .containsExactly("0|insert", "1|insert_ignore", "2|upsert");
    }

    private String definition() {
        try (TaskDriver task = TaskDriver.start(target.props("offsets.table.create", "false"), ORDERS)) {
            task.put(List.of());
            return "";
        } catch (FatalException e) {
            String message = String.valueOf(e.getMessage());
            return message.substring(message.indexOf("CREATE TABLE"));
        }
    }
}
