package io.penstock.testkit.kafka;

/** The REST API of a worker answered with an error, and went on doing so for as long as it was worth asking again. */
public final class ConnectRestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    ConnectRestException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
