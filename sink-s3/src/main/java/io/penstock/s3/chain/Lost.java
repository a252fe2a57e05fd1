package io.penstock.s3.chain;

import io.penstock.common.error.FatalException;
import io.penstock.s3.error.S3Error;

/** The judgement on an upload that the store no longer has. */
final class Lost {

    private Lost() {}

    static boolean isNewest(ChainReply.Listing listing, long sequence) {
        return !listing.elements().isEmpty()
                && listing.elements().get(listing.elements().size() - 1).sequence() == sequence;
    }

    static FatalException upload(ChainFile file, long sequence) {
        return new FatalException(
                S3Error.UPLOAD_LOST,
                "commit record " + sequence + " lists an upload for the file of "
                        + file.file().records() + " records from offset "
                        + file.file().firstOffset()
                        + " on that the store no longer has, and no object stands at its key. "
                        + S3Error.UPLOAD_LOST.remedy());
    }
}
