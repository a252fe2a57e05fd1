package io.penstock.s3.format;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.ConversionPatterns;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a Parquet schema of a Connect schema, and what deals its values to columns. A value that is no structure becomes the one
 * column {@code value}. One a schema.
 */
final class ParquetCompiler {

    /** The most digits that DuckDB, Spark and Trino read as decimals; of a Connect decimal that does not say it. */
    private static final int DECIMAL_PRECISION = 38;

    private static final int MAX_DEPTH = 60;

    /** More than any buffer has room for; a schema whose parts hold others several times each may unfold without end. */
    private static final int MAX_COLUMNS = 50_000;

    private static final Logger LOG = LoggerFactory.getLogger(ParquetCompiler.class);

    private final List<ParquetColumn.Kind> kinds = new ArrayList<>();
    private final Set<String> hollow = new LinkedHashSet<>();

    /** A part of the schema, with what writes it. */
    private record Part(Type type, ParquetNode node) {}

    /** A part of a structure. */
    private record Member(Field field, Part part) {}

    /** A single value's physical form. */
    private record Physical(
            PrimitiveTypeName type,
            int length,
            @Nullable LogicalTypeAnnotation logical,
            ParquetColumn.Kind kind,
            ParquetNode.ValueBytes bytes) {

        static Physical of(PrimitiveTypeName type, ParquetColumn.Kind kind, ParquetNode.ValueBytes bytes) {
            return new Physical(type, 0, null, kind, bytes);
        }

        Physical as(LogicalTypeAnnotation annotation) {
            return new Physical(type, length, annotation, kind, bytes);
        }
    }

    ParquetSchema compile(Schema schema) {
        boolean structure = schema.type() == Schema.Type.STRUCT;
        List<Member> members = members(structure ? schema.fields() : List.of(new Field("value", 0, schema)), 0, 0);
        if (members.isEmpty()) {
            throw new Unwritable("a structure has no fields");
        }
        if (!hollow.isEmpty()) {
            LOG.warn(
                    "Parquet has no form for structures without fields, and files of schema {} leave them out: {}",
                    schema.name(),
                    String.join(", ", hollow));
        }
        MessageType message = new MessageType("record", types(members));
        ParquetNode root =
                structure ? node(false, members) : members.get(0).part().node();
        return new ParquetSchema(message, columns(message), root);
    }

    /** Those that have any content. */
    private List<Member> members(List<Field> fields, int lists, int depth) {
        List<Member> members = new ArrayList<>();
        for (Field field : fields) {
            Part part = part(field.name(), field.schema(), lists, depth);
            if (part == null) {
                hollow.add(field.name());
            } else {
                members.add(new Member(field, part));
            }
        }
        return members;
    }

    private static List<Type> types(List<Member> members) {
        return members.stream().map(member -> member.part().type()).toList();
    }

    private static ParquetNode node(boolean optional, List<Member> members) {
        return new ParquetNode.Group(
                optional,
                members.stream().map(Member::field).toArray(Field[]::new),
                members.stream().map(member -> member.part().node()).toArray(ParquetNode[]::new));
    }

    private ParquetColumn[] columns(MessageType message) {
        List<ColumnDescriptor> descriptors = message.getColumns();
        ParquetColumn[] columns = new ParquetColumn[descriptors.size()];
        for (int i = 0; i < columns.length; i++) {
            ColumnDescriptor descriptor = descriptors.get(i);
            columns[i] = new ParquetColumn(
                    descriptor,
                    kinds.get(i),
                    descriptor.getMaxRepetitionLevel() > 0,
                    descriptor.getMaxDefinitionLevel());
        }
        return columns;
    }

    /**
     * @param lists how many lists and maps it stands in
     * @return null for what has no content: a structure without fields, a list of such
     */
    private @Nullable Part part(String name, Schema schema, int lists, int depth) {
        return part(name, schema, schema.isOptional(), lists, depth);
    }

