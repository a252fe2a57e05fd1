package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.TableId;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Columns as every JDBC driver tells them. */
final class MetadataColumns implements ColumnReader {

    /** What a type is to us. */
    @FunctionalInterface
    interface Types {

        /**
         * @param jdbcType of {@code java.sql.Types}
         * @param name the database's own
         * @param size characters, bits or digits
         */
        ColumnType of(int jdbcType, String name, int size);
    }

    private static final Pattern TAKES_DIGITS =
            Pattern.compile("(TIME|TIMESTAMP|DATETIME2|DATETIMEOFFSET)\\b.*", Pattern.CASE_INSENSITIVE);

    /** Of a second, in the standard's default. */
    private static final int MAX_DIGITS = 6;

    private final Types types;
    private final boolean countsDigits;

    /** @param countsDigits whether 0 digits of a second are told of those columns alone that have none */
    MetadataColumns(Types types, boolean countsDigits) {
        this.types = types;
        this.countsDigits = countsDigits;
    }

    @Override
    public List<Column> columns(Connection connection, TableId id) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        String escape = database.getSearchStringEscape();
        String schema = id.schema().orElse(connection.getSchema());
        List<Column> columns = new ArrayList<>();
        try (ResultSet result = database.getColumns(
                connection.getCatalog(),
                schema == null ? null : pattern(schema, escape),
                pattern(id.name(), escape),
                null)) {
            while (result.next()) {
                if (id.name().equals(result.getString("TABLE_NAME"))
                        && (schema == null || schema.equals(result.getString("TABLE_SCHEM")))) {
                    columns.add(column(result));
                }
            }
        }
        return columns;
    }

    private Column column(ResultSet result) throws SQLException {
        String name = result.getString("COLUMN_NAME");
        String typeName = result.getString("TYPE_NAME");
        int jdbcType = result.getInt("DATA_TYPE");
        int size = result.getInt("COLUMN_SIZE");
        ColumnType type = types.of(jdbcType, typeName, size);
        int scale = result.getInt("DECIMAL_DIGITS");
        // Oracle says -127 of a NUMBER of any scale.
        boolean hasScale = !result.wasNull() && scale >= 0;
        boolean scaled = type == ColumnType.DECIMAL && hasScale && !typeName.startsWith("DECFLOAT");
        Column column = new Column(
                name,
                type,
                isTime(type) ? precise(typeName, digits(type, size, hasScale ? scale : 0, hasScale)) : typeName,
                scaled ? scale : Column.ANY_SCALE,
                false,
                false,
                jdbcType);
        return isGenerated(result) ? column.asGenerated() : column;
    }

    private static boolean isGenerated(ResultSet result) {
        try {
            return "YES".equals(result.getString("IS_GENERATEDCOLUMN"));
        } catch (SQLException e) {
            // a driver from before JDBC 4.1
            return false;
        }
    }

    private static boolean isTime(ColumnType type) {
        return type == ColumnType.TIME || type == ColumnType.TIMESTAMP || type == ColumnType.INSTANT;
    }

    /** By what the driver tells of them, else by the length of the column's texts; -1 where neither tells. */
    private int digits(ColumnType type, int size, int told, boolean tells) {
        if (told > 0 || (tells && countsDigits)) {
            return told;
        }
        int whole = (type == ColumnType.TIME ? "23:59:59" : "2026-01-01 23:59:59").length()
                + (type == ColumnType.INSTANT ? "+00:00".length() : 0);
        int fraction = size - whole;
        return fraction == 0 ? 0 : fraction > 1 && fraction <= 1 + MAX_DIGITS ? fraction - 1 : -1;
    }

    /**
     * {@code TIMESTAMP WITH TIME ZONE} becomes {@code TIMESTAMP(6) WITH TIME ZONE}. SQL Server's {@code datetime} and Oracle's {@code DATE}
     * have digits, and do not let one say so.
     */
    private static String precise(String type, int digits) {
        if (digits < 0 || !TAKES_DIGITS.matcher(type).matches()) {
            return type;
        }
        int end = type.indexOf(' ') < 0 ? type.length() : type.indexOf(' ');
        return type.contains("(") ? type : type.substring(0, end) + "(" + digits + ")" + type.substring(end);
    }

    /** One that the name matches, whatever a driver takes for an escape. */
    private static String pattern(String name, @Nullable String escape) {
        String anyCharacter = name.replace('%', '_');
        return escape == null || escape.isEmpty() ? anyCharacter : anyCharacter.replace(escape, "_");
    }
}
