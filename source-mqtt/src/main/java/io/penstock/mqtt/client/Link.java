package io.penstock.mqtt.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * One network connection to a broker as streams of bytes, over whatever carries them; never reused. Reading belongs to one thread, writing to another; {@link #close()} to any, and ends both, and {@link #connect}, at once.
 */
interface Link extends Closeable {
    /**
     * @param timeout for each step of it
     * @throws IOException if there is no connection within that, with the reason
     */
    void connect(Duration timeout) throws IOException;

    /** How long a read waits from here on; 0 without end. */
    void readTimeout(int millis) throws IOException;

    /**
     * Blocks until something is there.
     *
     * @return how many bytes came; -1 if the broker hung up
     * @throws java.net.SocketTimeoutException after the read timeout; what comes later is not lost
     */
    int read(byte[] target, int from, int length) throws IOException;

    /** To be flushed after each packet, or after several at once. */
    OutputStream output() throws IOException;
}
