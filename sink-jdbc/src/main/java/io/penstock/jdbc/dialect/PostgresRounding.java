package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What columns of a precision make of values that have more digits: the nearest, a half away from zero. */
final class PostgresRounding {

    /** Of {@code timestamp(3) with time zone}. */
    private static final Pattern PRECISION = Pattern.compile("^time[a-z]*\\((\\d)\\)");

    private static final int MAX_PRECISION = 6;
    /** From which the server counts, so that this is where halves change their direction. */
    private static final long EPOCH_MICROS = 946_684_800_000_000L;

    private PostgresRounding() {}

    static UnaryOperator<@Nullable Object> of(Column column) {
        return switch (column.type()) {
            case DECIMAL ->
                column.scale() == Column.ANY_SCALE
                        ? UnaryOperator.identity()
                        : value -> value instanceof BigDecimal number
                                ? number.setScale(column.scale(), RoundingMode.HALF_UP)
                                : value;
            case TIME -> ofMicros(column, 0);
            case TIMESTAMP, INSTANT -> ofMicros(column, EPOCH_MICROS);
            case BOOLEAN, INT16, INT32, INT64, FLOAT32, FLOAT64, TEXT, BYTES, DATE, UUID, JSON, OTHER ->
                UnaryOperator.identity();
        };
    }

    private static UnaryOperator<@Nullable Object> ofMicros(Column column, long zero) {
        Matcher precision = PRECISION.matcher(column.databaseType());
        if (!precision.find() || Integer.parseInt(precision.group(1)) >= MAX_PRECISION) {
            return UnaryOperator.identity();
        }
        int digits = MAX_PRECISION - Integer.parseInt(precision.group(1));
        return value -> value instanceof Long micros && micros != ColumnType.FOREVER && micros != ColumnType.SINCE_EVER
                ? zero
                        + BigDecimal.valueOf(micros - zero)
                                .setScale(-digits, RoundingMode.HALF_UP)
                                .longValueExact()
                : value;
    }
}
