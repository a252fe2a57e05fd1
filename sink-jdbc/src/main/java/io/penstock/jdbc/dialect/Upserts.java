package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The two writes for which the databases have no words in common. As in {@link RowWriter}. */
interface Upserts {

    boolean insertIgnore(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException;

    boolean upsert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException;
}
