package io.penstock.chaos.fault;

import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.FaultEvent.Side;
import io.penstock.chaos.plan.Moment;
import io.penstock.chaos.plan.Profile;
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

    private static final List<String> SINKS = Profile.S3.sinks();
    private static final int PARTITIONS = 6;

    /** Elements of the chains, whose numbers have 20 digits: neither the intents to upload beside them nor the probe of the store. */
    static final List<String> COMMIT_RECORDS = inChains("0");

    /**
     * Whole objects, and all that an upload in parts takes: it is noted before, begun and completed by a POST, and given up by a DELETE. No object is ever
     * deleted.
     */
    static final List<String> UPLOADS = Stream.concat(
                    SINKS.stream()
                            .flatMap(sink -> Stream.of("PUT", "POST", "DELETE")
                                    .map(method -> method + " /" + Topology.bucketOf(sink) + "/topics/")),
                    inChains("u-").stream())
            .toList();

    private static List<String> inChains(String name) {
        return SINKS.stream()
                .flatMap(sink -> IntStream.range(0, PARTITIONS)
                        .mapToObj(partition -> "PUT /" + Topology.bucketOf(sink) + "/_penstock/" + sink + "/chaos/"
                                + partition + "/" + name))
                .toList();
    }

    /** Type and length of the packet. */
    static final List<String> PUBACKS = List.of("@\2");

    static final List<String> PUBRECS = List.of("P\2");

    static final List<String> PUBCOMPS = List.of("p\2");

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
            case RECEIPT -> new Sight(Topology.MQTT, PUBRECS, side);
            case COMPLETION -> new Sight(Topology.MQTT, PUBCOMPS, side);
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
