package io.penstock.jdbc.plan;

import java.util.Arrays;
import java.util.Comparator;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * One change to one table: the cells to write, or the key to delete. Keeps its record, so that the row that the database
 * refuses can be reported, and bound anew when the table has changed. Confined to the task's thread.
 */
public final class Row {

    /** Stands in a cell of which the record says nothing, which is not the same as null: the column keeps what it has. */
    public static final Object ABSENT = new Object();

    /** Of the records; between topics and partitions, by name and number. */
    public static final Comparator<Row> ARRIVAL = Comparator.comparing(
            Row::record,
            Comparator.comparing(SinkRecord::originalTopic)
                    .thenComparing(SinkRecord::originalKafkaPartition)
                    .thenComparingLong(SinkRecord::originalKafkaOffset));

    private final @Nullable Object[] cells;
    private final SinkRecord record;
    private final Kind kind;
    private final @Nullable Row standIn;
    /** The last change by itself, where this row holds cells of the stand-in too. */
    private final @Nullable Row own;
    /** The row of the buffer that this one was made of, itself where it is that: there a rejection outlives the attempt. */
    private final Row origin;

    private boolean rejected;

    private Row(
            @Nullable Object[] cells,
            SinkRecord record,
            Kind kind,
            @Nullable Row standIn,
            @Nullable Row own,
            @Nullable Row origin) {
        this.cells = cells;
        this.record = record;
        this.kind = kind;
        this.standIn = standIn;
        this.own = own;
        this.origin = origin == null ? this : origin;
    }

    /** A row that writes, and is silent about columns that its record does not name. */
    static Row of(@Nullable Object[] cells, SinkRecord record) {
        return new Row(cells, record, Kind.WRITE, null, null, null);
    }

    static Row delete(@Nullable Object[] key, SinkRecord record) {
        return new Row(key, record, Kind.DELETE, null, null, null);
    }

    /** A row that says of one that is there that it is deleted. */
    static Row mark(@Nullable Object[] cells, SinkRecord record) {
        return new Row(cells, record, Kind.MARK, null, null, null);
    }

    /** Empties the table of everything that came before. */
    static Row truncate(SinkRecord record) {
        return new Row(new Object[0], record, Kind.TRUNCATE, null, null, null);
    }

    /** Stands in the buffer for a record that changes nothing. */
    static Row nothing(SinkRecord record) {
        return new Row(new Object[0], record, Kind.NOTHING, null, null, null);
    }

    /** This change, for the record as it came. */
    @SuppressWarnings("ReferenceEquality") // mostly it is the very same, and needs no other row
    Row as(SinkRecord received) {
        return received == record ? this : new Row(cells, received, kind, null, null, null);
    }

    /** This change, done after an {@code earlier} one to the same key: where this is silent, the earlier one speaks. */
    Row after(Row earlier) {
        int width = Math.max(cells.length, earlier.cells.length);
        @Nullable Object[] merged = new Object[width];
        boolean borrows = kind != earlier.kind;
        for (int i = 0; i < width; i++) {
            Object mine = cell(i);
            merged[i] = mine == ABSENT ? earlier.cell(i) : mine;
            borrows |= mine == ABSENT && merged[i] != ABSENT;
        }
        return new Row(merged, record, kind == Kind.MARK ? earlier.kind : kind, earlier, borrows ? this : null, origin);
    }

    /** This change, which makes a {@code later} one to the same key needless. */
    Row before(Row later) {
        return new Row(cells, record, kind, later, null, origin);
    }

    /** This change, without those that were merged with it. */
    public Row alone() {
        return new Row(cells, record, kind, null, null, origin);
    }

    /** Whether it speaks of every column of which the other speaks. */
    boolean covers(Row other) {
        for (int i = 0; i < other.cells.length; i++) {
            if (other.cells[i] != ABSENT && cell(i) == ABSENT) {
                return false;
            }
        }
        return true;
    }

    /** The value for a column of the layout, {@link #ABSENT} where the record says nothing of it. */
    public @Nullable Object cell(int index) {
        return index < cells.length ? cells[index] : ABSENT;
    }

    int width() {
        return cells.length;
    }

    public SinkRecord record() {
        return record;
    }

    public boolean isDelete() {
        return kind == Kind.DELETE;
    }

    public boolean isTruncate() {
        return kind == Kind.TRUNCATE;
    }

    public boolean isNothing() {
        return kind == Kind.NOTHING;
    }

    /** Whether it is for a row that is there already, to say that it is deleted. */
    public boolean isMark() {
        return kind == Kind.MARK;
    }

    /** The change to the same key that this one made needless within the batch; it is made if this one is refused. */
    public @Nullable Row standIn() {
        return standIn;
    }

    /**
     * The change of this row's record by itself, where the row holds cells of the stand-in too: that it is refused may be the
     * fault of either. To be made after the stand-in.
     */
    public @Nullable Row own() {
        return own;
    }

    @Override
    public String toString() {
        // never the cells: a row may end up in a message
        return (isDelete() ? "delete of " : "row of ") + Arrays.toString(new int[] {cells.length}) + " cells";
    }

    /** Notes that the record of this row is a dead letter, so that no other attempt writes it. */
    public void reject() {
        origin.rejected = true;
    }

    public boolean isRejected() {
        return origin.rejected;
    }

    private enum Kind {
        WRITE,
        DELETE,
        MARK,
        TRUNCATE,
        NOTHING
    }
}
