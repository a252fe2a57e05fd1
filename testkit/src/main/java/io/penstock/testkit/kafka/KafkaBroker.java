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
import java.util.TreeMap;

/** A single Kafka 4.4.0 node, broker and KRaft controller in one, plaintext on loopback. Topics survive a restart, and a kill. */
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
        Path root = directory.toAbsolutePath();
        int controllerPort = FreePorts.next();
        Map<String, String> all = new TreeMap<>(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "controller.quorum.voters",
                "1@127.0.0.1:" + controllerPort,
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + port,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "controller.listener.names",
                "CONTROLLER",
                "log.dirs",
                root.resolve("data").toString()));
        all.putAll(Map.of(
                "offsets.topic.num.partitions", "5",
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.num.partitions", "5",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                // Tests have few members and no time.
                "group.initial.rebalance.delay.ms", "0",
                "group.min.session.timeout.ms", "1000"));
        all.putAll(Map.of(
                // How long a killed node keeps its place, and its successor waits for it.
                "broker.session.timeout.ms", "5000",
                "broker.heartbeat.interval.ms", "1000",
                "log.segment.delete.delay.ms", "1000",
                // How often transactions are looked through for those that timed out.
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"));
        all.putAll(properties);
        Path config = ConfigFiles.properties(root.resolve("broker.properties"), all);
        Path logging = ConfigFiles.resource("log4j2.xml", root);
        RuntimeClasspath classpath = RuntimeClasspath.of("kafka-broker").withTestkit();
        ServiceProcess process = ServiceProcess.start(
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

    /** {@code 127.0.0.1:<port>}. */
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
