package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** MariaDB's and MySQL's types and ours. */
final class MySqlTypes {

    private static final Pattern DECIMAL = Pattern.compile("^decimal\\((\\d+)");
    private static final int MAX_DIGITS = 65;
    private static final int MAX_SCALE = 30;

    private MySqlTypes() {}

    /**
     * @param name {@code int}
     * @param declared {@code int(10) unsigned}
     */
    static ColumnType ofCatalog(String name, String declared) {
        boolean unsigned = declared.contains("unsigned");
        return switch (name) {
            case "tinyint" -> declared.startsWith("tinyint(1)") && !unsigned ? ColumnType.BOOLEAN : ColumnType.INT16;
            case "bit" -> ofBits(declared);
            case "smallint" -> unsigned ? ColumnType.INT32 : ColumnType.INT16;
            case "year" -> ColumnType.INT16;
            case "mediumint" -> ColumnType.INT32;
            case "int" -> unsigned ? ColumnType.INT64 : ColumnType.INT32;
            case "bigint" -> unsigned ? ColumnType.DECIMAL : ColumnType.INT64;
            case "decimal" -> ColumnType.DECIMAL;
            case "float" -> ColumnType.FLOAT32;
            case "double" -> ColumnType.FLOAT64;
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" -> ColumnType.TEXT;
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> ColumnType.BYTES;
            case "date" -> ColumnType.DATE;
            case "time" -> ColumnType.TIME;
            case "datetime" -> ColumnType.TIMESTAMP;
            case "timestamp" -> ColumnType.INSTANT;
            case "uuid" -> ColumnType.UUID;
            case "json" -> ColumnType.JSON;
            default -> ColumnType.OTHER;
        };
    }

    /** Of more than one bit they are whole numbers: of a text the server takes the bytes. */
    private static ColumnType ofBits(String declared) {
        return switch (declared) {
            case "bit(1)" -> ColumnType.BOOLEAN;
            case "bit(64)" -> ColumnType.DECIMAL;
            default -> ColumnType.INT64;
        };
    }

    /**
     * What a column is declared as to become wider. A decimal keeps as many digits before the point as it has.
     *
     * @throws SQLException where no type has more digits
     */
    static String wider(Column now, ColumnType type) throws SQLException {
        Matcher decimal = DECIMAL.matcher(now.databaseType());
        if (type != ColumnType.DECIMAL || !decimal.find()) {
            return declaration(new ColumnSpec(now.name(), type), false);
        }
        int whole = Integer.parseInt(decimal.group(1)) - now.scale();
        int scale = Math.min(MAX_SCALE, MAX_DIGITS - whole);
        if (scale < now.scale() || (scale == now.scale() && scale < MAX_SCALE)) {
            throw new SQLFeatureNotSupportedException("no type has more digits", "0A000");
        }
        return "DECIMAL(" + MAX_DIGITS + "," + scale + ")";
    }

    /** Keys have a length, for an index must; TIMESTAMP ends in 2038, and does not know 1969. */
    static String declaration(ColumnSpec column, boolean key) {
        if (column.array()) {
            return "JSON";
        }
        return switch (column.type()) {
            case BOOLEAN -> "BOOLEAN";
            case INT16 -> "SMALLINT";
            case INT32 -> "INTEGER";
            case INT64 -> "BIGINT";
            case FLOAT32 -> "FLOAT";
            case FLOAT64 -> "DOUBLE";
            case DECIMAL -> "DECIMAL(65,30)";
            case TEXT, OTHER -> key ? "VARCHAR(255)" : "LONGTEXT";
            case BYTES -> key ? "VARBINARY(255)" : "LONGBLOB";
            case DATE -> "DATE";
            case TIME -> "TIME(6)";
            case TIMESTAMP, INSTANT -> "DATETIME(6)";
            case UUID -> "CHAR(36)";
            case JSON -> "JSON";
        };
    }
}
