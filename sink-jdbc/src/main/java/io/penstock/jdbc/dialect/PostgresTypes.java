package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.NativeType;
import java.sql.Types;
import java.util.Map;
import java.util.regex.Pattern;

/** PostgreSQL's types and ours. */
final class PostgresTypes {

    private static final Map<String, ColumnType> BY_NAME = Map.ofEntries(
            Map.entry("bool", ColumnType.BOOLEAN),
            Map.entry("int2", ColumnType.INT16),
            Map.entry("int4", ColumnType.INT32),
            Map.entry("int8", ColumnType.INT64),
            Map.entry("float4", ColumnType.FLOAT32),
            Map.entry("float8", ColumnType.FLOAT64),
            Map.entry("numeric", ColumnType.DECIMAL),
            Map.entry("text", ColumnType.TEXT),
            Map.entry("varchar", ColumnType.TEXT),
            Map.entry("bpchar", ColumnType.TEXT),
            Map.entry("bytea", ColumnType.BYTES),
            Map.entry("date", ColumnType.DATE),
            Map.entry("time", ColumnType.TIME),
            Map.entry("timestamp", ColumnType.TIMESTAMP),
            Map.entry("timestamptz", ColumnType.INSTANT),
            Map.entry("uuid", ColumnType.UUID),
            Map.entry("json", ColumnType.JSON),
            Map.entry("jsonb", ColumnType.JSON));

    /** Whose texts are names of what is in the catalog; arrays of them too. */
    private static final Pattern OF_NAMES = Pattern.compile(
            "_?(aclitem|reg(class|collation|config|dictionary|namespace|oper|operator|proc|procedure|role|type))");

    private PostgresTypes() {}

    static boolean readsNames(Column column) {
        return column.jdbcType() == Types.REF;
    }

    /** @param name of {@code pg_type} */
    static ColumnType ofCatalog(String name) {
        return BY_NAME.getOrDefault(name, ColumnType.OTHER);
    }

    /**
     * What is to be known of a column beside the type of its values: {@link Types#CHAR} where blanks at the end of its texts mean nothing
     * ({@code char(n)}), {@link Types#REF} where its texts are names.
     *
     * @param name of {@code pg_type}, of a domain that of its base
     */
    static int jdbcType(String name) {
        if (name.equals("bpchar")) {
            return Types.CHAR;
        }
        return OF_NAMES.matcher(name).matches() ? Types.REF : Types.NULL;
    }

    /**
     * An expression compared with a column as the column's own type is, whatever the expression's: with a {@code text} a {@code char(n)} would
     * be compared as one, by no index and without the blanks at its end. Without a length nothing is cut.
     */
    static String compared(String expression, Column column) {
        return column.jdbcType() == Types.CHAR ? expression + "::bpchar" : expression;
    }

    /** @param modifier of a numeric's column or domain: precision and scale, of 11 bits with a sign, or none below 4 */
    static int scale(int modifier) {
        return modifier < 4 ? Column.ANY_SCALE : (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
    }

    /** What a created column is declared as. */
    static String declaration(ColumnSpec column) {
        return column.nativeType().map(PostgresTypes::declaration).orElseGet(() -> declaration(column.type()));
    }

    private static String declaration(NativeType type) {
        return switch (type) {
            case INTERVAL -> "interval";
            case ZONED_TIME -> "timetz";
            case XML -> "xml";
            case BITS -> "bit varying";
        };
    }

    /** The type of a created or widened column. */
    static String declaration(ColumnType type) {
        return type == ColumnType.JSON ? "jsonb" : arrayElement(type);
    }

    /** The element type in which a column's values are sent as an array. */
    static String arrayElement(ColumnType type) {
        return switch (type) {
            case BOOLEAN -> "bool";
            case INT16 -> "int2";
            case INT32 -> "int4";
            case INT64 -> "int8";
            case FLOAT32 -> "float4";
            case FLOAT64 -> "float8";
            case DECIMAL -> "numeric";
            case TEXT, JSON, OTHER -> "text";
            case BYTES -> "bytea";
            case DATE -> "date";
            case TIME -> "time";
            case TIMESTAMP -> "timestamp";
            case INSTANT -> "timestamptz";
            case UUID -> "uuid";
        };
    }
}
