package io.penstock.testkit.mqtt;

import io.penstock.testkit.process.ChildJvm;
import io.penstock.testkit.process.FreePorts;
import io.penstock.testkit.process.RuntimeClasspath;
import io.penstock.testkit.process.Service;
import io.penstock.testkit.process.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * HiveMQ Community Edition: MQTT 3.1, 3.1.1 and 5, anonymous, on loopback. Sessions, retained and queued messages are on disk and survive a
 * restart. Queues are long (ten million messages a session) and the receive maximum is 65,535, so that nothing is dropped behind a test's back;
 * with {@link #startWithDefaults} they are as it is shipped.
 */
public final class HiveMqBroker implements Service {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final String CONFIG = """
            <?xml version="1.0"?>
            <hivemq>
              <listeners>
                <tcp-listener>
                  <port>%d</port>
                  <bind-address>127.0.0.1</bind-address>
                </tcp-listener>
                <websocket-listener>
                  <port>%d</port>
                  <bind-address>127.0.0.1</bind-address>
                  <path>/mqtt</path>
                  <subprotocols>
                    <subprotocol>mqtt</subprotocol>
                  </subprotocols>
                </websocket-listener>
              </listeners>
              <persistence>
                <mode>file</mode>
              </persistence>
              %s
              <anonymous-usage-statistics>
                <enabled>false</enabled>
              </anonymous-usage-statistics>
            </hivemq>
            """;

    private static final String LONG_QUEUES = """
            <mqtt>
                <queued-messages>
                  <max-queue-size>10000000</max-queue-size>
                </queued-messages>
                <receive-maximum>
                  <server-receive-maximum>65535</server-receive-maximum>
                </receive-maximum>
              </mqtt>""";

    private final int port;
    private final int webSocketPort;
    private final ServiceProcess process;

    private HiveMqBroker(int port, int webSocketPort, ServiceProcess process) {
        this.port = port;
        this.webSocketPort = webSocketPort;
        this.process = process;
    }

    /**
     * On a free port.
     *
     * @param directory for its data and its log; may hold those of an earlier one
     */
    public static HiveMqBroker start(Path directory) {
        return start(directory, FreePorts.next());
    }

    public static HiveMqBroker start(Path directory, int port) {
        return start(directory, port, LONG_QUEUES, List.of());
    }

    /** Of queues, windows and the size of its batches it has what it is shipped with. */
    public static HiveMqBroker startWithDefaults(Path directory) {
        return start(directory, FreePorts.next(), "", List.of(HiveMqMain.DEFAULTS));
    }

    private static HiveMqBroker start(Path directory, int port, String mqtt, List<String> more) {
        int webSocketPort = FreePorts.next();
        Path home = directory.toAbsolutePath().resolve("data");
        try {
            for (String folder : List.of("configuration", "data", "extensions")) {
                Files.createDirectories(home.resolve(folder));
            }
            Files.writeString(
                    home.resolve("configuration").resolve("config.xml"), CONFIG.formatted(port, webSocketPort, mqtt));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the MQTT broker's directory " + home, e);
        }
        RuntimeClasspath classpath = RuntimeClasspath.of("hivemq").withTestkit();
        ServiceProcess process = ServiceProcess.start(
                "hivemq",
                () -> ChildJvm.launch(
                        "hivemq",
                        classpath,
                        HiveMqMain.class.getName(),
                        List.of("-Xmx384m", "-XX:MaxDirectMemorySize=128m"),
                        Stream.concat(Stream.of(home.toString()), more.stream()).toList(),
                        directory.resolve("hivemq.log")),
                () -> MqttProbe.answers(port),
                START,
                GRACE);
        return new HiveMqBroker(port, webSocketPort, process);
    }

    public int port() {
        return port;
    }

    /** {@code tcp://127.0.0.1:<port>}. */
    public URI uri() {
        return URI.create("tcp://127.0.0.1:" + port);
    }

    /** {@code ws://127.0.0.1:<another port>/mqtt}. */
    public URI webSocketUri() {
        return URI.create("ws://127.0.0.1:" + webSocketPort + "/mqtt");
    }

    @Override
    public ServiceProcess process() {
        return process;
    }
}
