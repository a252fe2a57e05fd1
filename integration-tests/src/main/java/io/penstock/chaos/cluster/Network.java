package io.penstock.chaos.cluster;

import static java.util.stream.Collectors.joining;

import io.penstock.chaos.plan.Topology;
import io.penstock.testkit.fault.TcpProxy;
import io.penstock.testkit.kafka.Door;
import io.penstock.testkit.process.FreePorts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Who listens where, and the proxies between. Made before anything that listens. Thread-safe. */
final class Network implements AutoCloseable {

    private final Topology topology;
    private final Map<String, Integer> targetPorts = new HashMap<>();
    private final Map<String, Integer> brokerPorts = new HashMap<>();
    private final Map<String, TcpProxy> links = new LinkedHashMap<>();

    Network(Topology topology) {
        this.topology = topology;
        for (String target : topology.targets()) {
            targetPorts.put(target, FreePorts.next());
        }
        for (String link : topology.links()) {
            String target = link.substring(link.indexOf('>') + 1);
            Integer port = targetPorts.get(target);
            // A broker has a port for each worker, since it tells clients its address by the port that they came to.
            links.put(
                    link,
                    TcpProxy.to(port == null ? brokerPorts.computeIfAbsent(link, name -> FreePorts.next()) : port));
        }
    }

    /** Where a target listens. */
    int port(String target) {
        Integer port = targetPorts.get(target);
        if (port == null) {
            throw new IllegalStateException("the profile " + topology.profile() + " has no " + target);
        }
        return port;
    }

    TcpProxy link(String name) {
        TcpProxy link = links.get(name);
        if (link == null) {
            throw new IllegalArgumentException("no link " + name);
        }
        return link;
    }

    /** The listeners of each broker, one for each worker. */
    List<List<Door>> doors() {
        List<List<Door>> all = new ArrayList<>();
        for (String broker : topology.brokerNames()) {
            List<Door> doors = new ArrayList<>();
            for (String worker : topology.workerSlots()) {
                String name = Topology.link(worker, broker);
                doors.add(new Door(
                        worker.toUpperCase(Locale.ROOT).replace('-', '_'),
                        brokerPorts.getOrDefault(name, 0),
                        link(name).port()));
            }
            all.add(doors);
        }
        return all;
    }

    /** Of all brokers, as that worker reaches them. */
    String bootstrapServers(String worker) {
        return topology.brokerNames().stream()
                .map(broker -> link(Topology.link(worker, broker)).address())
                .collect(joining(","));
    }

    /** What tells that worker where it reaches the targets. */
    Map<String, String> environment(String worker) {
        Map<String, String> variables = new HashMap<>();
        for (String target : topology.targets()) {
            int port = link(Topology.link(worker, target)).port();
            variables.put(Names.portVariable(target), Integer.toString(port));
        }
        return variables;
    }

    @Override
    public void close() {
        links.values().forEach(TcpProxy::close);
    }
}
