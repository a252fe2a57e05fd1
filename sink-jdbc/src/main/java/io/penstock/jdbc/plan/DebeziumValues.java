package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.DebeziumTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Values of Debezium's that are written in a way of their own (its manual, "Data type mappings"). */
final class DebeziumValues {

    /** Of the type in PostGIS's extended form, which holds the number of the reference system. */
    private static final int WITH_SRID = 0x20000000;

    private static final int MAX_BITS = 1 << 20;

    private DebeziumValues() {}

    /**
     * How a field of this schema is written into the column in a way of its own.
     *
     * @return null where there is no such way
     * @throws RecordException when the schema says what it cannot mean
     */
    static @Nullable Converter to(Column column, Schema schema) {
        boolean asText = column.type() == ColumnType.OTHER || column.type() == ColumnType.TEXT;
        if (asText && DebeziumTypes.isBits(schema)) {
            int length = length(column, schema);
            return value -> bits(Converters.toBytes(value), length);
        }
        if (column.bits() > 0 && DebeziumTypes.isBits(schema)) {
            return value -> BitNumbers.ofBits(Converters.toBytes(value), column);
        }
        return takesGeometry(column, schema) ? value -> extendedWkb((Struct) value) : null;
    }

    /** Whether a structure goes into the column as one value of PostGIS. */
    static boolean takesGeometry(Column column, Schema schema) {
        String type = column.databaseType();
        return DebeziumTypes.isGeometry(schema)
                && (type.equals("geometry")
                        || type.equals("geography")
                        || type.endsWith(".geometry")
                        || type.endsWith(".geography"));
    }

    /** @throws Misfit for a structure that says no number */
    static BigDecimal decimal(Struct number) {
        Object scale = number.get("scale");
        Object unscaled = number.get("value");
        if (!(scale instanceof Integer digits) || unscaled == null) {
            throw new Misfit("the decimal of variable scale has no scale or no digits");
        }
        byte[] bytes = Converters.toBytes(unscaled);
        if (bytes.length == 0) {
            throw new Misfit("the decimal of variable scale has no digits");
        }
        return new BigDecimal(new BigInteger(bytes), digits);
    }

    private static int length(Column column, Schema schema) {
        Map<String, String> parameters = schema.parameters();
        String length = parameters == null ? null : parameters.get("length");
        if (length == null) {
            return MAX_BITS;
        }
        try {
            int bits = Integer.parseInt(length);
            if (bits > 0) {
                return bits;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new RecordException(
                JdbcError.VALUE_DOES_NOT_FIT,
                "parameter length of the schema " + DebeziumTypes.BITS + ", whose values go to column \""
                        + column.name() + "\", is no count of bits. Correct the record's producer.");
    }

    /** The highest bit first, as SQL writes them. Zeros beyond the last byte may have been left out. */
    static String bits(byte[] bytes, int length) {
        int count = length < MAX_BITS ? length : 8 * bytes.length;
        StringBuilder out = new StringBuilder(count);
        for (int i = count - 1; i >= 0; i--) {
            boolean set = i / 8 < bytes.length && (bytes[i / 8] >> (i % 8) & 1) == 1;
            out.append(set ? '1' : '0');
        }
        return out.toString();
    }

    /** The well-known binary form with the number of the reference system in it, in hexadecimal digits. */
    static String extendedWkb(Struct geometry) {
        Object wkb = geometry.get("wkb");
        if (wkb == null) {
            throw new Misfit("the geometry has no well-known binary form");
        }
        byte[] bytes = Converters.toBytes(wkb);
        Field field = geometry.schema().field("srid");
        Object srid = field == null ? null : geometry.get(field);
        if (bytes.length < 5) {
            throw new Misfit("the geometry's well-known binary form is too short");
        }
        ByteOrder order = bytes[0] == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer in = ByteBuffer.wrap(bytes).order(order);
        int type = in.getInt(1);
        if (!(srid instanceof Integer system) || (type & WITH_SRID) != 0) {
            return HexFormat.of().formatHex(bytes);
        }
        ByteBuffer out = ByteBuffer.allocate(bytes.length + 4).order(order);
        out.put(bytes[0]).putInt(type | WITH_SRID).putInt(system).put(bytes, 5, bytes.length - 5);
        return HexFormat.of().formatHex(out.array());
    }
}
