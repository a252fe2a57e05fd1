package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.Table;
import io.penstock.jdbc.schema.TableId;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The columns that one statement writes, those of the primary key first, and the cells of a row that belong to them. */
public final class ColumnSet {

    private final TableId table;
    private final List<Column> columns;
    private final int[] cells;
    private final int keySize;
    private final BitSet optional;
    private final boolean partial;
    private final boolean uniqueByKeyAlone;
    private final OverwriteRule overwrites;

    /**
     * @param cells for each column its cell in the rows
     * @param keySize how many of the columns make the key
     * @param optional the columns of which some of the rows say nothing; null they say of none of these
     */
    public ColumnSet(Table table, List<Column> columns, int[] cells, int keySize, BitSet optional) {
        this(
                table.id(),
                columns,
                cells,
                keySize,
                optional,
                isPartial(table, columns, optional),
                table.isUniqueByKeyAlone(columns.subList(0, keySize), columns),
                OverwriteRule.ALWAYS);
    }

    private static boolean isPartial(Table table, List<Column> columns, BitSet optional) {
        Set<String> said = IntStream.range(0, columns.size())
                .filter(i -> !optional.get(i))
                .mapToObj(i -> columns.get(i).name())
                .collect(Collectors.toSet());
        return table.columns().stream().anyMatch(column -> column.constrained() && !said.contains(column.name()));
    }

    private ColumnSet(
            TableId table,
            List<Column> columns,
            int[] cells,
            int keySize,
            BitSet optional,
            boolean partial,
            boolean uniqueByKeyAlone,
            OverwriteRule overwrites) {
        this.table = table;
        this.columns = List.copyOf(columns);
        this.cells = cells.clone();
        this.keySize = keySize;
        this.optional = (BitSet) optional.clone();
        this.partial = partial;
        this.uniqueByKeyAlone = uniqueByKeyAlone;
        this.overwrites = overwrites;
    }

    public ColumnSet with(OverwriteRule rule) {
        return new ColumnSet(table, columns, cells, keySize, optional, partial, uniqueByKeyAlone, rule);
    }

    /** Which rows that are there are overwritten or deleted. */
    public OverwriteRule overwrites() {
        return overwrites;
    }

    /** Whether constraints may stand against a new row of these columns alone that do not stand against one that is there. */
    public boolean isPartial() {
        return partial;
    }

    /** Whether a row stands in the way of those of its key, and of no others; only told where a statement cannot name the key that it means. */
    public boolean isUniqueByKeyAlone() {
        return uniqueByKeyAlone;
    }

    /** Whether some of the rows say nothing of the column, which then keeps what it has; those that speak say no null. */
    public boolean isOptional(int column) {
        return optional.get(column);
    }

    public TableId table() {
        return table;
    }

    public List<Column> columns() {
        return columns;
    }

    public int cell(int column) {
        return cells[column];
    }

    public int keySize() {
        return keySize;
    }
}
