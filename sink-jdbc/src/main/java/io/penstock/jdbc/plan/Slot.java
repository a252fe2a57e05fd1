package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;

/** One column of a plan: which cell it fills, and how. */
record Slot(Column column, int cell, Converter converter) {

    static Slot of(Column column, Moment moment, Layout layout) {
        boolean rounds = column.type() == ColumnType.DECIMAL && column.scale() != Column.ANY_SCALE;
        Converter converter =
                rounds ? value -> Numbers.toDecimal(value, column.scale()) : Converters.to(column.type(), moment);
        return new Slot(column, layout.indexOf(column), converter);
    }

    /** This slot for values that are written in another way. */
    Slot with(Converter other) {
        return new Slot(column, cell, other);
    }

    /** @throws RecordException that names the column and the reason, not the value */
    Object convert(Object value) {
        try {
            return converter.convert(value);
        } catch (Misfit misfit) {
            throw new RecordException(
                    JdbcError.VALUE_DOES_NOT_FIT,
                    "column \"" + column.name() + "\" (" + column.databaseType() + ") cannot take the record's value: "
                            + misfit.getMessage());
        }
    }
}
