package io.penstock.testkit.mqtt;

import io.penstock.testkit.process.ChildJvm;
import io.penstock.testkit.process.FreePorts;
import io.penstock.testkit.process.RuntimeClasspath;
import io.penstock.testkit.process.Service;
import io.penstock.testkit.process.ServiceProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * HiveMQ Community Edition: MQTT 3.1, 3.1.1 and 5, anonymous, on loopback. Sessions, retained and queued messages are on disk and survive a
 * restart. Queues are long (ten million messages a session) and the receive maximum is 65,535, so that nothing is dropped behind a test's back.
 */
public final class HiveMqBroker implements Service {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int ANSWER_MILLIS = 2_000;

    private static final String CONFIG = """
            <?xml version="1.0"?>
            <hivemq>
              <listeners>
                <tcp-listener>
                  <port>%d</port>
                  <bind-address>127.0.0.1</bind-address>
                </tcp-listener>
              </listeners>
              <persistence>
                <mode>file</mode>
              </persistence>
              <mqtt>
                <queued-messages>
                  <max-queue-size>10000000</max-queue-size>
                </queued-messages>
                <receive-maximum>
                  <server-receive-maximum>65535</server-receive-maximum>
                </receive-maximum>
              </mqtt>
              <anonymous-usage-statistics>
                <enabled>false</enabled>
              </anonymous-usage-statistics>
            </hivemq>
            """;

    // MQTT 3.1.1 CONNECT of a clean session with an empty client id, and the DISCONNECT that ends it.
    private static final byte[] CONNECT = {0x10, 12, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 10, 0, 0};
    private static final byte[] DISCONNECT = {(byte) 0xE0, 0};
    private static final byte[] CONNACK = {0x20, 2, 0, 0};

    private final int port;
    private final ServiceProcess process;

    private HiveMqBroker(int port, ServiceProcess process) {
        this.port = port;
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
        Path home = directory.toAbsolutePath().resolve("data");
        try {
            for (String folder : List.of("configuration", "data", "extensions")) {
                Files.createDirectories(home.resolve(folder));
            }
            Files.writeString(home.resolve("configuration").resolve("config.xml"), CONFIG.formatted(port));
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
                        List.of(home.toString()),
                        directory.resolve("hivemq.log")),
                () -> answers(port),
                START,
                GRACE);
        return new HiveMqBroker(port, process);
    }

    public int port() {
        return port;
    }

    /** {@code tcp://127.0.0.1:<port>}. */
    public URI uri() {
        return URI.create("tcp://127.0.0.1:" + port);
    }

    @Override
    public ServiceProcess process() {
        return process;
    }

    private static boolean answers(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(CONNECT);
            byte[] connack = socket.getInputStream().readNBytes(4);
            out.write(DISCONNECT);
            return Arrays.equals(connack, CONNACK);
        }
    }
}
