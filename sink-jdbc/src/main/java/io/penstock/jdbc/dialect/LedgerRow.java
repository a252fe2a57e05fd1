package io.penstock.jdbc.dialect;

import io.penstock.common.offset.Position;
import org.apache.kafka.common.TopicPartition;

/**
 * A row of the ledger.
 *
 * @param epoch raised by each claim: who holds an older one may write nothing more
 */
public record LedgerRow(TopicPartition partition, Position position, long epoch) {}
