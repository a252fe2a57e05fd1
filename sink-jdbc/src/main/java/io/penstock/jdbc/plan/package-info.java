/**
 * From a record to a row: plans compiled once for each schema and table, converters that never lose anything silently, and
 * the reduction of a batch to one change per key. Pure; confined to the task's thread.
 */
@NullMarked
package io.penstock.jdbc.plan;

import org.jspecify.annotations.NullMarked;
