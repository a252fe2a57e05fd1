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

    private ColumnSets() {}

    /** Rows that one statement writes. */
    record Part(ColumnSet columns, List<Row> rows) {}

    /**
     * @param inOrder whether rows are written in the order given, though that takes a statement for each change of columns
     */
    static List<Part> partition(Table table, Layout layout, int keySize, List<Row> rows, boolean inOrder) {
        if (rows.isEmpty()) {
            return List.of();
        }
        if (rows.stream().noneMatch(row -> isSilent(row, layout))) {
            return List.of(new Part(columns(table, layout, keySize, new BitSet()), rows));
        }
        List<Part> parts = new ArrayList<>();
        Map<BitSet, Part> open = new HashMap<>();
        for (Row row : rows) {
            BitSet silent = silence(row, layout);
            Part part = open.get(silent);
            if (part == null) {
                part = new Part(columns(table, layout, keySize, silent), new ArrayList<>());
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

    private static ColumnSet columns(Table table, Layout layout, int keySize, BitSet left) {
        List<Column> columns = new ArrayList<>();
        int[] cells = new int[layout.size() - left.cardinality()];
        for (int i = 0; i < layout.size(); i++) {
            if (!left.get(i)) {
                cells[columns.size()] = i;
                columns.add(layout.column(i));
            }
        }
        return new ColumnSet(table, columns, cells, keySize);
    }
}
