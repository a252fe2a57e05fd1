package io.penstock.chaos.fault;

import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.FaultEvent.Side;
import io.penstock.chaos.plan.Moment;
import io.penstock.chaos.plan.Topology;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How a moment is known on the wire.
 *
 * @param service on the way to which it is seen
 * @param patterns of which a request contains one
 * @param side on which the fault shall fall
 */
record Sight(String service, List<String> patterns, Side side) {

    /** Every row has its key, in the data of a COPY as in the arrays of an INSERT; the text of the latter is not sent again once it is prepared. */
    static final List<String> ROWS = List.of("p0/k", "p1/k", "p2/k", "p3/k");

    /**
     * The driver sends the text with a connection's first COMMIT, and with all of them if {@code prepareThreshold} is 0. Else it binds, from then on, the
     * statement that it has prepared: the connection's first that has a name, since BEGIN has none, nor has any other before its fifth use.
     */
    static final List<String> COMMITS = List.of("COMMIT", "\0S_1\0\0\0\0\0");

    /** Whole objects, and all that an upload in parts takes: it is begun and completed by a POST, and given up by a DELETE. */
    private static final List<String> DATA_OBJECTS = List.of(
            "PUT /chaos-plain/topics/",
            "PUT /chaos-timed/topics/",
            "POST /chaos-timed/topics/",
            "DELETE /chaos-timed/topics/");

    private static final int PARTITIONS = 6;

    /** Elements of the chains, whose numbers have 20 digits: neither the intents to upload beside them nor the probe of the store. */
    static final List<String> COMMIT_RECORDS = IntStream.range(0, PARTITIONS)
            .boxed()
            .flatMap(partition -> Stream.of(
                    "PUT /chaos-plain/_penstock/s3-plain/chaos/" + partition + "/0",
                    "PUT /chaos-timed/_penstock/s3-timed/chaos/" + partition + "/0"))
            .toList();

    /** What is noted of an upload before it is begun. */
    private static final List<String> INTENTS = IntStream.range(0, PARTITIONS)
            .mapToObj(partition -> "PUT /chaos-timed/_penstock/s3-timed/chaos/" + partition + "/u-")
            .toList();

    static final List<String> UPLOADS =
            Stream.concat(DATA_OBJECTS.stream(), INTENTS.stream()).toList();

    /** Type and length of the packet. */
    private static final List<String> PUBACKS = List.of("@\2");

    Sight {
        patterns = List.copyOf(patterns);
    }

    static Sight of(FaultEvent event) {
        Side side = event.side();
        return switch (event.moment()) {
            case FLUSH -> new Sight(Topology.POSTGRES, ROWS, side);
            case COMMIT -> new Sight(Topology.POSTGRES, COMMITS, side);
            case UPLOAD -> new Sight(Topology.STORE, UPLOADS, side);
            case CHAIN -> new Sight(Topology.STORE, COMMIT_RECORDS, side);
            case ACKNOWLEDGEMENT -> new Sight(Topology.MQTT, PUBACKS, side);
            case ANY -> throw new IllegalArgumentException(Moment.ANY + " is not seen on the wire");
        };
    }

    /** The links on which it may be seen: a link has itself, a worker its own, a service those of all workers. */
    List<String> links(String target, Topology topology) {
        if (target.contains(">")) {
            return List.of(target);
        }
        if (topology.workerSlots().contains(target)) {
            return List.of(Topology.link(target, service));
        }
        return topology.workerSlots().stream()
                .map(worker -> Topology.link(worker, service))
                .toList();
    }
}
