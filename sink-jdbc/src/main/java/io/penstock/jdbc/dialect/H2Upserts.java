package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** H2's own MERGE, whose rows may have parameters without casts. It does not know how to leave a row as it is, always or by a rule. */
final class H2Upserts implements Upserts {

    private final RowSql sql;
    private final RowExecutor executor;
    private final Upserts portable;

    H2Upserts(RowSql sql, RowExecutor executor, Upserts portable) {
        this.sql = sql;
        this.executor = executor;
        this.portable = portable;
    }

    @Override
    public boolean insertIgnore(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        return portable.insertIgnore(connection, columns, rows);
    }

    @Override
    public boolean upsert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        if (sql.restOf(columns).isEmpty()) {
            return portable.insertIgnore(connection, columns, rows);
        }
        if (!columns.overwrites().isAlways()) {
            return portable.upsert(connection, columns, rows);
        }
        String key = " KEY (" + sql.names().list(sql.keyOf(columns)) + ")";
        return executor.execute(connection, sql.values("MERGE INTO", key, columns, ""), columns, rows);
    }
}
