package io.penstock.jdbc.plan;

import java.util.List;

/**
 * What a batch comes to for one table. Deletes are done first: a key that was deleted and written again stands in both.
 *
 * @param deletes at most one for each key; with delete.mode=soft the marks of rows that are in the table
 * @param writes at most one for each key, except with insert
 */
public record Changes(List<Row> deletes, List<Row> writes) {}
