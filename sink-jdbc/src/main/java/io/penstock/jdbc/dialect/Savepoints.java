package io.penstock.jdbc.dialect;

import io.penstock.jdbc.error.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/** Savepoints that have served. */
public final class Savepoints {

    private Savepoints() {}

    /** Where the driver refuses it, as Oracle's and SQL Server's do, a savepoint lasts until the transaction ends, which does no harm. */
    public static void release(Connection connection, Savepoint savepoint) throws SQLException {
        try {
            connection.releaseSavepoint(savepoint);
        } catch (SQLException e) {
            if (SqlStates.kindOf(e).isTransient()) {
                throw e;
            }
        }
    }
}
