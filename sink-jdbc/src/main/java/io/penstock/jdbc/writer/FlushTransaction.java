package io.penstock.jdbc.writer;

import io.penstock.common.error.ErrorRouter;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.dialect.Dialect;
import io.penstock.jdbc.dialect.LedgerMove;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * One transaction over all tables: rows first, the ledger last, so that its rows are locked but shortly.
 *
 * <p>Invariant: the rows and the positions beyond them become durable together or not at all.
 */
final class FlushTransaction {

    /** How long rows that wait for others are tried again, well within the default of max.poll.interval.ms. */
    private static final Duration MAX_SETTLING = Duration.ofMinutes(1);
    /** So many transactions find out which deletes are refused; in the next ones nothing is tried again. */
    private static final int MAX_TRANSACTIONS = 5;

    private final Connection connection;
    private final Dialect dialect;
    private final JdbcSinkConfig config;
    private final Ledger ledger;
    private final ErrorRouter router;
    private final LongSupplier nanoTicker;
    private boolean committing;

    FlushTransaction(
            Connection connection,
            Dialect dialect,
            JdbcSinkConfig config,
            Ledger ledger,
            ErrorRouter router,
            LongSupplier nanoTicker) {
        this.connection = connection;
        this.dialect = dialect;
        this.config = config;
        this.ledger = ledger;
        this.router = router;
        this.nanoTicker = nanoTicker;
    }

    /** @return how many rows were written */
    int run(Collection<TableBatch> batches, List<LedgerMove> advances, Care care) throws SQLException {
        int written = write(batches, care);
        if (!advances.isEmpty()) {
            // No position may pass a dead letter that is not yet in its queue.
            router.awaitReported();
            ledger.advance(connection, advances);
        }
        committing = true;
        connection.commit();
        return written;
    }

    /** Begins anew with less to do as long as that shows that the batch comes to something else than was written. */
    private int write(Collection<TableBatch> batches, Care care) throws SQLException {
        Duration timeout = config.ledger().transactionTimeout();
        // What is found out of bad rows shall be kept, too, before the database ends the transaction.
        long patienceNanos = Math.min(MAX_SETTLING.toNanos(), timeout.toNanos() / 2);
        for (int begun = 0; ; begun++) {
            dialect.begin(connection, config.ledger());
            if (care.isolates()) {
                // A deferred constraint would name its row only at COMMIT, when it is too late to part it from the
                // others.
                dialect.checkConstraintsAtOnce(connection);
            }
            boolean patient = begun < MAX_TRANSACTIONS;
            long begunAt = nanoTicker.getAsLong();
            RowIsolation isolation = new RowIsolation(
                    new Attempts(connection, dialect, care),
                    () -> !patient || nanoTicker.getAsLong() - begunAt > patienceNanos,
                    router,
                    timeout,
                    nanoTicker);
            TableWriter writer = new TableWriter(connection, dialect, config, isolation);
            int written = 0;
            for (TableBatch batch : batches) {
                if (!batch.rows().isEmpty()) {
                    written += writer.write(batch, care.isolates());
                }
            }
            if (!isolation.settle()) {
                return written;
            }
            connection.rollback();
        }
    }

    /** Whether a failure may have come too late to undo anything. */
    boolean isCommitting() {
        return committing;
    }
}
