package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.Widening;
import org.jspecify.annotations.Nullable;

/**
 * One column of a plan: which cell it fills, and how.
 *
 * @param moment what a {@code java.util.Date} or a count of time stands for in the values that come
 */
record Slot(Column column, int cell, Moment moment, Converter converter) {

    static Slot of(Column column, Moment moment, Layout layout) {
        return new Slot(column, layout.indexOf(column), moment, converter(column, moment));
    }

    private static Converter converter(Column column, Moment moment) {
        if (column.bits() > 0) {
            return value -> BitNumbers.of(value, column);
        }
        if (column.isArray()) {
            return value -> {
                throw new Misfit(Converters.classOf(value) + " is no list that nested.mode lets go into an array");
            };
        }
        if (column.type() == ColumnType.DECIMAL && column.scale() != Column.ANY_SCALE) {
            return value -> Numbers.toDecimal(value, column.scale());
        }
        int longest = column.cutsBlanksAfter();
        if (longest < Integer.MAX_VALUE) {
            return value -> Texts.whole(Texts.toText(value, moment), longest);
        }
        return column.isSmallNumber() ? Converters::toBooleanOrSmall : Converters.to(column.type(), moment);
    }

    /** This slot for values that are written in another way. */
    Slot with(Converter other) {
        return new Slot(column, cell, moment, other);
    }

    /** @throws RecordException that names the column and the reason, not the value */
    Object convert(Object value) {
        try {
            return converter.convert(value);
        } catch (Misfit misfit) {
            throw new RecordException(
                    JdbcError.VALUE_DOES_NOT_FIT,
                    "column \"" + column.name() + "\" (" + column.databaseType() + ") cannot take the record's value: "
                            + misfit.getMessage(),
                    tooNarrow(value));
        }
    }

    private @Nullable TooNarrow tooNarrow(Object value) {
        for (ColumnType wider : Widening.of(column)) {
            try {
                Converters.to(wider, moment).convert(value);
                return new TooNarrow(column, wider);
            } catch (Misfit misfit) {
                // The next one may take it.
            }
        }
        return null;
    }
}
