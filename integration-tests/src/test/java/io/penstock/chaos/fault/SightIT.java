package io.penstock.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testkit.fault.Hold;
import io.penstock.testkit.fault.TcpProxy;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the PostgreSQL driver says by itself, in a connection's first transactions and, with prepared statements, later. */
@Timeout(120)
class SightIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int TRANSACTIONS = 8;

    @TempDir
    Path directory;

    @Test
    void rowsAndCommitsAreSeenInEachTransactionOfAConnection() throws Exception {
        try (EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start(directory);
                TcpProxy proxy = TcpProxy.to(postgres.port());
                Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/postgres",
                        postgres.user(),
                        postgres.password())) {
            connection.setAutoCommit(false);
            begin(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t (id text PRIMARY KEY)");
            }
            connection.commit();
            for (int i = 0; i < TRANSACTIONS; i++) {
                String key = "p" + i % 4 + "/k" + i;
                assertThat(isSeen(proxy, Sight.COMMITS, () -> begin(connection)))
                        .isFalse();
                assertThat(isSeen(proxy, Sight.ROWS, () -> insert(connection, key)))
                        .as("row of transaction " + i)
                        .isTrue();
                assertThat(isSeen(proxy, Sight.COMMITS, connection::commit))
                        .as("commit of transaction " + i)
                        .isTrue();
            }
        }
    }

    /** As the sink begins its transactions. */
    private static void begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = 1000; SET LOCAL TimeZone = 'UTC'");
        }
    }

    private static void insert(Connection connection, String key) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO t (id) SELECT u.c0 FROM unnest(?::text[]) AS u(c0)")) {
            statement.setArray(1, connection.createArrayOf("text", new String[] {key}));
            statement.executeUpdate();
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    private static boolean isSeen(TcpProxy proxy, List<String> patterns, Work work) throws Exception {
        List<Hold> holds = patterns.stream().map(proxy::holdRequestsContaining).toList();
        CompletableFuture<Void> done = CompletableFuture.runAsync(() -> {
            try {
                work.run();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        long begun = System.nanoTime();
        while (!done.isDone() && holds.stream().noneMatch(hold -> hold.count() > 0)) {
            assertThat(System.nanoTime() - begun).isLessThan(SOON.toNanos());
            Thread.sleep(2);
        }
        boolean seen = holds.stream().anyMatch(hold -> hold.count() > 0);
        holds.forEach(Hold::release);
        done.get();
        return seen;
    }
}
