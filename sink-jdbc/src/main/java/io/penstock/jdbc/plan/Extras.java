package io.penstock.jdbc.plan;

import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Fills the cells that come neither from the key nor from the value's fields; unlike those of the key they may be null. */
final class Extras {

    private final Source[] sources;
    private final Slot[] slots;

    /** @param slots one for each source, in their order */
    Extras(List<Source> sources, List<Slot> slots) {
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

    void fill(SinkRecord record, @Nullable Object[] cells) {
        for (int i = 0; i < slots.length; i++) {
            Object value = sources[i].reader().read(record);
            cells[slots[i].cell()] = value == null ? null : slots[i].convert(value);
        }
    }
}
