package io.penstock.bench.mqtt;

import io.penstock.testkit.mqtt.HiveMqBroker;
import io.penstock.testkit.mqtt.MosquittoBroker;
import io.penstock.testkit.process.Service;
import java.nio.file.Path;
import java.util.Map;

/**
 * A real broker in a process of its own.
 *
 * @param window how many messages it sends that are not acknowledged
 * @param settings as they are shown
 */
record Broker(Service service, int port, int window, String settings) implements AutoCloseable {

    /** By its documentation. */
    private static final int MOSQUITTO_WINDOW = 20;

    /** By its configuration's constant, whatever receive maximum the client allows. */
    private static final int HIVEMQ_WINDOW = 50;

    static Broker mosquitto(Path binary, Path directory) {
        MosquittoBroker broker = MosquittoBroker.startWithSettings(binary, directory);
        return new Broker(
                broker,
                broker.port(),
                MOSQUITTO_WINDOW,
                "mosquitto at its defaults: max_inflight_messages=20, max_queued_messages=1000");
    }

    /** With room for so many. */
    static Broker mosquittoThatQueues(Path binary, Path directory, long messages) {
        String room = "max_queued_messages " + (messages + 1_000);
        MosquittoBroker broker = MosquittoBroker.startWithSettings(binary, directory, room);
        return new Broker(
                broker,
                broker.port(),
                MOSQUITTO_WINDOW,
                "mosquitto at its defaults but for " + room + ": max_inflight_messages=20");
    }

    static Broker hiveMq(Path directory) {
        HiveMqBroker broker = HiveMqBroker.startWithDefaults(directory);
        return new Broker(
                broker,
                broker.port(),
                HIVEMQ_WINDOW,
                "HiveMQ CE at its defaults: MAX_INFLIGHT_WINDOW_SIZE_MESSAGES=50, max-queue-size=1000 (discard),"
                        + " server-receive-maximum=10, persistence in files");
    }

    /** For labels. */
    Map<String, Object> labels() {
        return Map.of("window", window);
    }

    @Override
    public void close() {
        service.kill();
    }
}
