package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is sent within {@code max_allowed_packet}, beyond which the server ends the connection. Sizes are those of the text
 * protocol, in which the drivers write values into the statement: the largest form that a row may have.
 */
final class MySqlPackets implements StatementBounds {

    /** Larger messages are no faster. */
    private static final long MESSAGE_BYTES = 4 << 20;

    /** The command's own byte, headers of the protocol, and what a driver may put before a statement. */
    private static final long RESERVE = 1_024;

    /** Quotes, {@code _binary}, the parameter's place and the digits of any number of 64 bits. */
    private static final long PER_VALUE = 40;

    /** A driver's connections are equal to themselves alone. */
    private final Map<Connection, Long> limits = Collections.synchronizedMap(new WeakHashMap<>());

    @Override
    public List<List<Row>> parts(Connection connection, RowStatement statement, ColumnSet columns, List<Row> rows)
            throws SQLException {
        long room = limit(connection) - RESERVE - statement.sql(1).getBytes(StandardCharsets.UTF_8).length;
        long message = Math.min(MESSAGE_BYTES, room);
        List<List<Row>> parts = new ArrayList<>(1);
        int from = 0;
        long sum = 0;
        for (int i = 0; i < rows.size(); i++) {
            long size = size(statement, columns, rows.get(i), room);
            if (size > room) {
                throw new Refusal(
                        "the row takes " + size + " bytes in a statement, and the server's max_allowed_packet is "
                                + limit(connection),
                        "54000");
            }
            if (i > from && sum + size > message) {
                parts.add(rows.subList(from, i));
                from = i;
                sum = 0;
            }
            sum += size;
        }
        if (from < rows.size()) {
            parts.add(rows.subList(from, rows.size()));
        }
        return parts;
    }

    /** Not less than the row takes, and no more where that is more than there is room for. */
    private static long size(RowStatement statement, ColumnSet columns, Row row, long room) {
        long bound = bound(statement, columns, row);
        return bound > room ? exact(statement, columns, row) : bound;
    }

    /** Of the session, which keeps the one that it began with. */
    private long limit(Connection connection) throws SQLException {
        Long known = limits.get(connection);
        if (known != null) {
            return known;
        }
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT @@max_allowed_packet")) {
            result.next();
            long limit = result.getLong(1);
            limits.put(connection, limit);
            return limit;
        }
    }

    /** Not less than the row takes, found without a look at each character. */
    private static long bound(RowStatement statement, ColumnSet columns, Row row) {
        long size = 0;
        for (int i = 0; i < statement.width(); i++) {
            Object value = row.cell(columns.cell(statement.column(i)));
            // A character is three bytes of UTF-8 at most, or an escaped one of ASCII two.
            size += PER_VALUE
                    + (value instanceof String text
                            ? 3L * text.length()
                            : value instanceof byte[] bytes ? 2L * bytes.length : ofNumber(value));
        }
        return size;
    }

    private static long exact(RowStatement statement, ColumnSet columns, Row row) {
        long size = 0;
        for (int i = 0; i < statement.width(); i++) {
            Object value = row.cell(columns.cell(statement.column(i)));
            size += PER_VALUE
                    + (value instanceof String text
                            ? escaped(text)
                            : value instanceof byte[] bytes ? escaped(bytes) : ofNumber(value));
        }
        return size;
    }

    private static long ofNumber(@Nullable Object value) {
        return value instanceof BigDecimal number ? (long) number.precision() + Math.abs((long) number.scale()) : 0;
    }

    /** By MariaDB's driver. MySQL's escapes line ends too, and refuses itself what becomes too large by that. */
    private static long escaped(String text) {
        long size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // The halves of a surrogate pair are two of its four bytes each.
            size += c < 0x80 ? (isEscaped(c) ? 2 : 1) : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return size;
    }

    private static long escaped(byte[] bytes) {
        long size = bytes.length;
        for (byte b : bytes) {
            size += isEscaped((char) b) ? 1 : 0;
        }
        return size;
    }

    private static boolean isEscaped(char c) {
        return c == '\'' || c == '\\' || c == '"' || c == 0;
    }
}
