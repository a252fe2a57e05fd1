package io.penstock.bench.mqtt;

import io.penstock.bench.measure.Contestant;
import io.penstock.bench.measure.Jvm;
import io.penstock.bench.measure.Work;
import io.penstock.testkit.kafka.TopicReader;
import io.penstock.testkit.kafka.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A connector in a worker. What it made is counted where a consumer gets it from Kafka. */
final class WorkerContestant implements Contestant {

    /** What the report shows of it. */
    static final String LONGEST_PAUSE = "longest_pause_ms";

    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(10);

    private final Cluster cluster;
    private final String name;
    private final Feed feed;
    private final TopicReader reader;
    private long longestPauseNanos;

    private WorkerContestant(Cluster cluster, String name, Feed feed) {
        this.cluster = cluster;
        this.name = name;
        this.feed = feed;
        this.reader = new TopicReader(cluster.bootstrapServers(), name);
    }

    /**
     * @param name of the connector and of its Kafka topic
     * @param config without them
     */
    static WorkerContestant start(Cluster cluster, String name, Map<String, String> config, Feed feed) {
        Topics.create(cluster.bootstrapServers(), name, 1);
        cluster.rest().put(name, config);
        cluster.rest().awaitRunning(name, 1, START);
        return new WorkerContestant(cluster, name, feed);
    }

    @Override
    public void prepare(int round) {
        feed.reset();
    }

    @Override
    public void run() {
        feed.begin();
        takeAll();
    }

    /** Until the round's messages have come. */
    void takeAll() {
        long deadline = System.nanoTime() + feed.limit().toNanos();
        long last = 0;
        longestPauseNanos = 0;
        while (!feed.isDone() && System.nanoTime() < deadline) {
            if (take() > 0) {
                long now = System.nanoTime();
                longestPauseNanos = last == 0 ? 0 : Math.max(longestPauseNanos, now - last);
                last = now;
            }
        }
    }

    /** @return how many have come */
    int take() {
        int count = 0;
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
            feed.take(record.value());
            count++;
        }
        return count;
    }

    Duration longestPause() {
        return Duration.ofNanos(longestPauseNanos);
    }

    /** Its tasks end; what it has at a broker stays. */
    void stop() {
        cluster.rest().stop(name);
        cluster.rest().await(name, START, status -> status.tasks().isEmpty());
    }

    void resume() {
        cluster.rest().resume(name);
    }

    @Override
    public Work check() {
        return new Work(feed.check(), Map.of(LONGEST_PAUSE, longestPause().toMillis()));
    }

    @Override
    public void close() {
        cluster.rest().delete(name);
        reader.close();
        feed.close();
    }

    @Override
    public Optional<Jvm> elsewhere() {
        return Optional.of(cluster.jvm());
    }
}
