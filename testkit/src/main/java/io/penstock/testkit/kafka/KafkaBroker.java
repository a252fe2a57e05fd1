package io.penstock.testkit.kafka;

import io.penstock.testkit.process.ChildJvm;
import io.penstock.testkit.process.FreePorts;
import io.penstock.testkit.process.RuntimeClasspath;
import io.penstock.testkit.process.Service;
import io.penstock.testkit.process.ServiceProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A Kafka 4.4.0 node, broker and KRaft controller in one, plaintext on loopback: alone, or one of a {@link KafkaCluster}. Topics survive a
 * restart, and a kill.
 */
public final class KafkaBroker implements Service {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final int ANSWER_MILLIS = 2_000;

    private final int port;
    private final ServiceProcess process;

    private KafkaBroker(int port, ServiceProcess process) {
        this.port = port;
        this.process = process;
    }

    /**
     * On free ports.
     *
     * @param directory for its data and its log; may hold those of an earlier one
     */
    public static KafkaBroker start(Path directory) {
        return start(directory, FreePorts.next(), Map.of());
    }

    /** @param properties of the broker, over those that are set here */
    public static KafkaBroker start(Path directory, int port, Map<String, String> properties) {
        KafkaNode node = new KafkaNode(1, port, FreePorts.next(), List.of());
        KafkaBroker broker = launch(directory, node, List.of(node), properties);
        broker.process.awaitReady();
        return broker;
    }

    /**
     * Starts it without waiting: nodes of a cluster need each other to get ready.
     *
     * @param nodes of the whole cluster, this one among them
     */
    static KafkaBroker launch(Path directory, KafkaNode node, List<KafkaNode> nodes, Map<String, String> properties) {
        Path root = directory.toAbsolutePath();
        Map<String, String> all = node.properties(nodes, root.resolve("data"));
        all.putAll(properties);
        Path config = ConfigFiles.properties(root.resolve("broker.properties"), all);
        Path logging = ConfigFiles.resource("log4j2.xml", root);
        RuntimeClasspath classpath = RuntimeClasspath.of("kafka-broker").withTestkit();
        int port = node.port();
        ServiceProcess process = ServiceProcess.launch(
                "kafka-broker",
                () -> ChildJvm.launch(
                        "kafka-broker",
                        classpath,
                        BrokerMain.class.getName(),
                        List.of("-Xmx512m", "-Dlog4j2.configurationFile=" + logging),
                        List.of(config.toString()),
                        root.resolve("kafka-broker.log")),
                () -> accepts(port),
                START,
                GRACE);
        return new KafkaBroker(port, process);
    }

    /** {@code 127.0.0.1:<port>}, of this node alone. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public ServiceProcess process() {
        return process;
    }

    /** The broker opens its port as the last step of its start. */
    private static boolean accepts(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            return true;
        }
    }
}
