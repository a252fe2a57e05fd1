package io.penstock.quickstart.parts;

/** The pipeline cannot start or go on. The message is one line for the user, with the remedy or the log to read. */
public final class PipelineException extends Exception {

    private static final long serialVersionUID = 1L;

    public PipelineException(String message) {
        super(message);
    }

    public PipelineException(String message, Throwable cause) {
        super(message, cause);
    }
}
