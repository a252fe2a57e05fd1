package io.penstock.jdbc.credentials;

import java.io.IOException;
import java.util.Map;

/**
 * Gives the user and the password of each connection that a task opens, for databases whose passwords expire, or are kept where no
 * config provider of Connect reaches. {@code connection.provider.class} names the implementation, which has a public constructor
 * without parameters and whose jar lies beside the plugin's on each worker. Each task has its own, and calls it on its own thread.
 *
 * <p>Of what an implementation throws the sink shows the class only, as the text may hold secrets: what may be known it logs itself.
 */
public interface CredentialsProvider extends AutoCloseable {

    /**
     * Called once, before anything else.
     *
     * @param settings what the connector's configuration has under {@code connection.provider.}, without that prefix and {@code class}
     * @throws RuntimeException when they cannot be used, which ends the task
     */
    void configure(Map<String, String> settings);

    /**
     * Called for each new connection: at the start, and again after an outage. What expires should last for some seconds yet; an open
     * connection is kept beyond that. Should itself not take longer than some seconds.
     *
     * @param url {@code connection.url}, without its parameters
     * @throws IOException when it may succeed later; the task waits, as for a database that is away
     * @throws RuntimeException when only a person can help, which ends the task
     */
    Credentials credentials(String url) throws IOException;

    /** Called when the task ends. */
    @Override
    default void close() {}
}
