package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Values as JDBC 4.2 has them: dates and times as objects of {@code java.time}, which have no zone of the JVM in them. */
final class StandardValues implements ValueSetter {

    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final Precision precision = new Precision(6);

    @Override
    public Object stored(Column column, Object value) {
        return precision.apply(column, value);
    }

    @Override
    public void set(PreparedStatement statement, int parameter, Column column, Object given) throws SQLException {
        Object value = stored(column, given);
        switch (column.type()) {
            case DATE -> statement.setObject(parameter, LocalDate.ofEpochDay((Long) value));
            case TIME -> statement.setObject(parameter, time((Long) value));
            case TIMESTAMP -> statement.setObject(parameter, dateTime((Long) value));
            case INSTANT -> statement.setObject(parameter, OffsetDateTime.of(dateTime((Long) value), ZoneOffset.UTC));
            case UUID -> statement.setObject(parameter, value);
            case BOOLEAN, INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, TEXT, BYTES, JSON, OTHER ->
                setPlain(statement, parameter, column, value);
        }
    }

    /** What has one form in all databases; dates, times and UUIDs in their texts. */
    static void setPlain(PreparedStatement statement, int parameter, Column column, Object value) throws SQLException {
        switch (column.type()) {
            case BOOLEAN -> statement.setBoolean(parameter, (Boolean) value);
            case INT16 -> statement.setInt(parameter, (Short) value);
            case INT32 -> statement.setInt(parameter, (Integer) value);
            case INT64 -> statement.setLong(parameter, (Long) value);
            case FLOAT32 -> statement.setFloat(parameter, (Float) value);
            case FLOAT64 -> statement.setDouble(parameter, (Double) value);
            case DECIMAL -> statement.setBigDecimal(parameter, (BigDecimal) value);
            case TEXT, JSON -> statement.setString(parameter, (String) value);
            case OTHER -> {
                if (column.isArray()) {
                    statement.setObject(parameter, value);
                } else {
                    statement.setString(parameter, (String) value);
                }
            }
            case BYTES -> statement.setBytes(parameter, (byte[]) value);
            case DATE -> statement.setString(parameter, TemporalText.date((Long) value));
            case TIME -> statement.setString(parameter, TemporalText.time((Long) value));
            case TIMESTAMP, INSTANT -> {
                checkFinite((Long) value);
                statement.setString(parameter, TemporalText.timestamp((Long) value));
            }
            case UUID -> statement.setString(parameter, value.toString());
        }
    }

    /** @throws SQLException for what only some databases know, {@link ColumnType#FOREVER} and {@link ColumnType#SINCE_EVER} */
    private static void checkFinite(long micros) throws SQLException {
        if (micros == ColumnType.FOREVER || micros == ColumnType.SINCE_EVER) {
            throw new Refusal("infinity is no time of this database", "22008");
        }
    }

    private static LocalTime time(long microOfDay) throws SQLException {
        if (microOfDay >= MICROS_PER_DAY) {
            throw new Refusal("24:00 is no time of this database", "22008");
        }
        return LocalTime.ofNanoOfDay(microOfDay * 1_000);
    }

    private static LocalDateTime dateTime(long micros) throws SQLException {
        checkFinite(micros);
        return LocalDateTime.of(
                LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_PER_DAY)),
                LocalTime.ofNanoOfDay(Math.floorMod(micros, MICROS_PER_DAY) * 1_000));
    }
}
