package io.penstock.testkit.process;

/** A service did not become ready. The message says which, why, and shows the end of its log with the log's path. */
public final class StartupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartupException(String message) {
        super(message);
    }

    public StartupException(String message, Throwable cause) {
        super(message, cause);
    }
}
