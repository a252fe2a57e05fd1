package io.penstock.migrate;

/** The input is no configuration that could be migrated; the message says why, without its values. */
final class UnusableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
        super(message);
    }
}
