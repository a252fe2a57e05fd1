package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import java.util.Optional;

/** Collations ignore case, accents and blanks, so texts are compared as bytes. */
final class MySqlComparisons implements Comparisons {

    @Override
    public String notLess(Column column, String there, String value) {
        return switch (column.type()) {
            case TEXT -> bytes(value) + " >= " + bytes(there);
            case TIME -> "CAST(" + value + " AS TIME" + precision(column) + ") >= " + there;
            case TIMESTAMP, INSTANT -> "CAST(" + value + " AS DATETIME" + precision(column) + ") >= " + there;
            case BOOLEAN, INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, BYTES, DATE, UUID, JSON, OTHER ->
                value + " >= " + there;
        };
    }

    /** Not all types have an equality; and the server writes no row that stays as it is, whatever it is told. */
    @Override
    public Optional<String> differ(Column column, String there, String value) {
        return switch (column.type()) {
            case OTHER -> Optional.empty();
            case TEXT, JSON -> Optional.of("NOT (" + bytes(there) + " <=> " + bytes(value) + ")");
            case BOOLEAN, INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, BYTES, DATE, TIME, TIMESTAMP, INSTANT, UUID ->
                Optional.of("NOT (" + there + " <=> " + value + ")");
        };
    }

    private static String bytes(String text) {
        return "CAST(CONVERT(" + text + " USING utf8mb4) AS BINARY)";
    }

    /** {@code (3)} of {@code datetime(3)}, nothing of {@code datetime}. */
    private static String precision(Column column) {
        String declared = column.databaseType();
        int open = declared.indexOf('(');
        return open < 0 ? "" : declared.substring(open, declared.indexOf(')', open) + 1);
    }
}
