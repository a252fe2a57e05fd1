package io.penstock.s3.restore;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The records of one file, in its order. Thread-confined. */
interface EnvelopeReader extends AutoCloseable {

    /**
     * The next record; null at the file's end.
     *
     * @throws IOException when the file is damaged
     * @throws NotReplayable when what is read is no envelope, or one that does not say what Kafka had
     */
    @Nullable
    ArchivedRecord next() throws IOException;

    @Override
    void close() throws IOException;
}
