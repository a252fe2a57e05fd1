package io.penstock.jdbc.dialect;

import io.penstock.common.offset.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** All rows of one ledger id, in SQL that every database has; of any version, and so without the witnesses. */
final class LedgerListing {

    private LedgerListing() {}

    /** @param table as it stands in SQL */
    static List<LedgerRow> of(Connection connection, String table, String ledgerId) throws SQLException {
        String sql = "SELECT topic, part, generation, next_offset, epoch FROM " + table + " WHERE connector = ?";
        List<LedgerRow> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, ledgerId);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(row(result));
                }
            }
        }
        return rows;
    }

    private static LedgerRow row(ResultSet result) throws SQLException {
        TopicPartition partition = new TopicPartition(result.getString(1), result.getInt(2));
        int generation = result.getInt(3);
        long nextOffset = result.getLong(4);
        boolean noOpinion = result.wasNull();
        return new LedgerRow(
                partition,
                new Position(generation, noOpinion ? Position.NO_OPINION : nextOffset, Optional.empty()),
                result.getLong(5));
    }
}
