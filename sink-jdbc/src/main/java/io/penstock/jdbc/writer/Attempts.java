package io.penstock.jdbc.writer;

import io.penstock.jdbc.dialect.Dialect;
import io.penstock.jdbc.dialect.Savepoints;
import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.plan.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tries statements, each under a savepoint of its own, so that one that fails leaves nothing behind. Within the caller's transaction. */
final class Attempts {

    /** Writes rows in one statement; without rows it asks the database whether it takes the statement. */
    @FunctionalInterface
    interface Statement {
        /** @return whether it has changed a row: what changes none has met no trigger and no policy */
        boolean write(List<Row> rows) throws SQLException;
    }

    /**
     * What an attempt comes to.
     *
     * @param failure null when all is well
     */
    record Outcome(@Nullable SQLException failure, boolean changed) {}

    private final Connection connection;
    private final Dialect dialect;
    private final Care care;
    private int passed;

    Attempts(Connection connection, Dialect dialect, Care care) {
        this.connection = connection;
        this.dialect = dialect;
        this.care = care;
    }

    /**
     * @return a failure only where it may be a row's fault
     * @throws SQLException for what cannot be one
     */
    Outcome make(Statement statement, List<Row> rows) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            boolean changed = statement.write(rows);
            if (rows.isEmpty()) {
                // Triggers for each statement have run, of one that nobody asked for.
                takeBack(savepoint);
            } else {
                Savepoints.release(connection, savepoint);
                passed++;
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

    /** @return whether the rows pass and change something; what they write is taken back */
    boolean wouldPass(Statement statement, List<Row> rows) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        int before = passed;
        boolean changed = make(statement, rows).changed();
        takeBack(savepoint);
        passed = before;
        return changed;
    }

    /** A savepoint outlives the rollback to it, and many of them nest deep. */
    private void takeBack(Savepoint savepoint) throws SQLException {
        connection.rollback(savepoint);
        Savepoints.release(connection, savepoint);
    }

    /** How many attempts have left something behind: what failed before the last of them may pass now. */
    int passed() {
        return passed;
    }

    SqlFault fault(SQLException failure) {
        return dialect.fault(failure);
    }

    /** @throws SQLException the failure, where the transaction has ended with it; what another try may mend comes first */
    private void rollBack(Savepoint savepoint, SQLException failure) throws SQLException {
        try {
            takeBack(savepoint);
        } catch (SQLException e) {
            boolean lost = dialect.fault(e).kind().isTransient();
            SQLException told = lost ? e : failure;
            told.addSuppressed(lost ? failure : e);
            throw told;
        }
    }
}
