package io.penstock.s3.writer;

import io.penstock.common.offset.Position;
import io.penstock.s3.chain.ChainFile;

/**
 * How the batches of one partition become durable and visible. What fails with a TransientException is called again later and
 * goes on where it was. Confined to the task's thread.
 */
interface Ledger {

    /** Takes the partition over, fencing older owners. */
    Position claim();

    /** Whether an upload must be declared before it is created. */
    boolean declaresUploads();

    /** Says durably that an upload at this key is about to be created. */
    void declareUpload(String intent, String dataKey);

    /** Takes the word back: no such upload exists or will. */
    void retractUpload(String intent);

    /** Takes a batch on; it is durable once {@link #finish()} has returned true. */
    void begin(Position position, ChainFile file);

    /** Whether a batch was begun and its outcome is not known yet: its upload may be another owner's now. */
    boolean pending();

    /**
     * Makes the batch that was begun durable and visible.
     *
     * @return false when another owner has fenced this one, or the batch's upload is gone: the batch is not durable, and must
     *     not be repeated without a new claim
     */
    boolean finish();
}
