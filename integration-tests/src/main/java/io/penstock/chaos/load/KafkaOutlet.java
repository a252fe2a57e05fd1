package io.penstock.chaos.load;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One idempotent producer, which tries for ever. */
final class KafkaOutlet implements Outlet {

    private static final Map<String, Object> SETTINGS = Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            5_000,
            ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            1_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            Integer.MAX_VALUE,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            (long) Integer.MAX_VALUE);

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;

    KafkaOutlet(int publisher, String bootstrapServers, String topic) {
        this.topic = topic;
        Map<String, Object> properties = new HashMap<>(SETTINGS);
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "chaos-publisher-" + publisher);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void open() {
        // The producer connects when there is something to send.
    }

    @Override
    public CompletableFuture<Receipt> send(Message message) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        var unused = producer.send(
                new ProducerRecord<>(
                        topic,
                        null,
                        message.key().getBytes(StandardCharsets.UTF_8),
                        message.bytes(),
                        List.of(new RecordHeader(
                                Message.ID_HEADER, message.mqttTopic().getBytes(StandardCharsets.UTF_8)))),
                (metadata, failure) -> {
                    if (failure == null) {
                        receipt.complete(Receipt.TAKEN);
                    } else {
                        receipt.completeExceptionally(failure);
                    }
                });
        return receipt;
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
