package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.TableId;
import io.penstock.jdbc.schema.Widening;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Makes a column one of the widest type at once. There is no lock under which a session could look at a column and then change it, and of two that widen
 * at once to different types the second could take back what the first did, and round its values.
 */
final class H2Widener implements ColumnWidener {

    /** A session that changes a table puts a changed copy in its place. */
    private static final int TABLE_NOT_FOUND = 42_102;

    private final Identifiers names;
    private final ColumnReader reader;
    private final TypeNames types;

    H2Widener(Identifiers names, ColumnReader reader, TypeNames types) {
        this.names = names;
        this.reader = reader;
        this.types = types;
    }

    @Override
    public void widen(Connection connection, TableId id, String column, ColumnType type) throws SQLException {
        for (Column now : reader.columns(connection, id)) {
            List<ColumnType> wider = Widening.of(now);
            if (now.name().equals(column) && wider.contains(type)) {
                ColumnSpec widest = new ColumnSpec(column, wider.get(wider.size() - 1));
                execute(
                        connection,
                        "ALTER TABLE " + names.quote(id) + " ALTER COLUMN " + names.quote(column) + " SET DATA TYPE "
                                + types.declaration(widest, false));
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            if (e.getErrorCode() == TABLE_NOT_FOUND) {
                throw new SQLException("another session changes the table", "40001", e);
            }
            throw e;
        }
    }
}
