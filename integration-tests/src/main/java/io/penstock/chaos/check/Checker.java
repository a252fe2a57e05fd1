package io.penstock.chaos.check;

import io.penstock.chaos.cluster.Names;
import io.penstock.chaos.load.MessageFactory;
import io.penstock.chaos.load.MessageId;
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
                targets.bootstrapServers(), Names.TOPIC, targets.topology().profile());
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
     * By connector, how many records it still owes: a source (or the producers that stand in for both) what was acknowledged and is not in Kafka, a sink what
     * it has not committed. Without those that owe nothing.
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
     * @param redeliveries by connector, how often what is delivered at least once may come again from a source, or as a dead letter from a sink
     * @param deliveries how often the MQTT broker has delivered a message of QoS 2
     */
    public List<Hop> check(Receipts receipts, ToIntFunction<String> redeliveries, ToIntFunction<MessageId> deliveries) {
        Profile profile = targets.topology().profile();
        KafkaReader kafka = new KafkaReader(targets.bootstrapServers(), factory);
        Log log = kafka.log(Names.TOPIC);
        List<Hop> hops = new ArrayList<>();
        if (profile.hasMqtt()) {
            int again = redeliveries.applyAsInt(Topology.QOS_1_SOURCE);
            hops.add(source(1, receipts, log, id -> again));
            hops.add(source(2, receipts, log, repetitionsAtQos2(redeliveries, deliveries)));
        } else {
            // Idempotent ones.
            hops.add(new LogHop(receipts, id -> 0).check("producers → kafka", log));
        }
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
            try (ObjectReader objects =
                    new ObjectReader(store, targets.topology().format())) {
                for (Sink sink : List.of(Sink.PLAIN, Sink.TIMED, Sink.FIELD)) {
                    String bucket = Topology.bucketOf(sink.connector());
                    hops.add(sinks.objects(
                            sink,
                            objects.read(bucket),
                            kafka.deadLetters(sink.deadLetterTopic(), Names.TOPIC),
                            objects.uploads(bucket)));
                }
            }
        });
        return List.copyOf(hops);
    }

    private static Hop source(int qos, Receipts receipts, Log log, ToIntFunction<MessageId> repetitions) {
        return new LogHop(receipts.of(qos), repetitions).check(Topology.sourceOf(qos) + " → kafka", log.ofQos(qos));
    }

    /** None, if the workers write in transactions, whatever fell: but each delivery of the broker counts as one that was due. */
    private ToIntFunction<MessageId> repetitionsAtQos2(
            ToIntFunction<String> redeliveries, ToIntFunction<MessageId> deliveries) {
        int again = targets.topology().transactions() ? 0 : redeliveries.applyAsInt(Topology.QOS_2_SOURCE);
        return id -> again + Math.max(0, deliveries.applyAsInt(id) - 1);
    }

    @Override
    public void close() {
        progress.close();
    }
}
