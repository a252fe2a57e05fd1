package io.penstock.s3;

import io.penstock.testkit.s3.S3Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** A bucket of its own, a log, a consumer group and a configuration: what a test of the task begins with. */
final class Scenario implements AutoCloseable {

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    final Bucket bucket;
    final Map<TopicPartition, List<SinkRecord>> log = new HashMap<>();
    final Map<TopicPartition, Long> group = new HashMap<>();
    final Map<String, String> props = new HashMap<>();

    Scenario(S3Server server) {
        bucket = new Bucket(server, "scenario-" + BUCKETS.incrementAndGet());
        props.put("name", "orders-to-s3");
        props.put("s3.bucket.name", bucket.name);
        props.put("s3.region", server.region());
        props.put("store.url", server.endpoint().toString());
        props.put("aws.access.key.id", server.accessKey());
        props.put("aws.secret.access.key", server.secretKey());
        props.put("flush.size", "25");
        props.put("retry.backoff.initial.ms", "1");
        props.put("retry.backoff.max.ms", "1");
    }

    Worker worker() {
        return new Worker(props, log, group);
    }

    /** Values with the offset as {@code id}. */
    void produce(TopicPartition partition, long from, long to) {
        LongStream.range(from, to)
                .forEach(offset -> add(partition, offset, Map.of("id", offset, "from", partition.partition())));
    }

    /** Without the value, or with a value of the test's own. */
    void add(TopicPartition partition, long offset, @Nullable Object value) {
        add(partition, offset, value, 1_000_000 + offset);
    }

    void add(TopicPartition partition, long offset, @Nullable Object value, long timestamp) {
        log.computeIfAbsent(partition, unused -> new ArrayList<>())
                .add(new SinkRecord(
                        partition.topic(),
                        partition.partition(),
                        null,
                        "key-" + offset,
                        null,
                        value,
                        offset,
                        timestamp,
                        TimestampType.CREATE_TIME));
    }

    /** The ids of a partition that are in the bucket, each as often as it is there. */
    List<Long> stored(TopicPartition partition) {
        return bucket.lines("topics/").stream()
                .filter(line -> line.matches(".*\"from\":" + partition.partition() + "\\D.*"))
                .map(line -> Long.parseLong(line.replaceAll(".*\"id\":(\\d+).*", "$1")))
                .sorted()
                .toList();
    }

    static List<Long> ids(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    @Override
    public void close() {
        bucket.close();
    }
}
