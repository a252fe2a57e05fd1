package io.penstock.jdbc.writer;

import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.plan.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose fault it is when one statement fails with what may be a row's or the statement's own, such as a syntax error: of the SQL, or of a
 * text that a type's parser refuses. It is the row's where another row has passed by the same statement and changed something. That the database takes it without
 * any row tells only of faults that are made of nothing but values: what runs with each row, a default's sequence or a trigger, was not tried.
 */
final class Doubt {

    /** A row that fails by itself, until it is known whose fault it is. */
    record Suspect(Row row, SqlFault fault, SQLException raw) {}

    /** Runs the statement without rows; a failure, null where there is none. */
    @FunctionalInterface
    interface Probe {
        @Nullable
        SqlFault run() throws SQLException;
    }

    /** Whether one of the rows passes that are still to be tried. */
    @FunctionalInterface
    interface Others {
        boolean anyPasses() throws SQLException;
    }

    /** For so long it is searched for a row that passes, well within the default of max.poll.interval.ms. */
    private static final Duration MAX_SEARCH = Duration.ofMinutes(1);
    /** So many rows fail by themselves before it is taken for granted that all do. */
    private static final int MAX_SUSPECTS = 200;

    private final Probe probe;
    private final boolean readsNames;
    private final long patienceNanos;
    private final LongSupplier nanoTicker;
    private final List<Suspect> suspects = new ArrayList<>();
    private boolean begun;
    private long begunAt;
    private boolean takenWithoutRows;
    private boolean rowPassed;

    /**
     * @param readsNames whether the statement writes values that are read as names
     *
     * @param transactionTimeout after which the database ends the transaction, and what was found out in it is lost
     */
    Doubt(Probe probe, boolean readsNames, Duration transactionTimeout, LongSupplier nanoTicker) {
        this.probe = probe;
        this.readsNames = readsNames;
        this.patienceNanos = Math.min(MAX_SEARCH.toNanos(), transactionTimeout.toNanos() / 2);
        this.nanoTicker = nanoTicker;
    }

    /** Another row has passed by the same statement, and changed something. */
    void rowPassed() {
        rowPassed = true;
    }

    /** @return the suspects, once; none where no row is known to have passed */
    List<Suspect> guilty() {
        if (!rowPassed) {
            return List.of();
        }
        List<Suspect> guilty = List.copyOf(suspects);
        suspects.clear();
        return guilty;
    }

    /**
     * Notes that some rows have failed.
     *
     * @throws SQLException the failure itself, when it is the statement's, or nothing else has been found out in time
     */
    void failed(SqlFault fault, SQLException raw, Others others) throws SQLException {
        if (fault.kind() == FaultKind.ROW) {
            return;
        }
        if (!begun) {
            begun = true;
            begunAt = nanoTicker.getAsLong();
            SqlFault withoutRows = probe.run();
            takenWithoutRows = withoutRows == null;
            if (withoutRows != null && withoutRows.isSameAs(fault)) {
                throw raw;
            }
        }
        if (!isRows(fault) && nanoTicker.getAsLong() - begunAt > patienceNanos) {
            askOnceMore(raw, others);
        }
    }

    /** Whether a row that fails with it by itself is known to be bad; what was known once remains so. */
    boolean isRows(SqlFault fault) {
        return rowPassed || (takenWithoutRows && (fault.ofValues() || (readsNames && fault.ofNames())));
    }

    /**
     * Keeps a row of which that is not known.
     *
     * @throws SQLException its failure, where so many have failed that it is taken for the statement's
     */
    void suspect(Suspect suspect, Others others) throws SQLException {
        suspects.add(suspect);
        if (!rowPassed && suspects.size() >= MAX_SUSPECTS) {
            askOnceMore(suspect.raw(), others);
        }
    }

    /** Bad rows may stand together, and the good ones behind them. */
    private void askOnceMore(SQLException raw, Others others) throws SQLException {
        if (!others.anyPasses()) {
            throw raw;
        }
        rowPassed = true;
    }

    /** @throws SQLException of the first suspect, now that all rows were tried: it may as well be the statement's fault */
    void end() throws SQLException {
        if (!suspects.isEmpty()) {
            throw suspects.get(0).raw();
        }
    }
}
