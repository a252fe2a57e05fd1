package io.penstock.s3.writer;

import io.penstock.common.offset.Position;
import io.penstock.s3.chain.ChainFile;
import io.penstock.s3.chain.ChainReply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the batches of one partition become durable and visible. What fails with a TransientException is called again later and
 * goes on where it was. Called on one thread at a time: the task's, but for claims.
 */
interface Ledger {

    /** Whether a claim has not begun, so that it is of use to list the chain together with others. */
    boolean unlisted();

    /**
     * Takes the partition over, fencing older owners.
     *
     * @param listed the chain as it was listed since the claim was asked for, if it was; only looked at while
     *     {@link #unlisted()}
     */
    Position claim(Optional<ChainReply.Listing> listed);

    /** Nobody waits for a claim any more: it asks nothing further of the store. May be called from any thread. */
    void abandon();

    /** Whether it keeps positions, so that there is sense in a batch without files. */
    boolean keepsPositions();

    /** Whether an upload must be declared before it is created. */
    boolean declaresUploads();

    /** Says durably that an upload at this key is about to be created. */
    void declareUpload(String intent, String dataKey);

    /** Takes the word back: no such upload exists or will. */
    void retractUpload(String intent);

    /**
     * The same by one who is in a hurry.
     *
     * @param patience the longest wait for the answer
     */
    void retractUpload(String intent, Duration patience);

    /** Takes a batch on; it is durable once {@link #finish()} has returned true. */
    void begin(Position position, List<ChainFile> files);

    /** Whether a batch was begun and its outcome is not known yet: its upload may be another owner's now. */
    boolean pending();

    /**
     * Makes the batch that was begun durable and visible.
     *
     * @throws OutOfTime to be called again in the next put
     * @return false when another owner has fenced this one, or an upload of the batch is gone: the batch is not durable, and must
     *     not be repeated without a new claim
     */
    boolean finish();
}
