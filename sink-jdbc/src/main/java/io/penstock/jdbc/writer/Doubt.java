package io.penstock.jdbc.writer;

import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.plan.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose fault it is when one statement fails with what may be a row's or the statement's own, such as a syntax error: of the SQL, or of a
 * text that a type's parser refuses. It is the row's where another row has passed by the same statement. That the database takes it without
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

    /** For so long it is searched for a row that passes, well within the default of max.poll.interval.ms. */
    private static final long MAX_SEARCH_NANOS = 60_000_000_000L;

    private final Probe probe;
    private final LongSupplier nanoTicker;
    private final List<Suspect> suspects = new ArrayList<>();
    private boolean begun;
    private long begunAt;
    private boolean takenWithoutRows;
    private boolean rowPassed;

    Doubt(Probe probe, LongSupplier nanoTicker) {
        this.probe = probe;
        this.nanoTicker = nanoTicker;
    }

    void rowPassed() {
        rowPassed = true;
    }

    /**
     * Notes that some rows have failed.
     *
     * @throws SQLException the failure itself, when it is the statement's, or nothing else has been found out in time
     */
    void failed(SqlFault fault, SQLException raw) throws SQLException {
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
        if (!isRows(fault) && nanoTicker.getAsLong() - begunAt > MAX_SEARCH_NANOS) {
            throw raw;
        }
    }

    private boolean isRows(SqlFault fault) {
        return rowPassed || (takenWithoutRows && fault.ofValues());
    }

    void suspect(Suspect suspect) {
        suspects.add(suspect);
    }

    /**
     * Which of the suspects are bad rows, now that all rows were tried.
     *
     * @throws SQLException of the first one, when it may as well be the statement's fault
     */
    List<Suspect> verdict() throws SQLException {
        for (Suspect suspect : suspects) {
            if (!isRows(suspect.fault())) {
                throw suspect.raw();
            }
        }
        return suspects;
    }
}
