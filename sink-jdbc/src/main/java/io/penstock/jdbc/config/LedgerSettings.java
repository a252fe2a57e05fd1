package io.penstock.jdbc.config;

import io.penstock.jdbc.schema.TableId;
import java.time.Duration;

/**
 * Where the positions are kept, and for how long they may be held.
 *
 * @param id the {@code connector} column: two clusters that write to one database need different ones
 * @param create whether the sink may create the table
 * @param claimTimeout how long a claim waits for another session before that is ended
 * @param transactionTimeout the server ends a transaction of a task that lives longer, so that an heir can write
 */
public record LedgerSettings(
        String id, TableId table, boolean create, Duration claimTimeout, Duration transactionTimeout) {}
