package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.schema.DebeziumTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** The way to a field of a structure, through structures within it, found once for a schema. */
final class StructPath {

    private final Field[] fields;
    private final boolean decimal;

    private StructPath(List<Field> fields) {
        this.fields = fields.toArray(new Field[0]);
        this.decimal = DebeziumTypes.isVariableScaleDecimal(
                fields.get(fields.size() - 1).schema());
    }

    static StructPath of(List<Field> fields) {
        return new StructPath(fields);
    }

    /**
     * @param name a field's own name, dots in it or not, else names joined by dots
     * @return null where the schema has no such field
     */
    static @Nullable StructPath find(Schema schema, String name) {
        Field direct = schema.field(name);
        if (direct != null) {
            return new StructPath(List.of(direct));
        }
        List<Field> fields = new ArrayList<>();
        Schema here = schema;
        for (String part : name.split("\\.", -1)) {
            Field field = here.type() == Schema.Type.STRUCT ? here.field(part) : null;
            if (field == null) {
                return null;
            }
            fields.add(field);
            here = field.schema();
        }
        return new StructPath(fields);
    }

    List<String> names() {
        List<String> names = new ArrayList<>(fields.length);
        for (Field field : fields) {
            names.add(field.name());
        }
        return names;
    }

    /** Of the field at its end. */
    Schema schema() {
        return fields[fields.length - 1].schema();
    }

    /**
     * Null where it, or anything on the way to it, is null.
     *
     * @throws RecordException when it is a structure that should stand for a number and does not
     */
    @Nullable
    Object read(Struct struct) {
        Object here = struct;
        for (Field field : fields) {
            if (here == null) {
                return null;
            }
            here = Fields.get((Struct) here, field);
        }
        return here != null && decimal ? decimal((Struct) here) : here;
    }

    private BigDecimal decimal(Struct number) {
        try {
            return DebeziumValues.decimal(number);
        } catch (Misfit misfit) {
            throw new RecordException(
                    JdbcError.VALUE_DOES_NOT_FIT,
                    "field \"" + String.join(".", names()) + "\" holds no number: " + misfit.getMessage() + ". "
                            + JdbcError.VALUE_DOES_NOT_FIT.remedy());
        }
    }
}
