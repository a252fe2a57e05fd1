package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.jdbc.config.FieldRules;
import io.penstock.jdbc.error.JdbcError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/** Finds the fields of a schema that are stored, and their columns. */
final class StructFields {

    private final FieldRules rules;
    private final Set<String> taken;
    private final Map<String, StructPath> byColumn = new LinkedHashMap<>();

    private StructFields(FieldRules rules, Set<String> taken) {
        this.rules = rules;
        this.taken = taken;
    }

    /**
     * @param taken columns that others fill
     * @throws RecordException when two fields have one column, or a field is asked for that columns cannot be made for
     */
    static Map<String, StructPath> byColumn(Schema schema, FieldRules rules, Set<String> taken) {
        StructFields fields = new StructFields(rules, taken);
        fields.visit(schema, List.of());
        return fields.byColumn;
    }

    private void visit(Schema schema, List<Field> above) {
        for (Field field : schema.fields()) {
            List<Field> fields = new ArrayList<>(above);
            fields.add(field);
            StructPath path = StructPath.of(fields);
            List<String> names = path.names();
            if (Nested.hasFields(field.schema()) && rules.descends(names)) {
                visit(field.schema(), fields);
            } else if (field.schema().type() == Schema.Type.MAP && rules.asksForParts(names)) {
                throw Nested.cannotTakeOut(names);
            } else if (rules.keeps(names)) {
                if (Nested.is(field.schema()) && rules.leavesOutParts(names)) {
                    throw Nested.cannotLeaveOut(names);
                }
                String column = rules.column(names);
                if (!taken.contains(column) && byColumn.put(column, path) != null) {
                    throw twice(column);
                }
            }
        }
    }

    static RecordException twice(String column) {
        return new RecordException(
                JdbcError.COLUMN_TWICE,
                "two parts of the record go to column \"" + column + "\". " + JdbcError.COLUMN_TWICE.remedy());
    }
}
