package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import org.jspecify.annotations.Nullable;

/** Why a value did not fit, where a wider column would take it: the cause of the {@code RecordException}. Holds no value. */
public final class TooNarrow extends RuntimeException {

    private final transient Column column;
    private final ColumnType wider;

    TooNarrow(Column column, ColumnType wider) {
        super("column " + column.name() + " is too narrow", null, false, false);
        this.column = column;
        this.wider = wider;
    }

    public Column column() {
        return column;
    }

    /** Whether it asks for what another has asked for already. */
    public boolean isSame(@Nullable TooNarrow other) {
        return other != null && other.wider == wider && other.column.equals(column);
    }

    /** The narrowest type that takes the value. */
    public ColumnType wider() {
        return wider;
    }
}
