package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.TableId;
import java.util.List;

/** The columns that one statement writes, those of the primary key first, and the cells of a row that belong to them. */
public final class ColumnSet {

    private final TableId table;
    private final List<Column> columns;
    private final int[] cells;
    private final int keySize;
    private final OverwriteRule overwrites;

    /**
     * @param cells for each column its cell in the rows
     * @param keySize how many of the columns make the key
     */
    public ColumnSet(TableId table, List<Column> columns, int[] cells, int keySize) {
        this(table, columns, cells, keySize, OverwriteRule.ALWAYS);
    }

    private ColumnSet(TableId table, List<Column> columns, int[] cells, int keySize, OverwriteRule overwrites) {
        this.table = table;
        this.columns = List.copyOf(columns);
        this.cells = cells.clone();
        this.keySize = keySize;
        this.overwrites = overwrites;
    }

    public ColumnSet with(OverwriteRule rule) {
        return new ColumnSet(table, columns, cells, keySize, rule);
    }

    /** Which rows that are there are overwritten or deleted. */
    public OverwriteRule overwrites() {
        return overwrites;
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
