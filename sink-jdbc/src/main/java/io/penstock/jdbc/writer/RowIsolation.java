package io.penstock.jdbc.writer;

import io.penstock.common.error.ErrorRouter;
import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.jdbc.dialect.Dialect;
import io.penstock.jdbc.dialect.Savepoints;
import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch of which some rows are bad: each part is tried under a savepoint, and one that fails is split where the
 * database names the row, else in the middle, until the bad row stands alone. One that several changes to its key were merged
 * into is taken apart: first what came before the last change is tried, then the last change. A change that is refused by itself
 * goes to the dead letter queue; its stand-in within the batch is written in its place. What a refusal brings is written by
 * statements of its own: it may speak of other columns than the refused row. A row that fails with what may be the statement's fault is tried
 * twice by itself, and its refusal waits until the {@link Doubt} is removed. All within the caller's transaction.
 */
final class RowIsolation {

    /** Writes rows in one statement; without rows it asks the database whether it takes the statement. */
    @FunctionalInterface
    interface Statement {
        /** @return whether it has changed a row: what changes none has met no trigger and no policy */
        boolean write(List<Row> rows) throws SQLException;
    }

    private final Connection connection;
    private final Dialect dialect;
    private final ErrorRouter router;
    private final Care care;
    private final Duration transactionTimeout;
    private final LongSupplier nanoTicker;

    RowIsolation(
            Connection connection,
            Dialect dialect,
            ErrorRouter router,
            Care care,
            Duration transactionTimeout,
            LongSupplier nanoTicker) {
        this.connection = connection;
        this.dialect = dialect;
        this.router = router;
        this.care = care;
        this.transactionTimeout = transactionTimeout;
        this.nanoTicker = nanoTicker;
    }

