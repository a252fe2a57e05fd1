package io.penstock.s3.store;

import io.penstock.common.error.FatalException;
import io.penstock.s3.error.S3Error;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** From one page of a listing to the next: part of one must not be taken for the whole. */
final class Pages {

    private Pages() {}

    /**
     * The token of the page after this one.
     *
     * @return null where this is the last
     */
    static @Nullable String next(ListObjectsV2Response page, String prefix) {
        if (!Boolean.TRUE.equals(page.isTruncated())) {
            return null;
        }
        if (page.nextContinuationToken() == null) {
            throw noWayOn("ListObjectsV2", prefix);
        }
        return page.nextContinuationToken();
    }

    static FatalException noWayOn(String action, String prefix) {
        return new FatalException(
                S3Error.REQUEST_REFUSED,
                action + " of " + Failures.shown(prefix)
                        + " was answered with the first page only, and no word where the next begins");
    }
}
