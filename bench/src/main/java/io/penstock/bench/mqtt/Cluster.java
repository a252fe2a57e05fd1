package io.penstock.bench.mqtt;

import io.penstock.bench.measure.Jvm;
import io.penstock.bench.measure.ProcessCpu;
import io.penstock.bench.suite.Stage;
import io.penstock.testkit.kafka.ConnectRest;
import io.penstock.testkit.kafka.ConnectWorker;
import io.penstock.testkit.kafka.KafkaBroker;
import io.penstock.testkit.kafka.PluginPath;
import io.penstock.testkit.kafka.WorkerVersion;
import io.penstock.testkit.process.FreePorts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Path;
import java.util.Map;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A Kafka broker and a Connect worker with the plugin as it is shipped, in processes of their own. */
final class Cluster implements AutoCloseable {

    private final KafkaBroker kafka;
    private final ConnectWorker worker;
    private final JMXConnector jmx;
    private final Jvm jvm;

    private Cluster(KafkaBroker kafka, ConnectWorker worker, JMXConnector jmx) throws IOException {
        this.kafka = kafka;
        this.worker = worker;
        this.jmx = jmx;
        this.jvm = new Jvm(
                ProcessCpu.ofTree(worker.pid()),
                ManagementFactory.newPlatformMXBeanProxy(
                        jmx.getMBeanServerConnection(), ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class));
    }

    /** @param exactlyOnce whether all sources of the worker write in transactions */
    static Cluster start(Stage stage, boolean exactlyOnce) throws IOException {
        Path directory = stage.directory(exactlyOnce ? "cluster-exactly-once" : "cluster");
        Path plugins = PluginPath.unpack(directory.resolve("plugins"), stage.penstockZip("source-mqtt"));
        NoOpSource.install(plugins);
        KafkaBroker kafka = KafkaBroker.start(directory.resolve("kafka"));
        try {
            int jmxPort = FreePorts.next();
            ConnectWorker.Options options = new ConnectWorker.Options(
                            kafka.bootstrapServers(), "bench", plugins, directory.resolve("worker"))
                    .withJvmArgs(jvmArgs(jmxPort));
            ConnectWorker worker =
                    ConnectWorker.start(WorkerVersion.V4_3_1, exactlyOnce ? options.withExactlyOnceSource() : options);
            try {
                return new Cluster(kafka, worker, jmx(jmxPort));
            } catch (IOException | RuntimeException e) {
                worker.kill();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            kafka.kill();
            throw e;
        }
    }

    /** The compiler and the collector that a worker has, instead of what starts quickly. */
    private static String[] jvmArgs(int jmxPort) {
        return new String[] {
            "-XX:-UseSerialGC",
            "-XX:+UseG1GC",
            "-XX:TieredStopAtLevel=4",
            "-Djava.rmi.server.hostname=127.0.0.1",
            "-Dcom.sun.management.jmxremote.host=127.0.0.1",
            "-Dcom.sun.management.jmxremote.port=" + jmxPort,
            "-Dcom.sun.management.jmxremote.rmi.port=" + jmxPort,
            "-Dcom.sun.management.jmxremote.authenticate=false",
            "-Dcom.sun.management.jmxremote.ssl=false"
        };
    }

    @SuppressWarnings("BanJNDI") // to our own child, on loopback
    private static JMXConnector jmx(int port) throws IOException {
        return JMXConnectorFactory.connect(
                new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi"), Map.of());
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    ConnectRest rest() {
        return worker.rest();
    }

    /** The worker's. */
    Jvm jvm() {
        return jvm;
    }

    /** Nothing more is asked of them. */
    @Override
    public void close() throws IOException {
        try {
            jmx.close();
        } finally {
            worker.kill();
            kafka.kill();
        }
    }
}
