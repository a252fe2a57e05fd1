package io.penstock.s3.writer;

/** Makes room in the memory budget, by completing the files with the oldest data. */
@FunctionalInterface
interface Room {

    /** @param bytes that must fit when it returns */
    void make(long bytes);
}
