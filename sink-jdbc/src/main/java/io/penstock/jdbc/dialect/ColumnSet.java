package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.Table;
import io.penstock.jdbc.schema.TableId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The columns that one statement writes, those of the primary key first, and the cells of a row that belong to them. */
public final class ColumnSet {

    private final TableId table;
    private final List<Column> columns;
    private final int[] cells;
    private final int keySize;
    private final OverwriteRule overwrites;
    private final boolean partial;

    /**
     * @param cells for each column its cell in the rows
     * @param keySize how many of the columns make the key
     */
    public ColumnSet(Table table, List<Column> columns, int[] cells, int keySize) {
        this(table.id(), columns, cells, keySize, OverwriteRule.ALWAYS, isPartial(table, columns));
    }

    private static boolean isPartial(Table table, List<Column> columns) {
        Set<String> names = columns.stream().map(Column::name).collect(Collectors.toSet());
        return table.columns().stream().anyMatch(column -> column.constrained() && !names.contains(column.name()));
    }

    private ColumnSet(
            TableId table, List<Column> columns, int[] cells, int keySize, OverwriteRule overwrites, boolean partial) {
        this.table = table;
        this.columns = List.copyOf(columns);
        this.cells = cells.clone();
        this.keySize = keySize;
        this.overwrites = overwrites;
        this.partial = partial;
    }

    public ColumnSet with(OverwriteRule rule) {
        return new ColumnSet(table, columns, cells, keySize, rule, partial);
    }

    /** Which rows that are there are overwritten or deleted. */
    public OverwriteRule overwrites() {
        return overwrites;
    }

    /** Whether constraints may stand against a new row of these columns alone that do not stand against one that is there. */
    public boolean isPartial() {
        return partial;
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
