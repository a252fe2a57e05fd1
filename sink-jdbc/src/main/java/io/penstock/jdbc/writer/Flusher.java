package io.penstock.jdbc.writer;

import io.penstock.common.error.ErrorRouter;
import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.dialect.LedgerMove;
import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.SqlFault;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the buffer into the database. The first attempt is made in the hope that all is well; a bad row brings a careful one,
 * a table that has changed brings a fresh look at it, once; and what is left that may be one row's fault brings an attempt that finds out
 * ({@link Care}). What only time can mend is thrown, and the buffer kept.
 */
final class Flusher {

    private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Session session;
    private final JdbcSinkConfig config;
    private final Ledger ledger;
    private final Ownership ownership;
    private final SinkBuffer buffer;
    private final ErrorRouter router;
    private final JdbcMetrics metrics;
    private final LongSupplier nanoTicker;

    Flusher(
            Session session,
            JdbcSinkConfig config,
            Ledger ledger,
            Ownership ownership,
            SinkBuffer buffer,
            ErrorRouter router,
            JdbcMetrics metrics,
            LongSupplier nanoTicker) {
        this.session = session;
        this.config = config;
        this.ledger = ledger;
        this.ownership = ownership;
        this.buffer = buffer;
        this.router = router;
        this.metrics = metrics;
        this.nanoTicker = nanoTicker;
    }

    /**
     * Writes everything that waits, and the positions beyond it.
     *
     * @throws TransientException when it is worth another try; nothing is lost of the buffer
     * @throws FatalException when the task cannot go on
     */
    void flush() {
        long begun = nanoTicker.getAsLong();
        try {
            settle();
            attempt();
        } finally {
            metrics.flushTime.add((nanoTicker.getAsLong() - begun) / NANOS_PER_MILLI);
        }
    }

    /** Finds out what became of a transaction whose outcome was lost, if there is one. */
    void settle() {
        if (ownership.resolveDoubt()) {
            committed(buffer.rows());
        }
    }

    /** Nothing waits. */
    void rest() {
        session.closeIfIdle();
    }

    private void attempt() {
        Care care = Care.NONE;
        boolean refreshed = false;
        while (true) {
            List<LedgerMove> advances = ownership.advances();
            if (advances.isEmpty() && buffer.isEmpty()) {
                return;
            }
            buffer.finishRebinding();
            router.awaitReported();
            Connection connection = session.connection();
            FlushTransaction transaction =
                    new FlushTransaction(connection, session.dialect(), config, ledger, router, nanoTicker);
            try {
                ledger.show(connection, ownership.held());
                int written = transaction.run(buffer.batches(), advances, care);
                ownership.advanced(advances.stream().map(LedgerMove::moved).toList());
                committed(written);
                session.used();
                return;
            } catch (SQLException e) {
                SqlFault fault = session.dialect().fault(e);
                if (fault.kind() == FaultKind.ROW && care == Care.NONE) {
                    undo(transaction);
                    care = Care.ROWS;
                    LOG.debug("A row was refused ({}); looking for it", fault.describe());
                } else if (fault.kind() == FaultKind.STATEMENT && !refreshed) {
                    undo(transaction);
                    refreshed = true;
                    LOG.info("A statement does not fit its table ({}); looking at the tables anew", fault.describe());
                    buffer.rebind();
                } else if (fault.kind() != FaultKind.ROW && fault.mayBeARows() && care != Care.ANYTHING) {
                    LOG.debug("What failed may be a row ({}); looking for it", fault.describe());
                    undo(transaction);
                    care = Care.ANYTHING;
                } else {
                    throw failed(fault);
                }
            } catch (FatalException e) {
                session.rollBack();
                throw e;
            }
        }
    }

    /** Whatever COMMIT was answered with: nothing is written again before the ledger has been read. */
    private void undo(FlushTransaction transaction) {
        if (transaction.isCommitting()) {
            ownership.doubt();
        }
        session.rollBack();
        settle();
    }

    private RuntimeException failed(SqlFault fault) {
        if (fault.kind().isTransient()) {
            // COMMIT may have been under way, and a server in distress may end the connection with any of these.
            ownership.doubt();
        }
        RuntimeException failure = session.failed("write " + buffer.rows() + " row(s)", fault);
        if (fault.sqlState().equals(LOCK_NOT_AVAILABLE)) {
            endStuckSessions();
        }
        return failure;
    }

    /** A former owner of our partitions, frozen within its transaction, may hold rows that we write. */
    private void endStuckSessions() {
        try {
            Connection connection = session.connection();
            int ended = session.dialect()
                    .endStuckSessions(connection, session.settings().applicationName(), config.ledger());
            ended += ledger.endFormerOwners(connection, ownership.held());
            connection.commit();
            if (ended > 0) {
                LOG.warn(
                        "Rows were locked; ended {} session(s) of this connector that waited for a frozen task", ended);
            }
        } catch (SQLException e) {
            SqlFault fault = session.dialect().fault(e);
            session.abandon(fault);
            LOG.warn("Rows are locked, and who locks them cannot be found out: {}", fault.describe());
        }
    }

    private void committed(int rows) {
        LOG.debug("Wrote {} row(s)", rows);
        metrics.rowsWritten.add(rows);
        metrics.batches.increment();
        buffer.clear();
    }
}
