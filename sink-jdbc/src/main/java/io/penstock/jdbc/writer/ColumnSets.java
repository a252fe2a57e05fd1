package io.penstock.jdbc.writer;

import io.penstock.jdbc.dialect.ColumnSet;
import io.penstock.jdbc.plan.Layout;
import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.TableId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parts rows by the columns of which they say anything: one statement writes rows that speak of the same columns. Mostly all
 * rows of a batch do.
 */
final class ColumnSets {

    private ColumnSets() {}

    static Map<ColumnSet, List<Row>> partition(TableId table, Layout layout, int keySize, List<Row> rows) {
        Map<BitSet, List<Row>> bySilence = new LinkedHashMap<>();
        if (rows.stream().noneMatch(row -> isSilent(row, layout))) {
            bySilence.put(new BitSet(), rows);
        } else {
            for (Row row : rows) {
                bySilence
                        .computeIfAbsent(silence(row, layout), unused -> new ArrayList<>())
                        .add(row);
            }
        }
        Map<ColumnSet, List<Row>> partitions = new LinkedHashMap<>();
        bySilence.forEach((silent, group) -> partitions.put(columns(table, layout, keySize, silent), group));
        return partitions;
    }

    /** The columns of the key alone. */
    static ColumnSet key(TableId table, Layout layout, int keySize) {
        BitSet rest = new BitSet();
        rest.set(keySize, Math.max(keySize, layout.size()));
        return columns(table, layout, keySize, rest);
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

    private static ColumnSet columns(TableId table, Layout layout, int keySize, BitSet left) {
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
