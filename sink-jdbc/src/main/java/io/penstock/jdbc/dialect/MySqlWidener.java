package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.TableId;
import io.penstock.jdbc.schema.Widening;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;

/**
 * A column is changed by saying all of it again, its default and its comment too: all but the type is taken from the table's own
 * definition. Under a lock of this sink's, so that two sessions that widen at once do not take back what the other did.
 */
final class MySqlWidener implements ColumnWidener {

    private static final String LOCK = "'penstock widens a column'";
    private static final int WAIT_SECONDS = 10;

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
            try {
                for (Column now : reader.columns(connection, id)) {
                    if (now.name().equals(column)) {
                        widen(connection, statement, id, now, type);
                    }
                }
            } finally {
                number(statement, "SELECT RELEASE_LOCK(" + LOCK + ")");
            }
        }
    }

    private void widen(Connection connection, Statement statement, TableId id, Column now, ColumnType type)
            throws SQLException {
        String wider = MySqlTypes.declaration(new ColumnSpec(now.name(), type), false);
        if (Widening.of(now).contains(type) && !wider.equalsIgnoreCase(now.databaseType())) {
            statement.execute("ALTER TABLE " + names.quote(id) + " MODIFY COLUMN " + names.quote(now.name()) + " "
                    + wider + options(MySqlDefinition.of(connection, names.quote(id)), now));
        }
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
