package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;

/** The binary format of COPY (PostgreSQL's manual, "COPY", section "Binary Format"): per row a count of columns, then the values. */
final class CopyEncoder {

    private static final int CHUNK = 64 << 10;
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};

    private final ColumnType[] types;
    private final boolean[] jsonb;
    private final CutTexts[] cuts;
    private final int[] cells;
    private final BinaryValues values = new BinaryValues(CHUNK + 4096);

    private CopyEncoder(ColumnSet columns, boolean asElements) {
        this.types = columns.columns().stream().map(Column::type).toArray(ColumnType[]::new);
        this.jsonb = new boolean[types.length];
        this.cuts = columns.columns().stream().map(CutTexts::of).toArray(CutTexts[]::new);
        this.cells = new int[types.length];
        for (int i = 0; i < types.length; i++) {
            cells[i] = columns.cell(i);
            jsonb[i] = !asElements && columns.columns().get(i).databaseType().equals("jsonb");
        }
    }

    /** For a table that has the columns themselves, each of which {@link #canEncode}. */
    static CopyEncoder ofColumns(ColumnSet columns) {
        return new CopyEncoder(columns, false);
    }

    /** For a table whose columns are of the types of {@link PostgresTypes#arrayElement}. */
    static CopyEncoder ofElements(ColumnSet columns) {
        return new CopyEncoder(columns, true);
    }

    static boolean canEncode(Column column) {
        return column.type() != ColumnType.OTHER
                // the base type of a domain over json cannot be told from its name
                && (column.type() != ColumnType.JSON
                        || column.databaseType().equals("json")
                        || column.databaseType().equals("jsonb"));
    }

    void writeTo(CopyIn copy, Iterable<Row> rows) throws SQLException {
        values.bytes(SIGNATURE);
        values.int32(0);
        values.int32(0);
        for (Row row : rows) {
            add(row);
            if (values.size() >= CHUNK) {
                drainTo(copy);
            }
        }
        values.int16(-1);
        drainTo(copy);
    }

    private void drainTo(CopyIn copy) throws SQLException {
        copy.writeToCopy(values.buffer(), 0, values.size());
        values.clear();
    }

    private void add(Row row) throws SQLException {
        values.int16(types.length);
        for (int i = 0; i < types.length; i++) {
            Object value = row.cell(cells[i]);
            if (jsonb[i] && value instanceof String text) {
                values.jsonb(text);
            } else {
                cuts[i].check(value);
                values.value(types[i], value);
            }
        }
    }
}
