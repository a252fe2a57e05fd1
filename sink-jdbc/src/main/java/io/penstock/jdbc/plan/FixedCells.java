package io.penstock.jdbc.plan;

import io.penstock.common.record.RecordCoordinates;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Fills the cells of {@link FixedColumns}: no part of the key may be null, everything else may. */
final class FixedCells {

    private final Source[] sources;
    private final Slot[] slots;
    private final int keySize;
    private final @Nullable Object ofNull;

    /**
     * @param slots one for each source, in their order
     *
     * @param ofNull the cell of what is null beside the key
     */
    FixedCells(FixedColumns columns, List<Slot> slots, @Nullable Object ofNull) {
        this.sources = columns.all().toArray(new Source[0]);
        this.slots = slots.toArray(new Slot[0]);
        this.keySize = columns.key().size();
        this.ofNull = ofNull;
    }

    int size() {
        return slots.length;
    }

    int keySize() {
        return keySize;
    }

    boolean covers(String column) {
        for (Source source : sources) {
            if (source.column().equals(column)) {
                return true;
            }
        }
        return false;
    }

    /** @throws io.penstock.common.error.RecordException when a part of the key is null */
    void fill(SinkRecord record, @Nullable Object[] cells) {
        for (int i = 0; i < slots.length; i++) {
            Object value = sources[i].reader().read(record);
            if (value == null && i < keySize) {
                throw KeySources.missing("the record at " + RecordCoordinates.of(record)
                        + " has no value for key column \"" + slots[i].column().name() + "\"");
            }
            cells[slots[i].cell()] = value == null ? ofNull : slots[i].convert(value);
        }
    }
}
