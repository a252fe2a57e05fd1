package io.penstock.bench.measure;

/** A run left something else behind than it should. */
public final class WrongResultException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public WrongResultException(String message) {
        super(message);
    }

    /** @throws WrongResultException if they differ */
    public static void unlessEqual(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new WrongResultException(what + ": expected " + expected + ", found " + found);
        }
    }
}
