package io.penstock.quickstart.live;

/**
 * The pipeline at one moment.
 *
 * @param published messages acknowledged to the publisher
 * @param kafka records in the topic
 * @param rows in PostgreSQL
 * @param objects in S3
 * @param objectRecords lines in those objects
 * @param deadLetters records in the dead letter queues
 * @param delay of the rows that appeared within the last second
 */
public record Sample(
        long published, long kafka, long rows, long objects, long objectRecords, long deadLetters, Delay delay) {

    /** Whether everything that was published has reached Kafka, and each sink has it or it became a dead letter. */
    public boolean caughtUp() {
        return kafka >= published && rows + deadLetters >= published && objectRecords + deadLetters >= published;
    }

    /** Grows with everything that arrives anywhere: unchanged means that nothing moves. */
    public long arrived() {
        return kafka + rows + objectRecords + deadLetters;
    }
}
