package io.penstock.jdbc.writer;

import io.penstock.common.error.ErrorRouter;
import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.jdbc.dialect.Dialect;
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
 * database names the row, else in the middle, until the bad row stands alone. It goes to the dead letter queue; its stand-in
 * within the batch is written in its place. All within the caller's transaction.
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

    /** @throws SQLException for a failure that is no row's fault */
    void write(TableId table, List<Row> rows, Statement statement) throws SQLException {
        Deque<List<Row>> parts = new ArrayDeque<>();
        parts.push(rows);
        while (!parts.isEmpty()) {
            List<Row> part = parts.pop();
            if (part.isEmpty()) {
                continue;
            }
            Savepoint savepoint = connection.setSavepoint();
            try {
                statement.write(part);
                connection.releaseSavepoint(savepoint);
            } catch (SQLException e) {
                SqlFault fault = dialect.fault(e);
                if (fault.kind() != FaultKind.ROW) {
                    throw e;
                }
                connection.rollback(savepoint);
                if (part.size() > 1) {
                    split(part, fault, parts);
                } else {
                    reject(table, part.get(0), fault, parts);
                }
            }
        }
    }

    private static void split(List<Row> part, SqlFault fault, Deque<List<Row>> parts) {
        int bad = fault.row().orElse(-1);
        if (bad >= 0 && bad < part.size()) {
            parts.push(part.subList(bad + 1, part.size()));
            parts.push(part.subList(bad, bad + 1));
            parts.push(part.subList(0, bad));
        } else {
            int middle = part.size() / 2;
            parts.push(part.subList(middle, part.size()));
            parts.push(part.subList(0, middle));
        }
    }

    private void reject(TableId table, Row row, SqlFault fault, Deque<List<Row>> parts) {
        router.route(
                row.record(),
                new RecordException(
                        JdbcError.REJECTED_BY_DATABASE,
                        (row.isDelete() ? "delete from " : "write to ") + table + " failed at "
                                + RecordCoordinates.of(row.record()) + ": " + fault.describe(),
                        fault.cause()));
        row.reject();
        Row standIn = row.standIn();
        if (!row.isDelete() && standIn != null) {
            parts.push(List.of(standIn));
        }
    }
}
