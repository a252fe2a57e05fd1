/**
 * The vocabulary of exactly once that the sinks share: a ledger's position on a partition, the witness that ties it to a
 * record, and the gate that compares what Kafka delivers with it; and what a source's offsets are kept by. Pure state machines, each confined to its task's thread.
 */
@NullMarked
package io.penstock.common.offset;

import org.jspecify.annotations.NullMarked;
