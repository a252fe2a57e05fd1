package io.penstock.jdbc.dialect;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Other sessions of the same user, and how they are ended. */
final class MySqlSessions {

    private static final int ACCESS_DENIED = 1227;
    private static final int NO_SUCH_THREAD = 1094;

    private MySqlSessions() {}

    /**
     * Sessions have no names: ends those of the same user and database that have waited within a transaction for their client. To
     * see transactions takes the PROCESS privilege; without it what the transaction timeout ends is waited for.
     *
     * @param seconds for how long they have waited at least
     */
    static int endStuck(Connection connection, long seconds) throws SQLException {
        int ended = 0;
        for (long id : stuck(connection, seconds)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("KILL " + id);
                ended++;
            } catch (SQLException e) {
                if (e.getErrorCode() != NO_SUCH_THREAD) {
                    throw e;
                }
            }
        }
        return ended;
    }

    private static List<Long> stuck(Connection connection, long seconds) throws SQLException {
        String sql = "SELECT p.ID FROM information_schema.INNODB_TRX t"
                + " JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id"
                + " WHERE p.ID <> CONNECTION_ID() AND p.USER = SUBSTRING_INDEX(USER(), '@', 1) AND p.DB = DATABASE()"
                + " AND p.COMMAND = 'Sleep' AND p.TIME >= ?";
        List<Long> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, seconds);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    ids.add(result.getLong(1));
                }
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != ACCESS_DENIED) {
                throw e;
            }
        }
        return ids;
    }
}
