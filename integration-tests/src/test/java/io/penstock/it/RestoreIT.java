package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.testkit.kafka.ConnectRest;
import io.penstock.testkit.kafka.WorkerVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A topic into a bucket and out of it again, both through the ZIP on a worker. */
@ExtendWith(SharedServices.class)
class RestoreIT {

    private static final int RECORDS = 2_000;
    private static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

    private Services services;
    private ConnectRest rest;
    private KafkaLog kafka;

    @BeforeEach
    void useTheNewestWorker(Services shared) {
        services = shared;
        rest = services.worker(WorkerVersion.V4_3_1).rest();
        kafka = new KafkaLog(services.kafka().bootstrapServers());
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    private static byte @Nullable [] noise(Random random) {
        int kind = random.nextInt(5);
        if (kind == 0) {
            return null;
        }
        byte[] noise = new byte[kind == 1 ? 0 : random.nextInt(200)];
        random.nextBytes(noise);
        return noise;
    }

    /** Keys, values and headers of all kinds: null, empty, with the same name twice. */
    private static List<ProducerRecord<byte[], byte[]>> records(String topic) {
        Random random = new Random(7);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            RecordHeaders headers = new RecordHeaders();
            for (int n = 0; n < random.nextInt(4); n++) {
                headers.add("h" + n / 2, noise(random));
            }
            records.add(new ProducerRecord<>(
                    topic,
                    random.nextInt(PARTITIONS),
                    1_000_000_000L + 17L * i,
                    noise(random),
                    noise(random),
                    headers));
        }
        return records;
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "null" : Arrays.toString(bytes);
    }

    private static List<String> contents(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> {
                    StringBuilder all = new StringBuilder()
                            .append(record.partition())
                            .append(' ')
                            .append(record.timestampType())
                            .append(' ')
                            .append(record.timestamp())
                            .append(' ')
                            .append(text(record.key()))
                            .append(' ')
                            .append(text(record.value()));
                    for (Header header : record.headers()) {
                        all.append(' ').append(header.key()).append('=').append(text(header.value()));
                    }
                    return all.toString();
                })
                .toList();
    }

    private static void takeBytesAsTheyAre(Map<String, String> config) {
        for (String converter : List.of("key.converter", "value.converter", "header.converter")) {
            config.put(converter, BYTES);
        }
    }

    @Test
    void givesATopicBackBitForBit() {
        // Given a topic in a bucket
        Pipeline pipeline = services.pipeline(
                "restore", services.postgres().port(), "none", services.store().port());
        String again = pipeline.topic() + "-again";
        services.store().createBucket(pipeline.bucket());
        kafka.createTopic(pipeline.topic(), PARTITIONS);
        kafka.createTopic(again, PARTITIONS);
        kafka.write(records(pipeline.topic()));
        Map<String, String> sink = pipeline.storeSink();
        sink.keySet().removeIf(key -> key.startsWith("transforms") || key.startsWith("value.converter."));
        sink.remove("behavior.on.null.values");
        takeBytesAsTheyAre(sink);
        sink.put("envelope", "full");
        sink.put("s3.compression.type", "zstd");
        sink.put("flush.size", "150");
        Map<String, String> restore = new LinkedHashMap<>();
        restore.put("connector.class", "io.penstock.s3.S3RestoreSourceConnector");
        restore.put("tasks.max", "2");
        restore.put("restore.topics", pipeline.topic());
        restore.put("restore.topic.name", "${topic}-again");
        restore.put("restore.rescan.ms", "1000");
        restore.put("ledger.id", pipeline.storeSinkName());
        for (String key :
                List.of("store.url", "s3.bucket.name", "s3.region", "aws.access.key.id", "aws.secret.access.key")) {
            restore.put(key, sink.get(key));
        }
        takeBytesAsTheyAre(restore);

        // When
        rest.put(pipeline.storeSinkName(), sink);
        await("all is archived")
                .atMost(PATIENCE)
                .until(() -> kafka.lag(pipeline.storeSinkName(), pipeline.topic()) == 0);
        rest.put("restore-back", restore);
        await("all is restored")
                .atMost(PATIENCE)
                .until(() -> kafka.ends(again).values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        >= RECORDS);
        rest.delete("restore-back");
        rest.delete(pipeline.storeSinkName());

        // Then
        List<ConsumerRecord<byte[], byte[]>> archived = kafka.read(pipeline.topic());
        assertThat(archived).hasSize(RECORDS);
        assertThat(contents(kafka.read(again))).isEqualTo(contents(archived));
    }
}
