package io.penstock.jdbc.writer;

import io.penstock.common.error.ErrorRouter;
import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.TableId;
import io.penstock.jdbc.writer.Attempts.Outcome;
import io.penstock.jdbc.writer.Attempts.Statement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch of which some rows are bad: each part is tried under a savepoint, and one that fails is split where the
 * database names the row, else in the middle, until the bad row stands alone. What a unique or foreign key refuses is {@link SetAside} until all
 * tables are written. A row that several changes to its key were merged
 * into is taken apart: first what came before the last change is tried, then the last change. A change that is refused by itself
 * goes to the dead letter queue; its stand-in within the batch is written in its place. What a refusal brings is written by
 * statements of its own: it may speak of other columns than the refused row. A row that fails with what may be the statement's fault is tried
 * twice by itself, and its refusal waits until the {@link Doubt} is removed. All within the caller's transaction.
 */
final class RowIsolation {

    private final Attempts attempts;
    private final ErrorRouter router;
    private final Duration transactionTimeout;
    private final LongSupplier nanoTicker;
    private final SetAside setAside;
    /** What is refused by itself, and may pass later or be taken apart. */
    private final OneByOne oneByOne;

    private final List<RowSet> unfinished = new ArrayList<>();
    private boolean settling;
    private boolean deleteRefused;

    /**
     * @param late whether there is no time to try again what waits for others
     *
     * @param transactionTimeout after which the database ends the transaction
     */
    RowIsolation(
            Attempts attempts,
            BooleanSupplier late,
            ErrorRouter router,
            Duration transactionTimeout,
            LongSupplier nanoTicker) {
        this.attempts = attempts;
        this.router = router;
        this.transactionTimeout = transactionTimeout;
        this.nanoTicker = nanoTicker;
        this.setAside = new SetAside(attempts, late);
        this.oneByOne = new OneByOne(attempts, late);
    }

    /**
     * @param statement fits all of the rows
     *
     * @param single fits any one change, whatever the columns of which it speaks
     *
     * @param readsNames whether a column's type reads names
     *
     * @param mayWait whether what is refused may be written after others; {@link #settle} tells of it then
     *
     * @param inOrder whether rows may exclude each other, and the first one is to be kept
     * @throws SQLException for a failure that is no row's fault
     */
    void write(
            TableId table,
            List<Row> rows,
            Statement statement,
            Statement single,
            boolean readsNames,
            boolean mayWait,
            boolean inOrder)
            throws SQLException {
        Doubt doubt = new Doubt(
                () -> faultOf(attempts.make(statement, List.of()).failure()),
                readsNames,
                transactionTimeout,
                nanoTicker);
        RowSet set = new RowSet(table, statement, single, inOrder, doubt);
        search(set, List.of(Part.of(rows, statement)), mayWait);
        if (mayWait) {
            unfinished.add(set);
        } else {
            end(set);
        }
    }

    /**
     * Finds out what becomes of rows that wait for others. To be called when all tables are written.
     *
     * @return whether a delete was refused that had waited: without it the batch comes to something else, and is to be written anew
     * @throws SQLException for a failure that is no row's fault
     */
    boolean settle() throws SQLException {
        settling = true;
        setAside.settle();
        for (SetAside.Waiting part : setAside.giveUp()) {
            if (part.rows().size() == 1) {
                oneByOne.add(part.set(), part.rows().get(0), part.passedBefore());
            } else {
                search(part.set(), List.of(Part.of(part.rows(), part.set().statement())), false);
            }
        }
        while (true) {
            oneByOne.settle();
            List<OneByOne.Change> heads = oneByOne.takeHeads();
            if (heads.isEmpty()) {
                break;
            }
            for (OneByOne.Change head : heads) {
                search(head.set(), List.of(Part.of(List.of(head.row()), head.statement())), false);
            }
            if (deleteRefused) {
                return true;
            }
        }
        for (RowSet set : unfinished) {
            end(set);
        }
        return deleteRefused;
    }

    private void end(RowSet set) throws SQLException {
        rejectAll(set.table(), set.doubt().guilty());
        set.doubt().end();
    }

