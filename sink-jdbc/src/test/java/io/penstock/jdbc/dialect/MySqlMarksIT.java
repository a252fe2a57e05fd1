package io.penstock.jdbc.dialect;

import static org.awaitility.Awaitility.await;

import io.penstock.common.offset.Position;
import io.penstock.jdbc.config.LedgerSettings;
import io.penstock.jdbc.harness.MySqlTarget;
import io.penstock.jdbc.schema.TableId;
import io.penstock.testkit.junit.ServiceExtension;
import io.penstock.testkit.mariadb.EmbeddedMariaDbServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

@EnabledIf("io.penstock.testkit.mariadb.EmbeddedMariaDbServer#isAvailable")
class MySqlMarksIT {

    @RegisterExtension
    static final ServiceExtension<EmbeddedMariaDbServer> MARIADB =
            ServiceExtension.of("mariadb", EmbeddedMariaDbServer::start).shared();

    private static final LedgerSettings SETTINGS = new LedgerSettings(
            "sink", TableId.parse("penstock_offsets"), true, Duration.ofSeconds(10), Duration.ofSeconds(30));

    private final List<LedgerRow> owned =
            List.of(new LedgerRow(new TopicPartition("orders", 0), Position.noOpinion(0), 1));

    private static MySqlMarks marks() {
        return new MySqlMarks(SETTINGS, 10);
    }

    @Test
    void aMarkThatALostSessionStillHasIsTakenOnceItIsGone() throws SQLException {
        try (MySqlTarget target = MySqlTarget.create(MARIADB.get(), "jdbc:mariadb:");
                Connection next = target.connect("admin");
                Connection heir = target.connect("admin");
                Statement statement = next.createStatement()) {
            // Given
            Connection lost = target.connect("admin");
            target.execute("CREATE TABLE orders (id INT)");
            next.setAutoCommit(false);
            statement.execute("INSERT INTO orders VALUES (1)");
            marks().show(lost, owned);
            MySqlMarks marks = marks();
            marks.show(next, owned);
            // When
            lost.close();
            // Then
            await().until(() -> {
                marks.show(next, owned);
                return !marks().owners(heir, owned).isEmpty();
            });
            next.rollback();
        }
    }
}
