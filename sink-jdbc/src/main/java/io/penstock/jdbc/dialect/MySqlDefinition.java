package io.penstock.jdbc.dialect;

import io.penstock.jdbc.error.SqlStates;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What MariaDB and MySQL say of a table in the words in which it could be made. */
final class MySqlDefinition {

    private MySqlDefinition() {}

    /**
     * @param table quoted
     * @return empty where the user may not see it, such as that of a view
     */
    static String of(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String mode = text(statement, "SELECT @@sql_mode", 1);
            // By other modes names stand between double quotes, or as they are.
            statement.execute("SET SESSION sql_quote_show_create = 1, sql_mode = ''");
            try {
                return text(statement, "SHOW CREATE TABLE " + table, 2);
            } finally {
                restore(statement, mode);
            }
        } catch (SQLException e) {
            if (SqlStates.kindOf(e).isTransient()) {
                throw e;
            }
            return "";
        }
    }

    /** @throws SQLException that of a lost connection, whatever it was: by no mode the server cuts texts without a word */
    private static void restore(Statement statement, String mode) throws SQLException {
        try {
            statement.execute("SET SESSION sql_mode = '" + mode + "'");
        } catch (SQLException e) {
            throw new SQLException("the session has lost its sql_mode", "08006", e);
        }
    }

    private static String text(Statement statement, String sql, int column) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(column) : "";
        }
    }
}
