package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;
import org.postgresql.jdbc.PreferQueryMode;

/** One array for each column: the statement's text does not depend on the number of rows. */
final class UnnestSource implements RowSource {

    /** What is made of a statement or its result. */
    @FunctionalInterface
    interface Use<S, T> {
        T of(S source) throws SQLException;
    }

    @Override
    public boolean execute(Connection connection, Statement statement, ColumnSet columns, List<Row> rows)
            throws SQLException {
        // Arrays in the list of a SELECT are read side by side; each in a FROM is first written out, which costs the
        // server a fifth more.
        String source = "(SELECT " + RowSource.list(columns.columns().size(), i -> unnested(columns, i)) + ") AS u";
        return with(connection, statement.over(source), columns, rows, PreparedStatement::executeUpdate) > 0;
    }

    /** @param sql with the {@link #arrays} for its parameters */
    static <T> T query(Connection connection, String sql, ColumnSet columns, List<Row> rows, Use<ResultSet, T> reader)
            throws SQLException {
        return with(connection, sql, columns, rows, statement -> {
            try (ResultSet result = statement.executeQuery()) {
                return reader.of(result);
            }
        });
    }

    private static String unnested(ColumnSet columns, int column) {
        return "unnest(" + array(columns, column) + ") AS c" + column;
    }

    /** A parameter for each column. */
    static String arrays(ColumnSet columns) {
        return RowSource.list(columns.columns().size(), i -> array(columns, i));
    }

    private static String array(ColumnSet columns, int column) {
        return "?::" + PostgresTypes.arrayElement(columns.columns().get(column).type()) + "[]";
    }

    private static <T> T with(
            Connection connection, String sql, ColumnSet columns, List<Row> rows, Use<PreparedStatement, T> use)
            throws SQLException {
        BaseConnection postgres = connection.unwrap(BaseConnection.class);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < columns.columns().size(); i++) {
                Column column = columns.columns().get(i);
                statement.setArray(i + 1, array(postgres, column, columns.cell(i), rows));
            }
            return use.of(statement);
        }
    }

    private static Array array(BaseConnection postgres, Column column, int cell, List<Row> rows) throws SQLException {
        if (postgres.getPreferQueryMode() == PreferQueryMode.SIMPLE) {
            return postgres.createArrayOf(PostgresTypes.arrayElement(column.type()), texts(column, cell, rows));
        }
        // The driver makes arrays of objects, and sends most types as texts.
        return new PgArray(postgres, arrayOid(column.type()), bytes(column, cell, rows));
    }

    /** For the simple query mode, which the URL may ask for and which has no binary parameters. */
    private static @Nullable String[] texts(Column column, int cell, List<Row> rows) throws SQLException {
        CutTexts cut = CutTexts.of(column);
        @Nullable String[] texts = new String[rows.size()];
        for (int i = 0; i < texts.length; i++) {
            Object value = rows.get(i).cell(cell);
            cut.check(value);
            texts[i] = value == null || value == Row.ABSENT ? null : PostgresValues.text(column.type(), value);
        }
        return texts;
    }

    /** The binary form of an array of one dimension; null where a row says nothing. */
    private static byte[] bytes(Column column, int cell, List<Row> rows) throws SQLException {
        ColumnType type = column.type();
        CutTexts cut = CutTexts.of(column);
        BinaryValues values = new BinaryValues(32 + 16 * rows.size());
        values.int32(rows.isEmpty() ? 0 : 1);
        // Whether there are nulls, which the server sees for itself.
        values.int32(1);
        values.int32(elementOid(type));
        if (!rows.isEmpty()) {
            values.int32(rows.size());
            values.int32(1);
        }
        for (Row row : rows) {
            Object value = row.cell(cell);
            cut.check(value);
            values.value(type, value);
        }
        return values.toBytes();
    }

    private static int elementOid(ColumnType type) {
        return switch (type) {
            case BOOLEAN -> Oid.BOOL;
            case INT16 -> Oid.INT2;
            case INT32 -> Oid.INT4;
            case INT64 -> Oid.INT8;
            case FLOAT32 -> Oid.FLOAT4;
            case FLOAT64 -> Oid.FLOAT8;
            case DECIMAL -> Oid.NUMERIC;
            case TEXT, JSON, OTHER -> Oid.TEXT;
            case BYTES -> Oid.BYTEA;
            case DATE -> Oid.DATE;
            case TIME -> Oid.TIME;
            case TIMESTAMP -> Oid.TIMESTAMP;
            case INSTANT -> Oid.TIMESTAMPTZ;
            case UUID -> Oid.UUID;
        };
    }

    private static int arrayOid(ColumnType type) {
        return switch (type) {
            case BOOLEAN -> Oid.BOOL_ARRAY;
            case INT16 -> Oid.INT2_ARRAY;
            case INT32 -> Oid.INT4_ARRAY;
            case INT64 -> Oid.INT8_ARRAY;
            case FLOAT32 -> Oid.FLOAT4_ARRAY;
            case FLOAT64 -> Oid.FLOAT8_ARRAY;
            case DECIMAL -> Oid.NUMERIC_ARRAY;
            case TEXT, JSON, OTHER -> Oid.TEXT_ARRAY;
            case BYTES -> Oid.BYTEA_ARRAY;
            case DATE -> Oid.DATE_ARRAY;
            case TIME -> Oid.TIME_ARRAY;
            case TIMESTAMP -> Oid.TIMESTAMP_ARRAY;
            case INSTANT -> Oid.TIMESTAMPTZ_ARRAY;
            case UUID -> Oid.UUID_ARRAY;
        };
    }
}
