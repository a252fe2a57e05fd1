package io.penstock.jdbc.dialect;

/**
 * A statement that writes rows: its text, and which column each parameter of a row takes. In some statements a row's part may
 * stand many times; without any the database is asked whether it takes the statement.
 */
final class RowStatement {

    private final String head;
    private final String row;
    private final String tail;
    private final boolean repeatable;
    private final int[] parameters;
    private final String withoutRows;

    private RowStatement(
            String head, String row, String tail, boolean repeatable, int[] parameters, String withoutRows) {
        this.head = head;
        this.row = row;
        this.tail = tail;
        this.repeatable = repeatable;
        this.parameters = parameters.clone();
        this.withoutRows = withoutRows;
    }

    /**
     * For any number of rows: head, the row's part as often as needed, tail.
     *
     * @param withoutRows the same where no row is written, without parameters
     */
    static RowStatement ofRows(String head, String row, String tail, int[] parameters, String withoutRows) {
        return new RowStatement(head, row, tail, true, parameters, withoutRows);
    }

    /** @param sql ends in a condition */
    static RowStatement ofOneRow(String sql, int[] parameters) {
        return new RowStatement(sql, "", "", false, parameters, sql + " AND 1 = 0");
    }

    /** The statement that writes no row; where it is one of a single row, with that row's parameters. */
    String sqlWithoutRows() {
        return withoutRows;
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
