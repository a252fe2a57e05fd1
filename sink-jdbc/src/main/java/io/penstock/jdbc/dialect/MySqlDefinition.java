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
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SHOW CREATE TABLE " + table)) {
            return result.next() ? result.getString(2) : "";
        } catch (SQLException e) {
            if (SqlStates.kindOf(e).isTransient()) {
                throw e;
            }
            return "";
        }
    }
}
