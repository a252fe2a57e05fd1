package io.penstock.s3.partition;

import java.time.Clock;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * What {@code path.template} is read from.
 *
 * @param clock of the wall
 * @param moment what {@code ${timestamp|…}} goes by
 * @param nullName what stands for a value that is null or missing
 */
public record PathRecord(SinkRecord record, Clock clock, RecordMoment moment, String nullName) {}
