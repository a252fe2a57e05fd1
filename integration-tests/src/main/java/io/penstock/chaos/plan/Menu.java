package io.penstock.chaos.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What may be drawn with a topology, and how likely each is. */
final class Menu {

    /** A kind of fault and its targets, which are equally likely. */
    record Dish(int weight, FaultKind kind, List<String> targets) {}

    private final Topology topology;
    private final List<Dish> dishes = new ArrayList<>();
    private int total;

    Menu(Topology topology) {
        this.topology = topology;
        services();
        links(topology.targets().stream().flatMap(this::linksTo).toList(), 5);
        links(topology.brokerNames().stream().flatMap(this::linksTo).toList(), 2);
        if (topology.profile().hasMqtt()) {
            links(List.of(Topology.link(Topology.PUBLISHER, Topology.MQTT)), 1);
        }
        connectors();
    }

    /** By weight. */
    Dish choose(Dice dice) {
        int ticket = dice.below(total);
        for (Dish dish : dishes) {
            ticket -= dish.weight();
            if (ticket < 0) {
                return dish;
            }
        }
        throw new IllegalStateException("weights do not add up to " + total);
    }

    /** Short faults that find a place anywhere, in no order. */
    List<FaultEvent> fillers(long atMillis) {
        return Stream.concat(
                        topology.links().stream()
                                .filter(link -> !link.startsWith(topology.spareWorker()))
                                .map(link -> new FaultEvent(atMillis, FaultKind.CUT, link, 0, Moment.ANY)),
                        topology.profile().connectors().stream()
                                .map(name -> new FaultEvent(atMillis, FaultKind.RESTART, name, 0, Moment.ANY)))
                .toList();
    }

    /** What the fault can fall in the middle of. */
    List<Moment> moments(FaultKind kind, String target) {
        return switch (kind) {
            case KILL, TERMINATE, FREEZE ->
                topology.workerNames().contains(target)
                        ? topology.targets().stream()
                                .flatMap(service -> moments(service).stream())
                                .toList()
                        : moments(target);
            case SWALLOW_RESPONSES ->
                linkMoments(target).stream().filter(Moment::isAnswered).toList();
            case CUT, REFUSE, SILENCE, SWALLOW_REQUESTS -> linkMoments(target);
            case DELAY, RESTART, PAUSE, STOP, MORE_TASKS, FEWER_TASKS, ADD_WORKER, REMOVE_WORKER -> List.of();
        };
    }

    private static List<Moment> linkMoments(String link) {
        return link.startsWith(Topology.PUBLISHER) ? List.of() : moments(link.substring(link.indexOf('>') + 1));
    }

    private static List<Moment> moments(String service) {
        return switch (service) {
            case Topology.POSTGRES -> List.of(Moment.FLUSH, Moment.COMMIT);
            case Topology.STORE -> List.of(Moment.UPLOAD, Moment.CHAIN);
            case Topology.MQTT -> List.of(Moment.ACKNOWLEDGEMENT, Moment.RECEIPT, Moment.COMPLETION);
            default -> List.of();
        };
    }

    private void services() {
        add(10, FaultKind.KILL, topology.workerNames());
        add(12, FaultKind.FREEZE, topology.workerNames());
        add(4, FaultKind.REMOVE_WORKER, topology.workerNames());
        add(4, FaultKind.ADD_WORKER, List.of(topology.spareWorker()));
        // Without a second broker everything waits for the one.
        int broker = topology.brokers() == 1 ? 2 : 6;
        add(broker, FaultKind.KILL, topology.brokerNames());
        add(broker, FaultKind.FREEZE, topology.brokerNames());
        for (String target : topology.targets()) {
            add(6, endOf(target), List.of(target));
            add(6, FaultKind.FREEZE, List.of(target));
        }
    }

    private FaultKind endOf(String target) {
        return target.equals(Topology.MQTT) ? topology.mqttBroker().end() : FaultKind.KILL;
    }

    private void links(List<String> links, int weight) {
        add(2 * weight, FaultKind.CUT, links);
        add(weight, FaultKind.REFUSE, links);
        add(weight, FaultKind.DELAY, links);
        add(weight, FaultKind.SILENCE, links);
        add(weight, FaultKind.SWALLOW_REQUESTS, links);
        add(2 * weight, FaultKind.SWALLOW_RESPONSES, links);
    }

    private void connectors() {
        List<String> all = topology.profile().connectors();
        List<String> sinks = topology.profile().sinks();
        add(6, FaultKind.RESTART, all);
        add(4, FaultKind.PAUSE, all);
        add(4, FaultKind.STOP, all);
        add(4, FaultKind.MORE_TASKS, sinks);
        add(4, FaultKind.FEWER_TASKS, sinks);
    }

    /** The spare worker is there for a while only: its links are left alone. */
    private Stream<String> linksTo(String service) {
        return topology.workerNames().stream().map(worker -> Topology.link(worker, service));
    }

    private void add(int weight, FaultKind kind, List<String> targets) {
        if (!targets.isEmpty()) {
            dishes.add(new Dish(weight, kind, List.copyOf(targets)));
            total += weight;
        }
    }
}
