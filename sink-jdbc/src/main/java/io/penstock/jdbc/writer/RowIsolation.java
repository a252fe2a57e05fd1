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
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch of which some rows are bad: each part is tried under a savepoint, and one that fails is split where the
 * database names the row, else in the middle, until the bad row stands alone. One that several changes to its key were merged
 * into is taken apart: first what came before the last change is tried, then the last change. A change that is refused by itself
 * goes to the dead letter queue; its stand-in within the batch is written in its place. What a refusal brings is written by
 * statements of its own: it may speak of other columns than the refused row. A row that fails with what may be the statement's fault is tried
 * twice by itself, and its refusal waits until the {@link Doubt} is removed. All within the caller's transaction.
 *
 * <p>A row that a constraint between rows refuses may be good: what gives its unique value away, or its parent, may only come later,
 * as rows are sorted. It is set {@link Aside}, and tried again in the order of arrival when others are written, for as long as
 * that clears any; what is left is replayed change by change.
 *
 * <p>A search that takes too long is {@linkplain SearchPaused paused} once it has found out something that outlives the transaction.
 */
final class RowIsolation {

    /** Within a partition; between partitions there is no order. */
    private static final Comparator<Row> ARRIVAL = Comparator.comparing(
            Row::record,
            Comparator.comparing(SinkRecord::originalTopic)
                    .thenComparing(SinkRecord::originalKafkaPartition)
                    .thenComparing(SinkRecord::originalKafkaOffset));

    /** Writes rows in one statement; without rows it asks the database whether it takes the statement. */
    @FunctionalInterface
    interface Statement {
        /** @return whether it has changed a row: what changes none has met no trigger and no policy */
        boolean write(List<Row> rows) throws SQLException;
    }

    /** Well within the default of max.poll.interval.ms. */
    private static final Duration MAX_SEARCH = Duration.ofMinutes(1);
    /** How often rows that were set aside are tried again; in the order of arrival one pass is mostly enough. */
    private static final int MAX_PASSES = 8;

    private final Connection connection;
    private final Dialect dialect;
    private final ErrorRouter router;
    private final Care care;
    private final Duration transactionTimeout;
    private final LongSupplier nanoTicker;
    private final long begunAt;
    private final long patienceNanos;
    private boolean foundOut;

    /**
     * A row that was refused, and may pass later.
     *
     * @param single writes it whatever the columns of which it speaks
     */
    record Aside(TableId table, Row row, Statement single) {}

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
        this.begunAt = nanoTicker.getAsLong();
        this.patienceNanos = Math.min(MAX_SEARCH.toNanos(), transactionTimeout.toNanos() / 2);
    }

    /**
     * @param statement fits all of the rows
     *
     * @param single fits any one row, whatever the columns of which it speaks
     *
     * @param readsNames whether a column's type reads names
     *
     * @param asides takes what may pass later, to be {@linkplain #settle settled} by the caller
     * @throws SQLException for a failure that is no row's fault
     */
    void write(
            TableId table,
            List<Row> rows,
            Statement statement,
            Statement single,
            boolean readsNames,
            List<Aside> asides)
            throws SQLException {
        Doubt doubt = new Doubt(
                () -> faultOf(attempt(statement, List.of()).failure()), readsNames, transactionTimeout, nanoTicker);
        Deque<Part> parts = new ArrayDeque<>();
        List<Row> unknown = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (row.isRefused()) {
                asides.add(new Aside(table, row, single));
            } else {
                unknown.add(row);
            }
        }
        parts.push(new Part(unknown, statement, null));
        while (!parts.isEmpty()) {
            pauseIfLong();
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
                if (part.statement() == statement && fault.mayPassLater()) {
                    row.refuse();
                    foundOut = true;
                    asides.add(new Aside(table, row, single));
                    continue;
                }
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

    /** Tries rows again that were set aside, now that others are written, and rejects what is bad at last. */
    void settle(List<Aside> asides) throws SQLException {
        List<Aside> left = new ArrayList<>(asides);
        asides.clear();
        left.sort(Comparator.comparing(Aside::row, ARRIVAL));
        boolean cleared = !left.isEmpty();
        for (int pass = 0; cleared && pass < MAX_PASSES; pass++) {
            List<Aside> refused = pass(left);
            cleared = refused.size() < left.size();
            left = refused;
        }
        replay(left);
    }

    /** @return those that are refused still */
    private List<Aside> pass(List<Aside> asides) throws SQLException {
        List<Aside> refused = new ArrayList<>();
        // Since a row was last taken: nothing has changed for these.
        List<Bad> hopeless = new ArrayList<>();
        for (Aside aside : asides) {
            if (isLong()) {
                hopeless.forEach(bad -> reject(bad.table(), bad.row(), bad.fault()));
                pauseIfLong();
            }
            SqlFault fault = tryAgain(aside);
            if (fault == null) {
                hopeless.clear();
            } else {
                refused.add(aside);
                hopeless.add(new Bad(aside.table(), aside.row(), fault));
            }
        }
        return refused;
    }

    /**
     * Makes the changes that were merged into these rows one by one in the order of arrival, as two rows may have swapped a value by way
     * of a third, and rejects those that are refused.
     */
    private void replay(List<Aside> asides) throws SQLException {
        List<Aside> changes = new ArrayList<>();
        for (Aside aside : asides) {
            for (Row row = aside.row(); row != null; row = row.standIn()) {
                Row own = row.own();
                changes.add(new Aside(aside.table(), own == null ? row : own, aside.single()));
            }
        }
        changes.sort(Comparator.comparing(Aside::row, ARRIVAL));
        for (Aside change : changes) {
            pauseIfLong();
            SqlFault fault = tryAgain(change);
            if (fault != null) {
                reject(change.table(), change.row(), fault);
            }
        }
    }

    private @Nullable SqlFault tryAgain(Aside aside) throws SQLException {
        SQLException raw = attempt(aside.single(), List.of(aside.row())).failure();
        SqlFault fault = faultOf(raw);
        if (raw != null && fault != null && fault.kind() != FaultKind.ROW) {
            throw raw;
        }
        return fault;
    }

    private boolean isLong() {
        return nanoTicker.getAsLong() - begunAt > patienceNanos;
    }

    /** Never before something was found out, so that each attempt has less to do than the one before. */
    private void pauseIfLong() {
        if (foundOut && isLong()) {
            throw new SearchPaused();
        }
    }

    /**
     * Asks something of rows. One with a value that its column cannot take is refused here: it need not fail a second time, and is known when
     * the connection is lost meanwhile. Other rows that the database cannot read are passed over: what they are is told when they are written.
     *
     * @throws SQLException for a failure that may be another's fault
     */
    void read(TableId table, List<Row> rows, Statement query) throws SQLException {
        pauseIfLong();
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
        foundOut = true;
    }

    private record Bad(TableId table, Row row, SqlFault fault) {}

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
