package io.penstock.chaos.check;

import io.penstock.chaos.cluster.Names;
import io.penstock.chaos.load.MessageFactory;
import io.penstock.chaos.load.Receipts;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.errors.RetriableException;

/** Tells per hop what is missing, twice, altered. Asks Kafka, database and store themselves. Confined to one thread. */
public final class Checker implements AutoCloseable {

    private final Targets targets;
    private final MessageFactory factory;
    private final Progress progress;

    /** Kafka must be there, with the topic. */
    public Checker(Targets targets, MessageFactory factory) {
        this.targets = targets;
        this.factory = factory;
        this.progress = new Progress(
                targets.bootstrapServers(),
                Names.TOPIC,
                targets.topology().profile().connectors());
    }

    /**
     * Whether Kafka has all that was acknowledged, and every sink has committed the end of the topic. Cheap enough to be asked every second; false
     * while Kafka does not answer.
     */
    public boolean drained(Receipts receipts) {
        try {
            return lag(receipts).isEmpty();
        } catch (RetriableException e) {
            return false;
        }
    }

    /**
     * By connector, how many records it still owes: the source (also where producers stand in for it) what was acknowledged and is not in
     * Kafka, a sink what it has not committed. Without those that owe nothing.
     *
     * @throws RetriableException while Kafka does not answer
     */
    public Map<String, Long> lag(Receipts receipts) {
        return progress.lag(receipts);
    }

    /**
     * Where the topic ends, by partition.
     *
     * @throws RetriableException while Kafka does not answer
     */
    public Map<Integer, Long> ends() {
        return progress.ends();
    }

    /**
     * Reads everything. To be called when all is drained, or when it was waited for long enough.
     *
     * @param redeliveries how often what is delivered at least once may come again from the source, or as a dead letter from a sink
     */
    public List<Hop> check(Receipts receipts, ToIntFunction<String> redeliveries) {
        Profile profile = targets.topology().profile();
        KafkaReader kafka = new KafkaReader(targets.bootstrapServers(), factory);
        Log log = kafka.log(Names.TOPIC);
        List<Hop> hops = new ArrayList<>();
        hops.add(
                profile.hasMqtt()
                        ? new LogHop(receipts, redeliveries.applyAsInt(Topology.SOURCE)).check("mqtt → kafka", log)
                        // Idempotent ones.
                        : new LogHop(receipts, 0).check("producers → kafka", log));
        SinkHops sinks = new SinkHops(log, Content.from(factory), redeliveries);
        targets.sql().ifPresent(sql -> {
            TableReader tables = new TableReader(sql);
            hops.add(sinks.inserts(tables.inserted(), kafka.deadLetters(Sink.INSERT.deadLetterTopic(), Names.TOPIC)));
            hops.add(sinks.upserts(
                    tables.upserted(),
                    tables.regressions(),
                    kafka.deadLetters(Sink.UPSERT.deadLetterTopic(), Names.TOPIC)));
        });
        targets.store().ifPresent(store -> {
            try (ObjectReader objects = new ObjectReader(store)) {
                hops.add(sinks.plainObjects(
                        objects.read(Names.PLAIN_BUCKET, ObjectReader.Compression.GZIP),
                        kafka.deadLetters(Sink.PLAIN.deadLetterTopic(), Names.TOPIC),
                        objects.uploads(Names.PLAIN_BUCKET)));
                hops.add(sinks.timedObjects(
                        objects.read(Names.TIMED_BUCKET, ObjectReader.Compression.NONE),
                        kafka.deadLetters(Sink.TIMED.deadLetterTopic(), Names.TOPIC),
                        objects.uploads(Names.TIMED_BUCKET)));
            }
        });
        return List.copyOf(hops);
    }

    @Override
    public void close() {
        progress.close();
    }
}
