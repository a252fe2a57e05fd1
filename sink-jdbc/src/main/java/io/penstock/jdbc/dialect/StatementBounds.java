package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** How large the statements are that a database takes. */
@FunctionalInterface
interface StatementBounds {

    StatementBounds NONE = (connection, statement, columns, rows) -> List.of(rows);

    /**
     * Parts rows so that the database takes each part in one statement, and as one message if the driver makes it one.
     *
     * @return all rows in their order
     * @throws SQLException of class 54 for a row that is too large for a statement of its own
     */
    List<List<Row>> parts(Connection connection, RowStatement statement, ColumnSet columns, List<Row> rows)
            throws SQLException;
}
