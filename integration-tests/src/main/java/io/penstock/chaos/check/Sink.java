package io.penstock.chaos.check;

import io.penstock.chaos.cluster.Names;
import io.penstock.chaos.load.MessageKind;
import io.penstock.chaos.plan.Topology;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a sink, as this instrument configures it, does with each kind of message: by the docs, not by its code.
 *
 * @param poison what becomes a dead letter
 */
record Sink(String connector, Set<MessageKind> stored, Set<MessageKind> poison) {

    /**
     * What Connect's converter refuses, before the connector sees it. Connect 4.3 does not wait for the letter that it writes then
     * (RetryWithToleranceOperator.execute drops the reporter's future), so that a crash may lose it, whatever the connector does.
     */
    static final Set<MessageKind> REFUSED_BY_CONNECT = Set.of(MessageKind.MALFORMED);

    /** How the names of its hops begin. */
    static final String HOP = "kafka → ";

    static final Sink INSERT = new Sink(
            Topology.INSERT_SINK,
            EnumSet.of(MessageKind.GOOD, MessageKind.LIST_FOR_ZONE),
            EnumSet.of(MessageKind.MALFORMED, MessageKind.TEXT_FOR_NUMBER, MessageKind.TOMBSTONE));

    /** A tombstone deletes a row here. */
    static final Sink UPSERT = new Sink(
            Topology.UPSERT_SINK,
            EnumSet.of(MessageKind.GOOD, MessageKind.LIST_FOR_ZONE),
            EnumSet.of(MessageKind.MALFORMED, MessageKind.TEXT_FOR_NUMBER));

    static final Sink PLAIN = store(Topology.PLAIN_SINK);
    static final Sink TIMED = store(Topology.TIMED_SINK);

    /** A list makes no path. */
    static final Sink FIELD = new Sink(
            Topology.FIELD_SINK,
            EnumSet.of(MessageKind.GOOD, MessageKind.TEXT_FOR_NUMBER),
            EnumSet.of(MessageKind.MALFORMED, MessageKind.TOMBSTONE, MessageKind.LIST_FOR_ZONE));

    Sink {
        stored = Set.copyOf(stored);
        poison = Set.copyOf(poison);
    }

    private static Sink store(String connector) {
        return new Sink(
                connector,
                EnumSet.of(MessageKind.GOOD, MessageKind.TEXT_FOR_NUMBER, MessageKind.LIST_FOR_ZONE),
                EnumSet.of(MessageKind.MALFORMED, MessageKind.TOMBSTONE));
    }

    /** Name of the hop. */
    String hop() {
        return HOP + connector;
    }

    String deadLetterTopic() {
        return Names.deadLetters(connector);
    }
}
