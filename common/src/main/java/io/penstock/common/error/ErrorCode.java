package io.penstock.common.error;

/** One kind of failure, under a code that never changes its meaning; the reference page of errors is made from these. */
public interface ErrorCode {

    /** The stable code, for example {@code PEN-301}; users search for it. */
    String code();

    /** What has happened, as one sentence without the particulars of a case. */
    String meaning();

    /** What the operator can do about it, as one sentence. */
    String remedy();

    /** A message that carries the code, so that a line in a log leads to the reference page. */
    default String say(String message) {
        return "[" + code() + "] " + message;
    }
}
