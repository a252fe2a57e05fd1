package io.penstock.quickstart.reconcile;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;

/** Reads the ids of a table with one query, a few thousand rows at a time. */
final class SqlIds {

    private static final int FETCH_SIZE = 10_000;

    private final MessageId ids;

    SqlIds(MessageId ids) {
        this.ids = ids;
    }

    /** @param connection becomes a reading transaction; not closed here */
    StoredIds read(Connection connection, String table) throws SQLException {
        StoredIds found = new StoredIds();
        // The driver reads in portions only inside a transaction.
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH_SIZE);
            try (ResultSet rows = statement.executeQuery("SELECT oper, veh, tst::text FROM " + table)) {
                while (rows.next()) {
                    found.add(id(rows));
                }
            }
        }
        connection.rollback();
        return found;
    }

    private OptionalLong id(ResultSet row) throws SQLException {
        int operator = row.getInt(1);
        boolean known = !row.wasNull();
        int vehicle = row.getInt(2);
        known &= !row.wasNull();
        String timestamp = row.getString(3);
        return known && timestamp != null ? ids.pack(operator, vehicle, timestamp) : OptionalLong.empty();
    }
}
