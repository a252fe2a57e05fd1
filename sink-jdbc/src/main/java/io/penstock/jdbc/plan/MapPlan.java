package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.Inference;
import io.penstock.jdbc.schema.Table;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Schemaless records: the fields are met one by one. A null for a column that does not exist needs none. Of a field that is not
 * there a row says nothing, as one with a schema: what becomes of its column must not depend on the records around it.
 */
final class MapPlan implements RowPlan {

    private final KeyPlan key;
    private final Extras extras;
    private final Table table;
    private final Layout layout;
    private final Map<String, Slot> slots = new HashMap<>();

    MapPlan(KeyPlan key, Extras extras, Table table, Layout layout) {
        this.key = key;
        this.extras = extras;
        this.table = table;
        this.layout = layout;
    }

    @Override
    public @Nullable Row bind(SinkRecord record, List<ColumnSpec> missing) {
        Map<?, ?> map = (Map<?, ?>) record.value();
        // as wide as it can become while this record is bound
        @Nullable Object[] cells = new Object[layout.size() + map.size()];
        Arrays.fill(cells, Row.ABSENT);
        key.fill(record, cells);
        extras.fill(record, cells);
        boolean empty = key.size() == 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String name = String.valueOf(entry.getKey());
            Object value = entry.getValue();
            Slot slot = slot(name);
            if (slot != null) {
                cells[slot.cell()] = value == null ? null : slot.convert(value);
                empty = false;
            } else if (value != null && !isCovered(name)) {
                missing.add(new ColumnSpec(name, Inference.ofValue(name, value)));
            }
        }
        if (!missing.isEmpty()) {
            return null;
        }
        if (empty) {
            throw nothing(record);
        }
        return Row.of(cells, record);
    }

    static RecordException nothing(SinkRecord record) {
        return new RecordException(
                JdbcError.RECORD_SHAPE, "the record at " + RecordCoordinates.of(record) + " has no value to store");
    }

    private boolean isCovered(String name) {
        return key.covers(name) || extras.covers(name);
    }

    private @Nullable Slot slot(String name) {
        Slot known = slots.get(name);
        if (known != null) {
            return known;
        }
        Column column = table.column(name);
        if (column == null || isCovered(name)) {
            return null;
        }
        Slot made = Slot.of(column, Moment.TIMESTAMP, layout);
        slots.put(name, made);
        return made;
    }
}
