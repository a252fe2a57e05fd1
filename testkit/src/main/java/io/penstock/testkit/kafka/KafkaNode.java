package io.penstock.testkit.kafka;

import io.penstock.testkit.process.FreePorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One node of a cluster, broker and KRaft controller in one, before it is started.
 *
 * @param id from 1
 * @param port of the listener for the other brokers, and for clients that come without a proxy
 * @param doors further listeners
 */
record KafkaNode(int id, int port, int controllerPort, List<Door> doors) {

    KafkaNode {
        doors = List.copyOf(doors);
    }

    static KafkaNode of(int id, List<Door> doors) {
        return new KafkaNode(id, FreePorts.next(), FreePorts.next(), doors);
    }

    /** Where the other controllers reach it, as {@code controller.quorum.voters} has it. */
    private String voter() {
        return id + "@127.0.0.1:" + controllerPort;
    }

    /**
     * What {@code broker.properties} says.
     *
     * @param nodes of the whole cluster, this one among them
     */
    Map<String, String> properties(List<KafkaNode> nodes, Path data) {
        String replicas = Integer.toString(Math.min(3, nodes.size()));
        String inSync = Integer.toString(Math.min(2, nodes.size()));
        Map<String, String> all = new TreeMap<>(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(id),
                "controller.quorum.voters",
                nodes.stream().map(KafkaNode::voter).collect(Collectors.joining(",")),
                "listeners",
                listeners(true, Door::port),
                "advertised.listeners",
                listeners(false, Door::advertisedPort),
                "listener.security.protocol.map",
                Stream.concat(
                                Stream.of("PLAINTEXT", "CONTROLLER"),
                                doors.stream().map(Door::name))
                        .map(name -> name + ":PLAINTEXT")
                        .collect(Collectors.joining(",")),
                "inter.broker.listener.name",
                "PLAINTEXT",
                "controller.listener.names",
                "CONTROLLER",
                "log.dirs",
                data.toString()));
        all.putAll(Map.of(
                "default.replication.factor", replicas,
                "min.insync.replicas", inSync,
                "offsets.topic.num.partitions", "5",
                "offsets.topic.replication.factor", replicas,
                "transaction.state.log.num.partitions", "5",
                "transaction.state.log.replication.factor", replicas,
                "transaction.state.log.min.isr", inSync,
                "share.coordinator.state.topic.replication.factor", replicas,
                "share.coordinator.state.topic.min.isr", inSync));
        all.putAll(Map.of(
                // Tests have few members and no time.
                "group.initial.rebalance.delay.ms", "0",
                "group.min.session.timeout.ms", "1000",
                // How long a killed node keeps its place, and its successor waits for it.
                "broker.session.timeout.ms", "5000",
                "broker.heartbeat.interval.ms", "1000",
                "log.segment.delete.delay.ms", "1000",
                // How often transactions are looked through for those that timed out.
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"));
        if (!doors.isEmpty()) {
            // Each listener has its own; the default is 3.
            all.put("num.network.threads", "1");
        }
        return all;
    }

    private String listeners(boolean bound, ToIntFunction<Door> portOf) {
        Stream<String> own = bound
                ? Stream.of(listener("PLAINTEXT", port), listener("CONTROLLER", controllerPort))
                : Stream.of(listener("PLAINTEXT", port));
        return Stream.concat(own, doors.stream().map(door -> listener(door.name(), portOf.applyAsInt(door))))
                .collect(Collectors.joining(","));
    }

    private static String listener(String name, int port) {
        return name + "://127.0.0.1:" + port;
    }
}
