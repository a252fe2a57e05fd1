package io.penstock.s3.credentials;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Why a request could not be signed. Passes through the SDK's client as it is. */
public final class NoCredentialsException extends SdkClientException {

    private final Kind kind;

    /** What becomes of it. */
    public enum Kind {
        /** It passes by itself. */
        PASSING,
        /** Those that roles are assumed with have expired; it passes once they are new. */
        EXPIRED,
        /** The source has none: it was never right, or is out of order for a while where it once was. */
        MISSING,
        /** Who could give them refuses to; only a person can mend it. */
        REFUSED
    }

    /** @param cause null where it was nobody's answer */
    public NoCredentialsException(Kind kind, String message, @Nullable Throwable cause) {
        super(builder().message(message).cause(cause));
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
