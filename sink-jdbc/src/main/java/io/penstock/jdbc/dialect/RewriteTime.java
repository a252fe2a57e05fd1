package io.penstock.jdbc.dialect;

import java.sql.Connection;
import java.sql.SQLException;

/** How long a table may be locked because of one value: less than the connection waits for an answer, and well within the default of max.poll.interval.ms. */
final class RewriteTime {

    private static final long MAX_MILLIS = 60_000;

    private RewriteTime() {}

    static long millis(Connection connection) throws SQLException {
        long patience = connection.getNetworkTimeout();
        return patience == 0 ? MAX_MILLIS : Math.min(MAX_MILLIS, Math.max(1, patience * 2 / 3));
    }
}
