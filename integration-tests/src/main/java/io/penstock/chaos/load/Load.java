package io.penstock.chaos.load;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The traffic of a run. Thread-safe. */
public interface Load extends AutoCloseable {

    /**
     * Publishers 0 and 1 at QoS 1, 2 and 3 at QoS 2.
     *
     * @param broker {@code tcp://host:port}, anonymous
     */
    static Load overMqtt(MessageFactory factory, URI broker, Pace pace) {
        return new Crew(factory, pace, number -> new MqttOutlet(number, broker));
    }

    /** As the MQTT source would write them: same topic, keys, values and the header {@link Message#ID_HEADER}. */
    static Load overKafka(MessageFactory factory, String bootstrapServers, String topic, Pace pace) {
        return new Crew(factory, pace, number -> new KafkaOutlet(number, bootstrapServers, topic));
    }

    /** Begins to publish, once. Does not wait for the first connection. */
    void start();

    /** No new messages from now on; returns at once. What is unacknowledged is still seen through. Twice is harmless. */
    void stop();

    /**
     * Waits until the other side has taken over all that was sent. To be called after {@link #stop()}.
     *
     * @return whether it did before the time was over
     */
    boolean awaitAcknowledged(Duration timeout) throws InterruptedException;

    /** For each publisher, how many messages it has sent so far. */
    Map<Integer, Long> sent();

    /** Publishers that have ended before their time, and why. Empty when all is well. */
    List<String> failures();

    /** A copy of how things stand. */
    Receipts receipts();

    /** Ends publishers and connections, whatever is unacknowledged. Twice is harmless. */
    @Override
    void close();
}
