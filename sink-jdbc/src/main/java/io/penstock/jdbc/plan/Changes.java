package io.penstock.jdbc.plan;

import java.util.List;

/**
 * What a batch comes to for one table. The truncation is done first, then the deletes: a key that was deleted
 * and written again stands in both.
 *
 * @param truncates whether the table is emptied of what it holds
 * @param deletes at most one for each key; with delete.mode=soft the marks of rows that are in the table
 * @param writes at most one for each key, except with insert
 */
public record Changes(boolean truncates, List<Row> deletes, List<Row> writes) {

    Changes(List<Row> deletes, List<Row> writes) {
        this(false, deletes, writes);
    }
}
