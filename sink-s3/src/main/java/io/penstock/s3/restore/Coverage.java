package io.penstock.s3.restore;

import io.penstock.s3.restore.PartitionReplay.Position;

/** What is known of a partition's files beside how far they are replayed: which of them have nothing new. Thread-confined. */
interface Coverage {

    /** Whether the file holds nothing that is not replayed at that position. */
    boolean isDone(ArchiveFile file, Position at);

    /** Up to which offset the records of a file that is opened are not even looked at. */
    long passedOver(Position at);

    /** A file is part of what is replayed, in the order of first offsets. */
    void comesTo(ArchiveFile file);

    /** A file was read to its end. */
    void ended(ArchiveFile file, long lastOffset);

    /**
     * A record at or below the position was passed over.
     *
     * @throws io.penstock.common.error.FatalException when it was never replayed
     */
    void passed(ArchiveFile file, long offset);

    /** Whether a record that another file holds too is passed there first. */
    boolean yields(ArchiveFile file);

    /** All at or below the position was passed. */
    void caughtUp();

    /**
     * A position from which a task can go on.
     *
     * @param from what is there and begins before is done with
     */
    Position at(long offset, long from);
}
