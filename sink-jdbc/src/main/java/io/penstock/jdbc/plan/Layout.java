package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which cell of a row belongs to which column of one table. Only ever grows, so that rows that were made earlier stay valid: a
 * row that is shorter has nothing to say of the later columns. Columns of the key come first.
 */
public final class Layout {

    private final List<Column> columns = new ArrayList<>();
    private final Map<String, Integer> indexes = new HashMap<>();

    int indexOf(Column column) {
        Integer known = indexes.get(column.name());
        if (known != null) {
            return known;
        }
        columns.add(column);
        indexes.put(column.name(), columns.size() - 1);
        return columns.size() - 1;
    }

    /** The cell of a column of this name, or -1 where no row has said anything of it yet. */
    public int find(String column) {
        return indexes.getOrDefault(column, -1);
    }

    /** Whether the table has all of these columns as they were when rows were made for them. */
    boolean fits(Table table) {
        return columns.stream().allMatch(column -> column.equals(table.column(column.name())));
    }

    public int size() {
        return columns.size();
    }

    public Column column(int cell) {
        return columns.get(cell);
    }
}
