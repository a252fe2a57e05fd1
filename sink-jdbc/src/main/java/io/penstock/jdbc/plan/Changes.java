package io.penstock.jdbc.plan;

import java.util.List;

/**
 * What a batch comes to for one table. Deletes are done first: a key that was deleted and written again stands in both.
 *
 * @param deletes at most one for each key
 * @param writes at most one for each key, except with insert
 */
public record Changes(List<Row> deletes, List<Row> writes) {}
