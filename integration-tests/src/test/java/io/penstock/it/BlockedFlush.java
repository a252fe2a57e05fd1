package io.penstock.it;

/**
 * Evidence of a flush in its midst.
 *
 * @param pid of the server's process
 * @param transaction its id, given by the server with its first write
 * @param statement what it waits in
 */
record BlockedFlush(int pid, String transaction, String statement) {}
