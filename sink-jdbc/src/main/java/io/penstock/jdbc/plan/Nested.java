package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.jdbc.config.NestedMode;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.DebeziumTypes;
import io.penstock.jdbc.schema.Inference;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** Structures, maps and lists as values of one column. */
final class Nested {

    private Nested() {}

    static boolean is(Schema schema) {
        return hasFields(schema) || schema.type() == Schema.Type.MAP || schema.type() == Schema.Type.ARRAY;
    }

    /** Whether values are structures, and not Debezium's for one number. */
    static boolean hasFields(Schema schema) {
        return schema.type() == Schema.Type.STRUCT && !DebeziumTypes.isVariableScaleDecimal(schema);
    }

    /** Of schemaless data, where a map stands for a structure too. */
    static boolean is(@Nullable Object value) {
        return value instanceof Map || value instanceof List;
    }

    /**
     * The column that a field wants when there is none.
     *
     * @throws io.penstock.common.error.RecordException for a nested one where those are not taken
     */
    static ColumnSpec wanted(String column, Schema schema, NestedMode mode) {
        if (mode == NestedMode.FAIL && DebeziumTypes.isGeometry(schema)) {
            throw new RecordException(
                    JdbcError.NESTED_VALUE,
                    "field \"" + column
                            + "\" holds a geometry, and the table has no column of PostGIS's type geometry or"
                            + " geography for it. Create one, or set nested.mode=flatten or json.");
        }
        if (mode == NestedMode.FAIL || !is(schema)) {
            return new ColumnSpec(column, Inference.ofSchema(column, schema), false, Inference.nativeType(schema));
        }
        if (schema.type() == Schema.Type.ARRAY && !is(schema.valueSchema())) {
            return ColumnSpec.array(column, Inference.ofSchema(column, schema.valueSchema()));
        }
        return new ColumnSpec(column, ColumnType.JSON);
    }

    /** As {@link #wanted(String, Schema, NestedMode)}; what a list without a schema will hold next, nobody knows. */
    static ColumnSpec wanted(String column, Object value, NestedMode mode) {
        return new ColumnSpec(
                column, mode != NestedMode.FAIL && is(value) ? ColumnType.JSON : Inference.ofValue(column, value));
    }

    /** Where nested ones are not taken, whatever the column is. */
    static RecordException notTaken(String field) {
        return new RecordException(
                JdbcError.NESTED_VALUE,
                "field \"" + field + "\" holds a map or a list. " + JdbcError.NESTED_VALUE.remedy());
    }

    /** What is left out must not be stored within its whole. */
    static RecordException cannotLeaveOut(List<String> path) {
        return new RecordException(
                JdbcError.NESTED_VALUE,
                "field \"" + String.join(".", path)
                        + "\" would be stored as a whole, and fields.exclude names a part of it. "
                        + JdbcError.NESTED_VALUE.remedy());
    }

    /** What is asked for must not be missing without a word. */
    static RecordException cannotTakeOut(List<String> path) {
        return new RecordException(
                JdbcError.NESTED_VALUE,
                "fields.include names a part of field \"" + String.join(".", path)
                        + "\", a map whose schema does not say what parts it has. Name the field itself, with nested.mode=json.");
    }

    /** @param schema null where there is none */
    static Converter to(Column column, @Nullable Schema schema) {
        if (column.isArray()) {
            return value -> ArrayValues.of(schema, value);
        }
        boolean array = column.databaseType().endsWith("[]");
        return switch (column.type()) {
            case JSON, TEXT -> value -> JsonText.of(schema, value);
            case OTHER ->
                value -> array && value instanceof List<?> list
                        ? ArrayText.of(schema == null ? null : schema.valueSchema(), list)
                        : JsonText.of(schema, value);
            case BOOLEAN, INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, BYTES, DATE, TIME, TIMESTAMP, INSTANT, UUID ->
                value -> {
                    throw new Misfit("a structure, a map or a list goes into JSON, text and array columns only");
                };
        };
    }
}
