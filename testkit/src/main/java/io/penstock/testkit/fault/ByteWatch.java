package io.penstock.testkit.fault;

/** Sees what goes over one connection in one direction. Called by one thread. */
@FunctionalInterface
public interface ByteWatch {

    /** @param buffer of which the first {@code length} bytes count, and only during the call */
    void bytes(byte[] buffer, int length);
}
