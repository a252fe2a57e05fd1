package io.penstock.jdbc.suite;

import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.Target;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Gives each test an empty database of the kind that a subclass names. */
abstract class DatabaseSuite {

    static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    final Records orders = Records.of(ORDERS);
    Target target;

    protected abstract Target create() throws SQLException;

    @BeforeEach
    final void createTarget() throws SQLException {
        target = create();
    }

    @AfterEach
    final void closeTarget() throws SQLException {
        target.close();
    }

    final String q(String name) {
        return target.quote(name);
    }

    /** {@code SELECT "a", "b" FROM "orders" ORDER BY "a"}, and so on. */
    final String select(String... columns) {
        StringBuilder sql = new StringBuilder("SELECT ");
        for (int i = 0; i < columns.length; i++) {
            sql.append(i == 0 ? "" : ", ").append(q(columns[i]));
        }
        return sql + " FROM " + q("orders") + " ORDER BY " + q(columns[0]);
    }

    /** With the key in a column {@code id}, and tombstones that delete. */
    final Map<String, String> keyed(String mode, String... overrides) {
        Map<String, String> props = target.props(overrides);
        props.put("insert.mode", mode);
        props.put("pk.mode", "record_key");
        props.put("pk.fields", "id");
        props.put("delete.enabled", "true");
        return props;
    }
}
