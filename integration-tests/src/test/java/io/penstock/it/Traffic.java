package io.penstock.it;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Good messages, 500 a second with ids from 0 on, by turns to the partitions of a topic, from its start to its stop. */
final class Traffic implements AutoCloseable {

    private static final int MESSAGES_A_TICK = 10;
    private static final int TICK_MILLIS = 20;
    private static final int PATIENCE_SECONDS = 30;

    private final String topic;
    private final int partitions;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Queue<Future<RecordMetadata>> written = new ConcurrentLinkedQueue<>();
    private volatile int sent;

    Traffic(String bootstrapServers, String topic, int partitions) {
        this.topic = topic;
        this.partitions = partitions;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    void start() {
        var unused = clock.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        int end = sent + MESSAGES_A_TICK;
        for (int id = sent; id < end; id++) {
            byte[] value = new Message(id, Message.Kind.GOOD).payload();
            written.add(producer.send(new ProducerRecord<>(topic, id % partitions, null, value)));
        }
        sent = end;
    }

    /** How many were sent. */
    int sent() {
        return sent;
    }

    /**
     * Ends it.
     *
     * @return how many messages the broker has acknowledged: all
     */
    int stop() throws InterruptedException, ExecutionException {
        clock.shutdown();
        if (!clock.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the producer hangs");
        }
        producer.flush();
        for (Future<RecordMetadata> message : written) {
            message.get();
        }
        return sent;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        producer.close();
    }
}
