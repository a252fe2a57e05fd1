package io.penstock.s3.error;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import java.time.Duration;

/** An outage that has lasted too long. */
public final class GivenUp {

    private GivenUp() {}

    /** @param failure of the last attempt */
    public static FatalException after(int attempts, Duration elapsed, TransientException failure) {
        return new FatalException(
                S3Error.STORE_UNAVAILABLE,
                "gave up after " + attempts + " attempts in " + elapsed.toSeconds() + " s (retry.timeout.ms): "
                        + failure.getMessage() + ". " + S3Error.STORE_UNAVAILABLE.remedy(),
                failure);
    }
}
