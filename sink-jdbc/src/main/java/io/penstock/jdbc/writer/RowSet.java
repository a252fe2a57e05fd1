package io.penstock.jdbc.writer;

import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Rows of a table that are written by one statement, told apart by identity.
 *
 * @param statement fits all of the rows
 *
 * @param single fits any one change to the table, whatever the columns of which it speaks
 *
 * @param inOrder whether rows may exclude each other, and the first one is to be kept
 *
 * @param doubt whose fault a failure of the statement is
 */
record RowSet(TableId table, Attempts.Statement statement, Attempts.Statement single, boolean inOrder, Doubt doubt) {

    /**
     * Parts rows that have failed together: in the middle, or where the database names the bad one. What follows it is sent again in parts of at most half
     * of the whole.
     *
     * @return parts in the order of the rows; some may be empty
     */
    static List<List<Row>> split(List<Row> rows, OptionalInt named) {
        int size = rows.size();
        int middle = size / 2;
        int bad = named.orElse(-1);
        List<List<Row>> parts = new ArrayList<>(4);
        if (bad < 0 || bad >= size) {
            parts.add(rows.subList(0, middle));
            parts.add(rows.subList(middle, size));
        } else {
            int next = Math.max(middle, bad + 1);
            parts.add(rows.subList(0, bad));
            parts.add(rows.subList(bad, bad + 1));
            parts.add(rows.subList(bad + 1, next));
            parts.add(rows.subList(next, size));
        }
        return parts;
    }

    /** Notes what tells of the statement: what changes nothing does not. */
    void passed(Attempts.Statement by, Attempts.Outcome outcome) {
        if (statement.equals(by) && outcome.changed()) {
            doubt.rowPassed();
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
