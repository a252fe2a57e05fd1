package io.penstock.jdbc.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What counts of a batch.
 *
 * @param truncated whether the table is emptied before
 * @param rows the changes after that, in the order of arrival, without rejected ones
 */
record LiveRows(boolean truncated, List<Row> rows) {

    static LiveRows of(List<Row> buffered) {
        List<Row> live = new ArrayList<>(buffered.size());
        boolean truncated = false;
        for (Row row : buffered) {
            if (row.isTruncate()) {
                live.clear();
                truncated = true;
            } else if (!row.isRejected() && !row.isNothing()) {
                live.add(row);
            }
        }
        return new LiveRows(truncated, live);
    }
}
