package io.penstock.jdbc.harness;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plain JDBC, to look at what a sink has written. */
public final class SqlConsole implements AutoCloseable {

    private final Connection connection;

    /** @param connection closed with this */
    public SqlConsole(Connection connection) {
        this.connection = connection;
    }

    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Each row as its values' texts, parted by {@code |}; null as {@code ~}. */
    public List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.append(i > 1 ? "|" : "").append(text(result.getString(i)));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    /** The first value of each row as a number without needless zeros. */
    public List<String> decimals(String sql) throws SQLException {
        return rows(sql).stream()
                .map(text -> text.equals("~")
                        ? text
                        : new BigDecimal(text).stripTrailingZeros().toPlainString())
                .toList();
    }

    /** The first value of the first row. */
    public long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "~" : value;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
