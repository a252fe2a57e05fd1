package io.penstock.testkit.kafka;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Kafka 4.4.0 nodes, brokers and KRaft controllers in one. With three, topics have three replicas unless they are made with fewer, and writes
 * with {@code acks=all} need two of them: any one node may be killed. Thread-safe.
 */
public final class KafkaCluster implements AutoCloseable {

    private final List<KafkaBroker> brokers;

    private KafkaCluster(List<KafkaBroker> brokers) {
        this.brokers = List.copyOf(brokers);
    }

    /**
     * Starts all nodes at a time and waits for them.
     *
     * @param directory for their data and logs; may not hold those of an earlier one, whose nodes had other ports
     * @param doors of each node; as many lists as there shall be nodes
     * @param properties of all brokers, over those that are set here
     * @throws io.penstock.testkit.process.StartupException if one does not get ready; all are ended then
     */
    public static KafkaCluster start(Path directory, List<List<Door>> doors, Map<String, String> properties) {
        KafkaCluster cluster = launch(directory, doors, properties);
        try {
            cluster.brokers.forEach(broker -> broker.process().awaitReady());
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** As {@link #start}, without waiting. */
    public static KafkaCluster launch(Path directory, List<List<Door>> doors, Map<String, String> properties) {
        List<KafkaNode> nodes = new ArrayList<>();
        for (List<Door> some : doors) {
            nodes.add(KafkaNode.of(nodes.size() + 1, some));
        }
        List<KafkaBroker> brokers = new ArrayList<>();
        try {
            for (KafkaNode node : nodes) {
                brokers.add(KafkaBroker.launch(directory.resolve("kafka-" + node.id()), node, nodes, properties));
            }
            return new KafkaCluster(brokers);
        } catch (RuntimeException e) {
            killAll(brokers, e);
            throw e;
        }
    }

    /** In the order of their ids, which count from 1. */
    public List<KafkaBroker> brokers() {
        return brokers;
    }

    /** Of all brokers, without a proxy. */
    public String bootstrapServers() {
        return brokers.stream().map(KafkaBroker::bootstrapServers).collect(Collectors.joining(","));
    }

    /** Kills them: a broker that stops in good order waits for a majority that may be gone already. What they have is on disk. */
    @Override
    public void close() {
        brokers.forEach(KafkaBroker::kill);
    }

    private static void killAll(List<KafkaBroker> brokers, RuntimeException cause) {
        for (KafkaBroker broker : brokers) {
            try {
                broker.kill();
            } catch (RuntimeException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
