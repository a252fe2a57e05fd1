package io.penstock.jdbc.dialect;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ends sessions that have changed something and wait for their client, as a frozen task's do. */
final class H2Sessions {

    private H2Sessions() {}

    /**
     * Sessions have no names: those of the same user. To see and to end them takes the rights of an administrator.
     *
     * @param idle for how long they have waited at least
     */
    static int endStuck(Connection connection, Duration idle) throws SQLException {
        int ended = 0;
        for (int id : stuck(connection, idle)) {
            ended += end(connection, id) ? 1 : 0;
        }
        return ended;
    }

    private static List<Integer> stuck(Connection connection, Duration idle) throws SQLException {
        String sql = "SELECT SESSION_ID FROM INFORMATION_SCHEMA.SESSIONS WHERE SESSION_ID <> SESSION_ID()"
                + " AND USER_NAME = CURRENT_USER AND CONTAINS_UNCOMMITTED"
                + " AND SLEEP_SINCE < DATEADD(MILLISECOND, ?, CURRENT_TIMESTAMP)";
        List<Integer> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, -idle.toMillis());
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    ids.add(result.getInt(1));
                }
            }
        }
        return ids;
    }

    /** By a statement of its own: beside conditions it would be called first, of every session, since H2 takes it for cheap. */
    private static boolean end(Connection connection, int id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT ABORT_SESSION(?)")) {
            statement.setInt(1, id);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }
}