    private @Nullable Part part(String name, Schema schema, boolean optional, int lists, int depth) {
        if (depth > MAX_DEPTH) {
            throw new Unwritable("a schema is nested deeper than " + MAX_DEPTH + " levels, or holds itself");
        }
        Utf8.check(name);
        Repetition repetition = optional ? Repetition.OPTIONAL : Repetition.REQUIRED;
        return switch (schema.type()) {
            case STRUCT -> group(name, schema, optional, lists, depth);
            case ARRAY -> {
                Part items = part("element", schema.valueSchema(), lists + 1, depth + 1);
                yield items == null
                        ? null
                        : new Part(
                                ConversionPatterns.listOfElements(repetition, name, items.type()),
                                new ParquetNode.ListOf(optional, lists + 1, items.node()));
            }
            case MAP -> {
                Part keys = part("key", schema.keySchema(), false, lists + 1, depth + 1);
                Part values = part("value", schema.valueSchema(), lists + 1, depth + 1);
                if (keys == null || values == null) {
                    throw new Unwritable("a map is one of structures without fields"); // its keys must not be left out
                }
                yield new Part(
                        ConversionPatterns.mapType(repetition, name, "key_value", keys.type(), values.type()),
                        new ParquetNode.MapOf(optional, lists + 1, keys.node(), values.node()));
            }
            default -> leaf(name, schema, repetition, lists);
        };
    }

    private @Nullable Part group(String name, Schema schema, boolean optional, int lists, int depth) {
        List<Member> members = members(schema.fields(), lists, depth + 1);
        if (members.isEmpty()) {
            return null;
        }
        Type type = (optional ? Types.optionalGroup() : Types.requiredGroup())
                .addFields(types(members).toArray(new Type[0]))
                .named(name);
        return new Part(type, node(optional, members));
    }

    private Part leaf(String name, Schema schema, Repetition repetition, int lists) {
        Physical physical = physical(schema);
        int column = kinds.size();
        if (column == MAX_COLUMNS) {
            throw new Unwritable("a schema has more than " + MAX_COLUMNS + " columns");
        }
        kinds.add(physical.kind());
        Types.PrimitiveBuilder<?> builder = Types.primitive(physical.type(), repetition);
        if (physical.length() > 0) {
            builder = builder.length(physical.length());
        }
        if (physical.logical() != null) {
            builder = builder.as(physical.logical());
        }
        return new Part(
                (Type) builder.named(name),
                new ParquetNode.Leaf(repetition == Repetition.OPTIONAL, column, lists > 0, physical.bytes()));
    }

    private static Physical physical(Schema schema) {
        LogicalType logical = LogicalType.of(schema);
        if (logical == LogicalType.DECIMAL) {
            return decimal(Decimals.of(schema, DECIMAL_PRECISION));
        }
        if (logical != null) {
            return time(logical);
        }
        return switch (schema.type()) {
            case INT8 -> int32().as(LogicalTypeAnnotation.intType(8, true));
            case INT16 -> int32().as(LogicalTypeAnnotation.intType(16, true));
            case INT32 -> int32();
            case INT64 -> int64();
            case FLOAT32 ->
                Physical.of(
                        PrimitiveTypeName.FLOAT,
                        ParquetColumn.Kind.FLOAT32,
                        (out, value) -> out.writeInt(Float.floatToIntBits((Float) value)));
            case FLOAT64 ->
                Physical.of(
                        PrimitiveTypeName.DOUBLE,
                        ParquetColumn.Kind.FLOAT64,
                        (out, value) -> out.writeLong(Double.doubleToLongBits(Shape.fraction(value))));
            case BOOLEAN ->
                Physical.of(
                        PrimitiveTypeName.BOOLEAN,
                        ParquetColumn.Kind.FLAG,
                        (out, value) -> out.write((Boolean) value ? 1 : 0));
            case STRING -> text(Shape::text);
            case BYTES ->
                Physical.of(
                        PrimitiveTypeName.BINARY,
                        ParquetColumn.Kind.BYTES,
                        (out, value) -> ParquetEntries.bytes(out, AvroBinary.array(value)));
            case ARRAY, MAP, STRUCT -> throw new IllegalArgumentException("no single value");
        };
    }

