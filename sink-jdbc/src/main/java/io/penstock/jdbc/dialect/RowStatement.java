package io.penstock.jdbc.dialect;

/**
 * A statement that writes rows: its text, and which column each parameter of a row takes. In some statements a row's part may
 * stand many times.
 */
final class RowStatement {

    private final String head;
    private final String row;
    private final String tail;
    private final boolean repeatable;
    private final int[] parameters;

    private RowStatement(String head, String row, String tail, boolean repeatable, int[] parameters) {
        this.head = head;
        this.row = row;
        this.tail = tail;
        this.repeatable = repeatable;
        this.parameters = parameters.clone();
    }

    /** For any number of rows: head, the row's part as often as needed, tail. */
    static RowStatement ofRows(String head, String row, String tail, int[] parameters) {
        return new RowStatement(head, row, tail, true, parameters);
    }

    static RowStatement ofOneRow(String sql, int[] parameters) {
        return new RowStatement(sql, "", "", false, parameters);
    }

    boolean isRepeatable() {
        return repeatable;
    }

    /** How many parameters a row has. */
    int width() {
        return parameters.length;
    }

    /** The index of the column that a row's parameter takes. */
    int column(int parameter) {
        return parameters[parameter];
    }

    String sql(int rows) {
        StringBuilder sql = new StringBuilder(head.length() + tail.length() + rows * (row.length() + 2)).append(head);
        for (int i = 0; i < rows; i++) {
            sql.append(i == 0 ? "" : ", ").append(row);
        }
        return sql.append(tail).toString();
    }
}
