package io.penstock.chaos.load;

import java.util.concurrent.CompletableFuture;

/** Where one publisher's messages go. Used by that publisher's thread. */
interface Outlet extends AutoCloseable {

    /** Waits for the first connection, for ever. */
    void open() throws InterruptedException;

    /**
     * Sends on, in the order of the calls.
     *
     * @return completed by any thread when the other side has taken the message over; fails only when this client has given it up for good
     */
    CompletableFuture<Receipt> send(Message message);

    /** Gives up what is not acknowledged yet. Called by any thread. */
    @Override
    void close();
}
