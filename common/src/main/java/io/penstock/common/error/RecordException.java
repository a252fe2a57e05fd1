package io.penstock.common.error;

import org.jspecify.annotations.Nullable;

/**
 * This one record cannot be delivered, however often it is tried; the next one may. It goes to the dead letter queue, whose
 * headers show the message: neither it nor a cause may hold a value of the record.
 */
public final class RecordException extends RuntimeException {

    private final transient ErrorCode code;

    public RecordException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public RecordException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code.say(message), cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