    /**
     * @param statement fits all of the rows
     *
     * @param single fits any one row, whatever the columns of which it speaks
     *
     * @param readsNames whether a column's type reads names
     * @throws SQLException for a failure that is no row's fault
     */
    void write(TableId table, List<Row> rows, Statement statement, Statement single, boolean readsNames)
            throws SQLException {
        Doubt doubt = new Doubt(
                () -> faultOf(attempt(statement, List.of()).failure()), readsNames, transactionTimeout, nanoTicker);
        Deque<Part> parts = new ArrayDeque<>();
        parts.push(new Part(rows, statement, null));
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            if (part.rows().isEmpty()) {
                continue;
            }
            Outcome outcome = attempt(part.statement(), part.rows());
            SQLException raw = outcome.failure();
            if (raw == null) {
                if (part.statement() == statement && outcome.changed()) {
                    rejectAll(table, doubt.rowPassed());
                }
                continue;
            }
            SqlFault fault = dialect.fault(raw);
            Doubt.Others others = () -> anyPasses(statement, part, parts);
            doubt.failed(fault, raw, others);
            rejectAll(table, doubt.guilty());
            if (part.rows().size() > 1) {
                split(part, fault, parts);
            } else {
                Row row = part.rows().get(0);
                Row own = row.own();
                if (own != null) {
                    parts.push(new Part(List.of(own), single, null));
                } else if (fault.kind() == FaultKind.ROW) {
                    reject(table, row, fault);
                } else if (part.failedBefore() == null) {
                    parts.push(new Part(part.rows(), part.statement(), fault));
                    continue;
                } else if (!fault.isSameAs(part.failedBefore())) {
                    throw raw;
                } else if (doubt.isRows(fault)) {
                    reject(table, row, fault);
                } else {
                    doubt.suspect(new Doubt.Suspect(row, fault, raw), others);
                    rejectAll(table, doubt.guilty());
                }
                Row standIn = row.standIn();
                if (standIn != null) {
                    // Onto the row's own change, as it comes before it.
                    parts.push(new Part(List.of(standIn), single, null));
                }
            }
        }
        doubt.end();
    }

    /**
     * Asks something of rows. One with a value that its column cannot take is refused here: it need not fail a second time, and is known when
     * the connection is lost meanwhile. Other rows that the database cannot read are passed over: what they are is told when they are written.
     *
     * @throws SQLException for a failure that may be another's fault
     */
    void read(TableId table, List<Row> rows, Statement query) throws SQLException {
        SQLException raw = attempt(query, rows).failure();
        if (raw == null) {
            return;
        }
        SqlFault fault = dialect.fault(raw);
        if (fault.kind() != FaultKind.ROW && !fault.ofValues() && !fault.ofNames()) {
            throw raw;
        }
        if (rows.size() > 1) {
            int middle = rows.size() / 2;
            read(table, rows.subList(0, middle), query);
            read(table, rows.subList(middle, rows.size()), query);
        } else if (fault.kind() == FaultKind.ROW || (fault.ofValues() && isTakenWithoutRows(query))) {
            reject(table, rows.get(0), fault);
        }
    }

    private boolean isTakenWithoutRows(Statement query) throws SQLException {
        return attempt(query, List.of()).failure() == null;
    }

    /**
     * @return a failure only where it may be a row's fault
     * @throws SQLException for what cannot be one
     */
    private Outcome attempt(Statement statement, List<Row> rows) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            boolean changed = statement.write(rows);
            if (rows.isEmpty()) {
                // Triggers for each statement have run, of one that nobody asked for.
                connection.rollback(savepoint);
            } else {
                Savepoints.release(connection, savepoint);
            }
            return new Outcome(null, changed);
        } catch (SQLException e) {
            SqlFault fault = dialect.fault(e);
            if (care == Care.ANYTHING ? !fault.mayBeARows() : fault.kind() != FaultKind.ROW) {
                throw e;
            }
            rollBack(savepoint, e);
            return new Outcome(e, false);
        }
    }

    /** @throws SQLException the failure, where the transaction has ended with it; what another try may mend comes first */
    private void rollBack(Savepoint savepoint, SQLException failure) throws SQLException {
        try {
            connection.rollback(savepoint);
        } catch (SQLException e) {
            boolean lost = dialect.fault(e).kind().isTransient();
            SQLException told = lost ? e : failure;
            told.addSuppressed(lost ? failure : e);
            throw told;
        }
    }

    /** Tries the last row of each part, the one that has failed among them; what it writes is taken back. */
    private boolean anyPasses(Statement statement, Part failed, Deque<Part> left) throws SQLException {
        List<Part> some = new ArrayList<>(left);
        some.add(failed);
        for (Part part : some) {
            int size = part.rows().size();
            if (size > 0 && part.statement() == statement) {
                Savepoint savepoint = connection.setSavepoint();
                boolean changed =
                        attempt(statement, part.rows().subList(size - 1, size)).changed();
                connection.rollback(savepoint);
                if (changed) {
                    return true;
                }
            }
        }
        return false;
    }

    private @Nullable SqlFault faultOf(@Nullable SQLException raw) {
        return raw == null ? null : dialect.fault(raw);
    }

    /** What follows a bad row that the server names is sent again: in parts of at most half of the whole. */
    private static void split(Part part, SqlFault fault, Deque<Part> parts) {
        int size = part.rows().size();
        int middle = size / 2;
        int bad = fault.row().orElse(-1);
        if (bad < 0 || bad >= size) {
            parts.push(part.between(middle, size));
            parts.push(part.between(0, middle));
        } else {
            int next = Math.max(middle, bad + 1);
            parts.push(part.between(next, size));
            parts.push(part.between(bad + 1, next));
            parts.push(part.between(bad, bad + 1));
            parts.push(part.between(0, bad));
        }
    }

    private void rejectAll(TableId table, List<Doubt.Suspect> suspects) {
        for (Doubt.Suspect suspect : suspects) {
            reject(table, suspect.row(), suspect.fault());
        }
    }

    private void reject(TableId table, Row row, SqlFault fault) {
        router.route(
                row.record(),
                new RecordException(
                        JdbcError.REJECTED_BY_DATABASE,
                        (row.isDelete() ? "delete from " : "write to ") + table + " failed at "
                                + RecordCoordinates.of(row.record()) + ": " + fault.describe(),
                        fault.cause()));
        row.reject();
    }

    /**
     * What an attempt comes to.
     *
     * @param failure null when all is well
     */
    private record Outcome(@Nullable SQLException failure, boolean changed) {}

    /**
     * Rows that are tried together, and the statement that fits them.
     *
     * @param failedBefore what a row that stands alone has failed with, when it is tried again
     */
    private record Part(
            List<Row> rows, Statement statement, @Nullable SqlFault failedBefore) {

        Part between(int from, int to) {
            return new Part(rows.subList(from, to), statement, null);
        }
    }
}
