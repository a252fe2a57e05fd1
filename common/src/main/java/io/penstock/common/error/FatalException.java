package io.penstock.common.error;

import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** The task cannot go on without a person: Connect marks it FAILED and shows this message over REST. */
public final class FatalException extends ConnectException {

    private final transient ErrorCode code;

    public FatalException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public FatalException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code.say(message), cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
