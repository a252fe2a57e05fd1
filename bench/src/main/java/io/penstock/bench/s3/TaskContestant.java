package io.penstock.bench.s3;

import io.penstock.bench.measure.Contestant;
import io.penstock.bench.measure.Work;
import io.penstock.bench.measure.WrongResultException;
import io.penstock.bench.plugin.Plugin;
import io.penstock.bench.plugin.SinkDriver;
import io.penstock.testkit.s3.S3ProxyServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;

/** Our sink's task. A round ends when everything is safe. */
final class TaskContestant implements Contestant {

    /** {@code max.poll.records}, as the sink's examples set it. */
    private static final int PUT_SIZE = 5_000;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final S3Match match;
    private final Bucket bucket;
    private final SinkDriver driver;
    private long firstOffset;

    private TaskContestant(S3Match match, Bucket bucket, SinkDriver driver) {
        this.match = match;
        this.bucket = bucket;
        this.driver = driver;
    }

    /** @param settings beside those of the case */
    static TaskContestant start(Plugin plugin, S3Match match, Bucket bucket, Map<String, String> settings) {
        S3ProxyServer server = bucket.server();
        Map<String, String> props = new HashMap<>(match.kind().settings());
        props.putAll(match.kind().form().settings());
        props.putAll(settings);
        props.put("connector.class", "io.penstock.s3.S3SinkConnector");
        props.put("name", "bench-" + match.kind().title());
        props.put("topics", Readings.PARTITION.topic());
        props.put("topics.dir", Bucket.FOLDER);
        props.put("s3.bucket.name", bucket.name());
        props.put("s3.region", server.region());
        props.put("store.url", bucket.endpoint().toString());
        props.put("aws.access.key.id", server.accessKey());
        props.put("aws.secret.access.key", server.secretKey());
        props.put("flush.size", Integer.toString(match.cut().flushSize()));
        return new TaskContestant(match, bucket, SinkDriver.start(plugin, props, Readings.PARTITION));
    }

    @Override
    public void prepare(int round) throws IOException {
        firstOffset = match.firstOffset(round);
        bucket.reset();
    }

    @Override
    public void run() throws InterruptedException {
        long end = firstOffset + match.cut().records();
        for (long offset = firstOffset; offset < end; offset += PUT_SIZE) {
            driver.put(batch(offset, Math.min(end, offset + PUT_SIZE)));
        }
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (driver.commit() < end) {
            if (System.nanoTime() > deadline) {
                throw new WrongResultException("not all is safe " + LIMIT + " after the last put");
            }
            driver.idle();
        }
    }

    private List<SinkRecord> batch(long from, long to) {
        List<SinkRecord> batch = new ArrayList<>((int) (to - from));
        for (long offset = from; offset < to; offset++) {
            batch.add(match.record(offset));
        }
        return batch;
    }

    @Override
    public Work check() throws IOException {
        return bucket.check(match);
    }

    @Override
    public void close() {
        driver.close();
    }
}
