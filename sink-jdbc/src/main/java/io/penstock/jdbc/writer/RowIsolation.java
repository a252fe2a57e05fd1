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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Writes a batch of which some rows are bad: each part is tried under a savepoint, and one that fails is split where the
 * database names the row, else in the middle, until the bad row stands alone. One that several changes to its key were merged
 * into is taken apart: first what came before the last change is tried, then the last change. A change that is refused by itself
 * goes to the dead letter queue; its stand-in within the batch is written in its place. What a refusal brings is written by
 * statements of its own: it may speak of other columns than the refused row. All within the caller's transaction.
 */
final class RowIsolation {

    /** Writes rows in one statement. */
    @FunctionalInterface
    interface Statement {
        void write(List<Row> rows) throws SQLException;
    }

    private final Connection connection;
    private final Dialect dialect;
    private final ErrorRouter router;

    RowIsolation(Connection connection, Dialect dialect, ErrorRouter router) {
        this.connection = connection;
        this.dialect = dialect;
        this.router = router;
    }

    /**
     * @param statement fits all of the rows
     *
     * @param single fits any one row, whatever the columns of which it speaks
     * @throws SQLException for a failure that is no row's fault
     */
    void write(TableId table, List<Row> rows, Statement statement, Statement single) throws SQLException {
        Deque<Part> parts = new ArrayDeque<>();
        parts.push(new Part(rows, statement));
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            if (part.rows().isEmpty()) {
                continue;
            }
            Savepoint savepoint = connection.setSavepoint();
            try {
                part.statement().write(part.rows());
                Savepoints.release(connection, savepoint);
            } catch (SQLException e) {
                SqlFault fault = dialect.fault(e);
                if (fault.kind() != FaultKind.ROW) {
                    throw e;
                }
                connection.rollback(savepoint);
                if (part.rows().size() > 1) {
                    split(part, fault, parts);
                } else {
                    Row row = part.rows().get(0);
                    Row own = row.own();
                    if (own == null) {
                        reject(table, row, fault);
                    } else {
                        parts.push(new Part(List.of(own), single));
                    }
                    Row standIn = row.standIn();
                    if (standIn != null) {
                        // Onto the row's own change, as it comes before it.
                        parts.push(new Part(List.of(standIn), single));
                    }
                }
            }
        }
    }

    private static void split(Part part, SqlFault fault, Deque<Part> parts) {
        int size = part.rows().size();
        int bad = fault.row().orElse(-1);
        if (bad >= 0 && bad < size) {
            parts.push(part.between(bad + 1, size));
            parts.push(part.between(bad, bad + 1));
            parts.push(part.between(0, bad));
        } else {
            int middle = size / 2;
            parts.push(part.between(middle, size));
            parts.push(part.between(0, middle));
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

    /** Rows that are tried together, and the statement that fits them. */
    private record Part(List<Row> rows, Statement statement) {

        Part between(int from, int to) {
            return new Part(rows.subList(from, to), statement);
        }
    }
}
