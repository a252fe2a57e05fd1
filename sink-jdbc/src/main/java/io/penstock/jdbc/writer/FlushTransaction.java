package io.penstock.jdbc.writer;

import io.penstock.common.error.ErrorRouter;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.dialect.Dialect;
import io.penstock.jdbc.dialect.LedgerRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * One transaction over all tables: rows first, the ledger last, so that its rows are locked but shortly.
 *
 * <p>Invariant: the rows and the positions beyond them become durable together or not at all.
 */
final class FlushTransaction {

    private final Connection connection;
    private final Dialect dialect;
    private final JdbcSinkConfig config;
    private final Ledger ledger;
    private final ErrorRouter router;
    private final TableWriter writer;

    FlushTransaction(Connection connection, Dialect dialect, JdbcSinkConfig config, Ledger ledger, ErrorRouter router) {
        this.connection = connection;
        this.dialect = dialect;
        this.config = config;
        this.ledger = ledger;
        this.router = router;
        this.writer = new TableWriter(connection, dialect, config, new RowIsolation(connection, dialect, router));
    }

    /**
     * @param careful whether bad rows are looked for; without, the first one makes it throw
     * @return how many rows were written
     */
    int run(Collection<TableBatch> batches, List<LedgerRow> advances, boolean careful) throws SQLException {
        dialect.begin(connection, config.ledger());
        if (careful) {
            // A deferred constraint would name its row only at COMMIT, when it is too late to part it from the others.
            dialect.checkConstraintsAtOnce(connection);
        }
        int written = 0;
        for (TableBatch batch : batches) {
            if (!batch.rows().isEmpty()) {
                written += writer.write(batch, careful);
            }
        }
        if (!advances.isEmpty()) {
            // No position may pass a dead letter that is not yet in its queue.
            router.awaitReported();
            ledger.advance(connection, advances);
        }
        connection.commit();
        return written;
    }
}
