package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.ColumnType;
import java.sql.Types;

/** The types that all JDBC drivers have in common. */
final class JdbcTypes {

    private JdbcTypes() {}

    static ColumnType of(int jdbcType, int size) {
        return switch (jdbcType) {
            case Types.BOOLEAN -> ColumnType.BOOLEAN;
            case Types.BIT -> size <= 1 ? ColumnType.BOOLEAN : ColumnType.OTHER;
            case Types.TINYINT, Types.SMALLINT -> ColumnType.INT16;
            case Types.INTEGER -> ColumnType.INT32;
            case Types.BIGINT -> ColumnType.INT64;
            case Types.REAL -> ColumnType.FLOAT32;
            case Types.FLOAT, Types.DOUBLE -> ColumnType.FLOAT64;
            case Types.NUMERIC, Types.DECIMAL -> ColumnType.DECIMAL;
            case Types.CHAR,
                    Types.VARCHAR,
                    Types.LONGVARCHAR,
                    Types.NCHAR,
                    Types.NVARCHAR,
                    Types.LONGNVARCHAR,
                    Types.CLOB,
                    Types.NCLOB -> ColumnType.TEXT;
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> ColumnType.BYTES;
            case Types.DATE -> ColumnType.DATE;
            case Types.TIME -> ColumnType.TIME;
            case Types.TIMESTAMP -> ColumnType.TIMESTAMP;
            case Types.TIMESTAMP_WITH_TIMEZONE -> ColumnType.INSTANT;
            default -> ColumnType.OTHER;
        };
    }
}
