package io.penstock.jdbc.plan;

import io.penstock.common.record.RecordCoordinates;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Fills the cells of the primary key, which are the first of a row. */
final class KeyPlan {

    private final Source[] sources;
    private final Slot[] slots;

    /** @param slots one for each source, in their order */
    KeyPlan(List<Source> sources, List<Slot> slots) {
        this.sources = sources.toArray(new Source[0]);
        this.slots = slots.toArray(new Slot[0]);
    }

    int size() {
        return slots.length;
    }

    boolean covers(String column) {
        for (Slot slot : slots) {
            if (slot.column().name().equals(column)) {
                return true;
            }
        }
        return false;
    }

    /** @throws io.penstock.common.error.RecordException when a part of the key is null */
    void fill(SinkRecord record, @Nullable Object[] cells) {
        for (int i = 0; i < slots.length; i++) {
            Object value = sources[i].reader().read(record);
            if (value == null) {
                throw KeySources.missing("the record at " + RecordCoordinates.of(record)
                        + " has no value for key column \"" + slots[i].column().name() + "\"");
            }
            cells[slots[i].cell()] = slots[i].convert(value);
        }
    }
}
