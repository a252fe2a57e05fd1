/**
 * The sink at work: takes records, owns partitions, keeps the ledger, writes batches in transactions and waits out outages.
 * Everything here is confined to the task's thread; all I/O of the sink begins here.
 */
@NullMarked
package io.penstock.jdbc.writer;

import org.jspecify.annotations.NullMarked;