    private static Physical text(Function<Object, String> text) {
        return Physical.of(
                        PrimitiveTypeName.BINARY,
                        ParquetColumn.Kind.BYTES,
                        (out, value) -> ParquetEntries.bytes(out, Utf8.bytes(text.apply(value))))
                .as(LogicalTypeAnnotation.stringType());
    }

    private static Physical int32() {
        return Physical.of(
                PrimitiveTypeName.INT32,
                ParquetColumn.Kind.INT32,
                (out, value) -> out.writeInt(Math.toIntExact(Shape.whole(value))));
    }

    private static Physical int64() {
        return Physical.of(
                PrimitiveTypeName.INT64, ParquetColumn.Kind.INT64, (out, value) -> out.writeLong(Shape.whole(value)));
    }

    private static Physical time(LogicalType logical) {
        if (logical == LogicalType.DATE || logical == LogicalType.TIME_MILLIS) {
            return Physical.of(
                            PrimitiveTypeName.INT32,
                            ParquetColumn.Kind.INT32,
                            (out, value) -> out.writeInt((int) logical.number(value)))
                    .as(annotation(logical));
        }
        return Physical.of(
                        PrimitiveTypeName.INT64,
                        ParquetColumn.Kind.INT64,
                        (out, value) -> out.writeLong(logical.number(value)))
                .as(annotation(logical));
    }

    private static LogicalTypeAnnotation annotation(LogicalType logical) {
        return switch (logical) {
            case DATE -> LogicalTypeAnnotation.dateType();
            case TIME_MILLIS -> LogicalTypeAnnotation.timeType(false, TimeUnit.MILLIS);
            case TIME_MICROS -> LogicalTypeAnnotation.timeType(false, TimeUnit.MICROS);
            case TIME_NANOS -> LogicalTypeAnnotation.timeType(false, TimeUnit.NANOS);
            case TIMESTAMP_MILLIS -> LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS);
            case LOCAL_TIMESTAMP_MILLIS -> LogicalTypeAnnotation.timestampType(false, TimeUnit.MILLIS);
            case LOCAL_TIMESTAMP_MICROS -> LogicalTypeAnnotation.timestampType(false, TimeUnit.MICROS);
            case LOCAL_TIMESTAMP_NANOS -> LogicalTypeAnnotation.timestampType(false, TimeUnit.NANOS);
            case DECIMAL -> throw new IllegalArgumentException("no time");
        };
    }

    /** In the smallest form that has room for its precision; as a text where readers would take it for another number, or for none. */
    private static Physical decimal(Decimals decimals) {
        if (decimals.precision() > DECIMAL_PRECISION) {
            return text(decimals::text);
        }
        LogicalTypeAnnotation annotation = LogicalTypeAnnotation.decimalType(decimals.scale(), decimals.precision());
        if (decimals.precision() <= 9) {
            return Physical.of(
                            PrimitiveTypeName.INT32,
                            ParquetColumn.Kind.INT32,
                            (out, value) ->
                                    out.writeInt(decimals.unscaled(value).intValueExact()))
                    .as(annotation);
        }
        if (decimals.precision() <= 18) {
            return Physical.of(
                            PrimitiveTypeName.INT64,
                            ParquetColumn.Kind.INT64,
                            (out, value) ->
                                    out.writeLong(decimals.unscaled(value).longValueExact()))
                    .as(annotation);
        }
        int length = BigInteger.TEN
                                .pow(decimals.precision())
                                .subtract(BigInteger.ONE)
                                .bitLength()
                        / 8
                + 1;
        return new Physical(
                PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY,
                length,
                annotation,
                ParquetColumn.Kind.FIXED,
                (out, value) -> fixed(out, decimals.unscaled(value), length));
    }

    /** Two's complement, the highest byte first, filled up with its sign. */
    private static void fixed(Scratch out, BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] filled = new byte[length];
        Arrays.fill(filled, (byte) (number.signum() < 0 ? -1 : 0));
        System.arraycopy(bytes, 0, filled, length - bytes.length, bytes.length);
        out.write(filled, 0, length);
    }
}
