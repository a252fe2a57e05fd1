package io.penstock.jdbc.writer;

import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.plan.TableBinder;
import java.util.ArrayList;
import java.util.List;

/** The rows that wait for one table, in the order of arrival, and the binder that makes them. */
final class TableBatch {

    private final TableBinder binder;
    private List<Row> rows = new ArrayList<>();

    TableBatch(TableBinder binder) {
        this.binder = binder;
    }

    TableBinder binder() {
        return binder;
    }

    List<Row> rows() {
        return rows;
    }

    void add(Row row) {
        rows.add(row);
    }

    void replace(List<Row> rebound) {
        rows = rebound;
    }
}
