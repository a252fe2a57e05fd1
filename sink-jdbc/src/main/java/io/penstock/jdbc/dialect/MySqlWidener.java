package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.TableId;
import io.penstock.jdbc.schema.Widening;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.Set;

/**
 * A column is changed by saying all of it again, its default and its comment too: all but the type is taken from the table's own
 * definition. Under a lock of this sink's, so that two sessions that widen at once do not take back what the other did.
 */
final class MySqlWidener implements ColumnWidener {

    private static final String LOCK = "'penstock widens a column'";
    private static final int WAIT_SECONDS = 10;
    /** Interrupted by another connection; MariaDB's time of a statement, and MySQL's. */
    private static final Set<Integer> TOOK_TOO_LONG = Set.of(1317, 1969, 3024);

    private final Identifiers names;
    private final ColumnReader reader;

    MySqlWidener(Identifiers names, ColumnReader reader) {
        this.names = names;
        this.reader = reader;
    }

    @Override
    public void widen(Connection connection, TableId id, String column, ColumnType type) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (number(statement, "SELECT GET_LOCK(" + LOCK + ", " + WAIT_SECONDS + ")") != 1) {
                throw new SQLException("another session widens a column", "55P03");
            }
            try (Statement change = connection.createStatement()) {
                for (Column now : reader.columns(connection, id)) {
                    if (now.name().equals(column)) {
                        widen(connection, change, id, now, type);
                    }
                }
            } finally {
                number(statement, "SELECT RELEASE_LOCK(" + LOCK + ")");
            }
        }
    }

    private void widen(Connection connection, Statement statement, TableId id, Column now, ColumnType type)
            throws SQLException {
        String wider = MySqlTypes.wider(now, type);
        if (Widening.of(now).contains(type) && !wider.equalsIgnoreCase(now.databaseType())) {
            String options = options(MySqlDefinition.of(connection, names.quote(id)), now);
            // MariaDB's driver has the server keep the time, MySQL's ends the statement by another connection.
            statement.setQueryTimeout((int) Math.max(1, RewriteTime.millis(connection) / 1_000));
            statement.execute("ALTER TABLE " + names.quote(id) + " MODIFY COLUMN " + names.quote(now.name()) + " "
                    + wider + options);
        }
    }

    @Override
    public boolean tookTooLong(SQLException failure) {
        return failure instanceof SQLTimeoutException || TOOK_TOO_LONG.contains(failure.getErrorCode());
    }

    /** What stands after the column's type in the table's definition. */
    private String options(String definition, Column column) throws SQLException {
        String beginning = "  " + names.quote(column.name()) + " " + column.databaseType();
        for (String line : definition.split("\n", -1)) {
            if (line.startsWith(beginning)) {
                String options = line.substring(beginning.length());
                return options.endsWith(",") ? options.substring(0, options.length() - 1) : options;
            }
        }
        throw new SQLFeatureNotSupportedException("the column's definition is not understood", "0A000");
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
