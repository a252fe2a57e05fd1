package io.penstock.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.s3.FaultyStore.Crash;
import io.penstock.s3.FaultyStore.Fate;
import io.penstock.s3.config.S3SinkConfig;
import io.penstock.s3.store.ObjectStore;
import io.penstock.s3.store.S3ObjectStore;
import io.penstock.testkit.s3.S3Server;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * Tasks crash, sleep and wake, are given partitions and lose them, requests and answers are lost, late or doubled, leaders answer no
 * fetch, and each task has a layout and a rotation of its own: each record is stored once, and no upload is left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HistorySuite {

    private static final List<TopicPartition> PARTITIONS = IntStream.range(0, 4)
            .mapToObj(number -> new TopicPartition("orders", number))
            .toList();

    /** S3Proxy goes through all objects of a bucket to list some: few in each keep a history cheap. */
    private static final int BUCKET_HISTORIES = 5;

    private S3Server server;
    private Scenario scenario;
    private ObjectStore store;
    private StoredIds stored;

    /** A store of whatever make. */
    abstract S3Server start(Path directory);

    /** Of each format with each compression. */
    abstract int histories();

    /** Larger ones, of more partitions and with files of several parts. */
    abstract int longHistories();

    @BeforeAll
    void begin(@TempDir Path directory, @TempDir Path files) {
        server = start(directory);
        stored = new StoredIds(files);
        openBucket();
    }

    @AfterAll
    void end() {
        stored.close();
        closeBucket();
        server.close();
    }

    private void openBucket() {
        scenario = new Scenario(server);
        S3SinkConfig config = S3SinkConfig.parse(scenario.props);
        store = S3ObjectStore.open(config.store(), config.objects(), Clock.systemUTC(), System::nanoTime);
    }

    private void closeBucket() {
        store.close();
        scenario.close();
    }

    @ParameterizedTest
    @CsvSource({
        "jsonl,none",
        "jsonl,gzip",
        "jsonl,zstd",
        "avro,none",
        "avro,zstd",
        "avro,snappy",
        "parquet,snappy",
        "parquet,gzip"
    })
    void losesAndDoublesNothingInAnyHistory(String format, String compression) {
        happen(histories(), seed -> new History(format, compression, seed, List.of(36, 24), 30, 12));
    }

    @ParameterizedTest
    @CsvSource({"jsonl,none", "avro,zstd"})
    void norInALongOne(String format, String compression) {
        happen(longHistories(), seed -> new History(format, compression, seed, List.of(120, 80, 60, 40), 160, 60));
    }

    /** One after the other; each by its seed alone, from 1. */
    private void happen(int count, IntFunction<History> of) {
        long begun = System.nanoTime();
        int requests = 0;
        for (int seed = 1; seed <= count; seed++) {
            if (seed % BUCKET_HISTORIES == 0) {
                closeBucket();
                openBucket();
            }
            History history = of.apply(seed);
            try {
                history.happens();
            } catch (RuntimeException e) {
                throw new AssertionError("history " + history.name + " failed", e);
            }
            requests += history.requests();
            if (seed == count) {
                System.out.printf(
                        "histories up to %s: %d requests, %d ms%n",
                        history.name, requests, (System.nanoTime() - begun) / 1_000_000);
            }
        }
    }

    /** One connector with files and commit records of its own, and all its tasks. */
    private final class History {

        private final String name;
        private final Random random;
        private final List<Integer> records;
        private final int rounds;
        private final int faults;
        private final boolean large;
        private final Map<String, String> props = new HashMap<>(scenario.props);
        private final Map<TopicPartition, Long> group = new HashMap<>();
        private final List<Worker> all = new ArrayList<>();
        private final List<Worker> alive = new ArrayList<>();

        /**
         * @param records of each partition
         * @param faults of how many requests some meet a fate
         */
        History(String format, String compression, int seed, List<Integer> records, int rounds, int faults) {
            this.name = String.join("-", format, compression, Integer.toString(rounds), Integer.toString(seed));
            this.random = new Random(name.hashCode());
            this.records = records;
            this.rounds = rounds;
            this.faults = faults;
            this.large = records.size() > 2 && format.equals("jsonl") && seed % 2 == 0;
            props.put("name", name);
            props.put("topics.dir", name);
            props.put("format", format);
            props.put("s3.compression.type", compression);
        }

        private List<TopicPartition> partitions() {
            return PARTITIONS.subList(0, records.size());
        }

        private void produce() {
            scenario.log.clear();
            for (TopicPartition partition : partitions()) {
                int last = partition.partition();
                for (int offset = 0; offset < records.get(last); offset++) {
                    boolean huge = large && last == records.size() - 1 && offset == 15; // more than a part
                    scenario.add(
                            partition,
                            offset,
                            Map.of(
                                    "id",
                                    offset,
                                    "from",
                                    last,
                                    "group",
                                    "g" + offset % (3 + last % 3),
                                    "t",
                                    huge ? "x".repeat(6_000_000) : ""));
                }
            }
        }

        void happens() {
            produce();
            boolean uploaded = false;
            for (int round = 0; round < rounds; round++) {
                if (alive.isEmpty() || random.nextInt(rounds < 100 ? 8 : 15) == 0) {
                    alive.add(anyWorker());
                }
                // Mostly the newest one works; sometimes one that should be gone.
                Worker worker = alive.get(random.nextInt(4) == 0 ? random.nextInt(alive.size()) : alive.size() - 1);
                try {
                    worker.nanos.addAndGet(random.nextInt(20) == 0 ? 300_000_000_000L : 0);
                    if (random.nextInt(6) == 0) {
                        rebalance(worker);
                    }
                    worker.poll();
                    if (random.nextInt(10) == 0) {
                        worker.commit();
                    }
                } catch (Crash e) {
                    alive.remove(worker);
                }
                uploaded |= worker.store.requests.stream().anyMatch(request -> request.startsWith("createUpload"));
            }
            Worker last = worker(props, partitions());
            for (int i = 0; i < 3; i++) {
                last.drain();
                last.age(300_000);
            }
            Map<Integer, List<Long>> ids = stored.of(scenario.bucket, name + "/");
            for (int partition = 0; partition < records.size(); partition++) {
                assertThat(ids.get(partition))
                        .as("%s, partition %d", name, partition)
                        .isEqualTo(Scenario.ids(0, records.get(partition)));
            }
            uploaded |= last.store.requests.stream().anyMatch(request -> request.startsWith("createUpload"));
            assertThat(uploaded).as("%s has a large file", name).isEqualTo(large);
            assertThat(scenario.bucket.uploads())
                    .extracting(MultipartUpload::key)
                    .as("uploads of %s", name)
                    .isEmpty();
            last.stop();
            all.forEach(worker -> worker.task.stop()); // with the process that died, its threads end too
        }

        private void rebalance(Worker worker) {
            TopicPartition partition = partitions().get(random.nextInt(records.size()));
            if (!worker.context.assignment.contains(partition)) {
                worker.open(Set.of(partition));
            } else if (random.nextBoolean()) {
                worker.revoke(Set.of(partition));
            } else {
                worker.close(Set.of(partition));
            }
            worker.silent.clear();
            partitions().stream().filter(any -> random.nextInt(4) == 0).forEach(worker.silent::add);
        }

        private Worker worker(Map<String, String> config, List<TopicPartition> assigned) {
            Worker worker = new Worker(config, scenario.log, group, assigned, FaultyStore.over(store));
            all.add(worker);
            return worker;
        }

        int requests() {
            return all.stream().mapToInt(worker -> worker.store.requests.size()).sum();
        }

        private Worker anyWorker() {
            Map<String, String> config = new HashMap<>(props);
            config.put("flush.size", Integer.toString(3 + random.nextInt(20)));
            config.put("upload.concurrency", random.nextBoolean() ? "1" : "4");
            if (random.nextBoolean()) {
                config.put("rotate.interval.ms", Integer.toString(5 + random.nextInt(30)));
            }
            switch (random.nextInt(4)) {
                case 0 -> {
                    config.put("partitioner", "field");
                    config.put("partition.field.name", "group");
                }
                case 1 -> {
                    config.put("partitioner", "template");
                    config.put("path.template", "${value.group}/${wallclock|HH-mm}");
                }
                case 2 -> {
                    config.put("partitioner", "time");
                    config.put("path.format", "mm-ss-SSS");
                    config.put("partition.duration.ms", "7");
                }
                default -> {}
            }
            List<TopicPartition> assigned =
                    partitions().stream().filter(any -> random.nextInt(3) > 0).toList();
            Worker worker = worker(config, assigned);
            if (random.nextInt(3) == 0) {
                worker.store.beforeEach = request -> worker.nanos.addAndGet(700_000_000L);
            }
            Draws draws = new Draws(random.nextLong());
            worker.store.plan = (operation, key) -> {
                Fate fate = fate(draws.of(operation, key));
                worker.nanos.addAndGet(
                        fate == Fate.OK && draws.of(operation, key).nextInt(40) == 0 ? 25_000_000_000L : 0);
                return fate;
            };
            return worker;
        }

        private Fate fate(RandomGenerator draw) {
            return switch (draw.nextInt(faults)) {
                case 0 -> Fate.LOST;
                case 1 -> Fate.UNANSWERED;
                case 2 -> draw.nextInt(3) == 0 ? Fate.CRASH_AFTER : Fate.UNANSWERED;
                case 3 -> draw.nextInt(3) == 0 ? Fate.CRASH_BEFORE : Fate.LOST;
                case 4 -> Fate.DOUBLED;
                default -> Fate.OK;
            };
        }
    }
}
