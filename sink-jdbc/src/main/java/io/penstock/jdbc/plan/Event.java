package io.penstock.jdbc.plan;

import org.apache.kafka.connect.sink.SinkRecord;

/** What a record asks for, whatever its format. */
sealed interface Event {

    /**
     * A row is written.
     *
     * @param state the record with the row's state as its value
     */
    record Write(SinkRecord state) implements Event {}

    /**
     * A row is deleted.
     *
     * @param state the record with the row's last state as its value, null where that is not known
     *
     * @param filledUp whether what is not known of the state may stand there as zeros
     */
    record Delete(SinkRecord state, boolean filledUp) implements Event {}

    /** The table is emptied. */
    record Truncate() implements Event {}

    /** Nothing is asked for, or another record says the same. */
    record Nothing() implements Event {}
}
