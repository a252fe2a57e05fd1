package io.penstock.jdbc.writer;

import io.penstock.jdbc.dialect.ColumnSet;
import io.penstock.jdbc.plan.Layout;
import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Parts rows by the columns of which they say anything: one statement writes rows that speak of the same columns. Mostly all
 * rows of a batch do. Confined to the task's thread.
 */
final class ColumnSets {

    /** Statements of one batch that are worth their round trips for being simple. */
    private static final int FEW = 16;

    private ColumnSets() {}

    /** Rows that one statement writes. */
    record Part(ColumnSet columns, List<Row> rows) {}

    /**
     * @param inOrder whether rows are written in the order given, though that takes a statement for each change of columns
     */
    static List<Part> partition(Table table, Layout layout, int keySize, List<Row> rows, boolean inOrder) {
        return partition(table, layout, keySize, rows, inOrder, new BitSet());
    }

    /**
     * As {@link #partition(Table, Layout, int, List, boolean)}, but where that would be a great many parts, which would be as many
     * round trips: then rows may share a part though some say nothing of a column, if null is said of it by none.
     *
     * @param version the cell of which it counts whether a row says nothing, or -1
     */
    static List<Part> partitionToFew(
            Table table, Layout layout, int keySize, int version, List<Row> rows, boolean inOrder) {
        List<Part> parts = partition(table, layout, keySize, rows, inOrder);
        return parts.size() <= FEW
                ? parts
                : partition(table, layout, keySize, rows, inOrder, optional(layout, keySize, version, rows));
    }

    private static BitSet optional(Layout layout, int keySize, int version, List<Row> rows) {
        BitSet optional = new BitSet(layout.size());
        for (int i = keySize; i < layout.size(); i++) {
            int cell = i;
            // A new row would get null where its record says nothing, and not the default.
            optional.set(
                    i,
                    i != version
                            && !layout.column(i).hasDefault()
                            && rows.stream().noneMatch(row -> row.cell(cell) == null));
        }
        return optional;
    }

    private static List<Part> partition(
            Table table, Layout layout, int keySize, List<Row> rows, boolean inOrder, BitSet optional) {
        if (rows.isEmpty()) {
            return List.of();
        }
        if (rows.stream().noneMatch(row -> isSilent(row, layout))) {
            return List.of(new Part(columns(table, layout, keySize, new BitSet(), new BitSet()), rows));
        }
        List<Part> parts = new ArrayList<>();
        Map<BitSet, Part> open = new HashMap<>();
        for (Row row : rows) {
            BitSet silent = silence(row, layout);
            silent.andNot(optional);
            Part part = open.get(silent);
            if (part == null) {
                part = new Part(columns(table, layout, keySize, silent, optional), new ArrayList<>());
                parts.add(part);
                if (inOrder) {
                    open.clear();
                }
                open.put(silent, part);
            }
            part.rows().add(row);
        }
        return parts;
    }

    /** The columns of the key, and that of one more cell. */
    static ColumnSet keyAnd(int cell, Table table, Layout layout, int keySize) {
        BitSet left = new BitSet(layout.size());
        left.set(keySize, layout.size());
        left.clear(cell);
        return columns(table, layout, keySize, left, new BitSet());
    }

    private static boolean isSilent(Row row, Layout layout) {
        for (int i = layout.size() - 1; i >= 0; i--) {
            if (row.cell(i) == Row.ABSENT) {
                return true;
            }
        }
        return false;
    }

    private static BitSet silence(Row row, Layout layout) {
        BitSet silent = new BitSet(layout.size());
        for (int i = 0; i < layout.size(); i++) {
            if (row.cell(i) == Row.ABSENT) {
                silent.set(i);
            }
        }
        return silent;
    }

    private static ColumnSet columns(Table table, Layout layout, int keySize, BitSet left, BitSet optional) {
        List<Column> columns = new ArrayList<>();
        int[] cells = new int[layout.size() - left.cardinality()];
        BitSet optionalHere = new BitSet(cells.length);
        for (int i = 0; i < layout.size(); i++) {
            if (!left.get(i)) {
                cells[columns.size()] = i;
                optionalHere.set(columns.size(), optional.get(i));
                columns.add(layout.column(i));
            }
        }
        return new ColumnSet(table, columns, cells, keySize, optionalHere);
    }
}
