package io.penstock.s3.chain;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.FatalException;
import java.io.IOException;

/** The version of all that the chain persists. */
final class FormatVersion {

    static final int CURRENT = 1;
    static final String FIELD = "formatVersion";

    private FormatVersion() {}

    /** @throws FatalException when the document is newer than this code */
    static void check(Json document, String key) throws IOException {
        long version = document.number(FIELD);
        if (version > CURRENT) {
            throw new FatalException(
                    CommonError.NEWER_FORMAT,
                    "\"" + key + "\" has format version " + version + ", and this version of the S3 sink reads up to "
                            + CURRENT + ". " + CommonError.NEWER_FORMAT.remedy());
        }
    }
}