    private void search(RowSet set, List<Part> first, boolean mayWait) throws SQLException {
        Doubt doubt = set.doubt();
        Deque<Part> parts = new ArrayDeque<>(first);
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            if (part.rows().isEmpty()) {
                continue;
            }
            Outcome outcome = attempts.make(part.statement(), part.rows());
            SQLException raw = outcome.failure();
            if (raw == null) {
                set.passed(part.statement(), outcome);
                rejectAll(set.table(), doubt.guilty());
                continue;
            }
            SqlFault fault = attempts.fault(raw);
            if (mayWait && fault.mayPassLater()) {
                setAside.add(set, part.rows(), fault);
                while (set.inOrder() && !parts.isEmpty()) {
                    setAside.addUntried(set, parts.pop().rows());
                }
                continue;
            }
            Doubt.Others others = () -> anyPasses(set.statement(), part, parts);
            doubt.failed(fault, raw, others);
            rejectAll(set.table(), doubt.guilty());
            if (part.rows().size() > 1) {
                part.split(fault, parts);
            } else if (mayWait && part.isMerged()) {
                oneByOne.add(set, part.rows().get(0));
            } else {
                refused(set, part, fault, raw, parts, others);
            }
        }
    }

    /** A row has failed by itself. */
    private void refused(
            RowSet set, Part part, SqlFault fault, SQLException raw, Deque<Part> parts, Doubt.Others others)
            throws SQLException {
        Row row = part.rows().get(0);
        Row own = row.own();
        if (own != null) {
            parts.push(Part.of(List.of(own), set.single()));
        } else if (fault.kind() == FaultKind.ROW) {
            reject(set.table(), row, fault);
        } else if (part.failedBefore() == null) {
            parts.push(part.failed(fault));
            return;
        } else if (!fault.isSameAs(part.failedBefore())) {
            throw raw;
        } else if (set.doubt().isRows(fault)) {
            reject(set.table(), row, fault);
        } else {
            set.doubt().suspect(new Doubt.Suspect(row, fault, raw), others);
            rejectAll(set.table(), set.doubt().guilty());
        }
        Row standIn = row.standIn();
        if (standIn != null) {
            // Onto the row's own change, as it comes before it.
            parts.push(Part.of(List.of(standIn), set.single()));
        }
    }

    /**
     * Asks something of rows. One with a value that its column cannot take is refused here: it need not fail a second time, and is known when
     * the connection is lost meanwhile. Other rows that the database cannot read are passed over: what they are is told when they are written.
     *
     * @throws SQLException for a failure that may be another's fault
     */
    void read(TableId table, List<Row> rows, Statement query) throws SQLException {
        SQLException raw = attempts.make(query, rows).failure();
        if (raw == null) {
            return;
        }
        SqlFault fault = attempts.fault(raw);
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
        return attempts.make(query, List.of()).failure() == null;
    }

    /** Tries the last row of each part, the one that has failed among them; what it writes is taken back. */
    private boolean anyPasses(Statement statement, Part failed, Deque<Part> left) throws SQLException {
        List<Part> some = new ArrayList<>(left);
        some.add(failed);
        for (Part part : some) {
            int size = part.rows().size();
            if (size > 0
                    && part.statement().equals(statement)
                    && attempts.wouldPass(statement, part.rows().subList(size - 1, size))) {
                return true;
            }
        }
        return false;
    }

    private @Nullable SqlFault faultOf(@Nullable SQLException raw) {
        return raw == null ? null : attempts.fault(raw);
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
                                + RecordCoordinates.of(row.record()) + ": " + fault.describe() + ". "
                                + JdbcError.REJECTED_BY_DATABASE.remedy(),
                        fault.cause()));
        row.reject();
        deleteRefused |= settling && (row.isDelete() || row.isMark());
    }

    /**
     * Rows that are tried together, and the statement that fits them.
     *
     * @param failedBefore what a row that stands alone has failed with, when it is tried again
     */
    private record Part(
            List<Row> rows, Statement statement, @Nullable SqlFault failedBefore) {

        static Part of(List<Row> rows, Statement statement) {
            return new Part(rows, statement, null);
        }

        Part failed(SqlFault fault) {
            return new Part(rows, statement, fault);
        }

        /** Whether its one row can be taken apart. */
        boolean isMerged() {
            Row row = rows.get(0);
            return row.own() != null || row.standIn() != null;
        }

        void split(SqlFault fault, Deque<Part> parts) {
            List<List<Row>> split = RowSet.split(rows, fault.row());
            for (int i = split.size() - 1; i >= 0; i--) {
                parts.push(of(split.get(i), statement));
            }
        }
    }
}
