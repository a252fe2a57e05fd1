package io.penstock.bench.mqtt;

import io.penstock.bench.measure.Contestant;
import io.penstock.bench.measure.Work;
import io.penstock.bench.plugin.Plugin;
import io.penstock.bench.plugin.SourceDriver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/** Our source's task. At QoS 2 exactly once, with a transaction for each poll. */
final class TaskContestant implements Contestant {

    private final FloodFeed feed;
    private final SourceDriver driver;

    private TaskContestant(FloodFeed feed, SourceDriver driver) {
        this.feed = feed;
        this.driver = driver;
    }

    static TaskContestant start(Plugin plugin, FloodFeed feed, int qos) {
        Map<String, String> props = new HashMap<>();
        props.put("connector.class", "io.penstock.mqtt.MqttSourceConnector");
        props.put("name", "bench-qos" + qos);
        props.put("mqtt.uris", "tcp://127.0.0.1:" + feed.port());
        props.put("mqtt.topics", FloodFeed.FILTER);
        props.put("mqtt.qos", Integer.toString(qos));
        props.put("mqtt.receive.maximum", Integer.toString(Feed.RECEIVE_MAXIMUM));
        props.put("kafka.topic", "readings");
        if (qos == 2) {
            props.put("exactly.once.support", "required");
        }
        return new TaskContestant(feed, SourceDriver.start(plugin, props));
    }

    /** With exactly once the task subscribes when Kafka has what it remembers of the session. */
    @Override
    public void prepare(int round) throws InterruptedException {
        while (!feed.hasSubscriber()) {
            driver.stored(driver.poll());
        }
        feed.reset();
    }

    @Override
    public void run() throws InterruptedException {
        feed.begin();
        long deadline = System.nanoTime() + feed.limit().toNanos();
        while (!feed.isDone() && System.nanoTime() < deadline) {
            List<SourceRecord> records = driver.poll();
            for (SourceRecord record : records) {
                if (record.value() instanceof byte[] payload) {
                    feed.take(payload);
                }
            }
            driver.stored(records);
        }
    }

    @Override
    public Work check() {
        return Work.of(feed.check());
    }

    @Override
    public void close() {
        driver.close();
        feed.close();
    }
}
