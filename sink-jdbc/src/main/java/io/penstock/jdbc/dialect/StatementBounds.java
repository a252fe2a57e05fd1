package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** How large the statements are that a database takes. */
@FunctionalInterface
interface StatementBounds {

    StatementBounds NONE = (connection, statement, columns, rows) -> List.of(new Part(rows, Integer.MAX_VALUE));

    /**
     * Parts rows so that the database takes each part, as one message too if the driver makes it one.
     *
     * @return all rows in their order
     * @throws SQLException of class 54 for a row that is too large for a statement of its own
     */
    List<Part> parts(Connection connection, RowStatement statement, ColumnSet columns, List<Row> rows)
            throws SQLException;

    /**
     * Rows that go to the database at once.
     *
     * @param perStatement how many of them one statement may have
     */
    record Part(List<Row> rows, int perStatement) {}
}
