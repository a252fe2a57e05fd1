package io.penstock.common.error;

import org.jspecify.annotations.Nullable;

/** The target is out of reach or overloaded; the same attempt may succeed later. Never leads to a dead letter. */
public final class TransientException extends RuntimeException {

    private final transient ErrorCode code;

    public TransientException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public TransientException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code.say(message), cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
