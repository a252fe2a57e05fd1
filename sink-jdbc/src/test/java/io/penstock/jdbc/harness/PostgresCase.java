package io.penstock.jdbc.harness;

import io.penstock.testkit.junit.ServiceExtension;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.sql.SQLException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Gives each test an empty database on the one server of this JVM. */
public abstract class PostgresCase {

    @RegisterExtension
    protected static final ServiceExtension<EmbeddedPostgresServer> POSTGRES =
            ServiceExtension.postgres().shared();

    protected static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    protected final Records orders = Records.of(ORDERS);
    protected TestDatabase database;

    @BeforeEach
    final void createDatabase() throws SQLException {
        database = TestDatabase.create(POSTGRES.get());
    }

    @AfterEach
    final void closeDatabase() throws SQLException {
        database.close();
    }
}
