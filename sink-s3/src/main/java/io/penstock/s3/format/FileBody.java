package io.penstock.s3.format;

/**
 * What is in one file, on its way from encoded records to bytes. Draws its memory from the budget; who appends has made room
 * before. Thread-confined.
 */
public interface FileBody {

    /** Takes a record that was encoded for this file's schema. */
    void append(Scratch record);

    /** The bytes of records that have not reached the target yet, as they are held. */
    long pending();

    /** Gives the target what is left, for which room was kept, and all memory of its own back. */
    void end();

    /** Gives all memory of its own back; what is in the target is of no use any more. */
    void discard();

    /** The file is ended or discarded, and nobody holds its schema any more: what was set aside for that is given back. */
    default void gone() {}
}
