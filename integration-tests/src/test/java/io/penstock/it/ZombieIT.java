package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.testkit.fault.Hold;
import io.penstock.testkit.fault.TcpProxy;
import io.penstock.testkit.kafka.ConnectRestException;
import io.penstock.testkit.kafka.ConnectWorker;
import io.penstock.testkit.kafka.ConnectorStatus;
import io.penstock.testkit.kafka.WorkerVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two workers of one cluster under steady traffic; first one, then the other is frozen (SIGSTOP) until the survivor has its
 * partitions and has written past what it held, then wakes with the batches of long ago in its hands.
 *
 * <p>Fencing may fail a zombie's task: the JDBC sink's protocol says so, and Connect does not restart it. What is found FAILED
 * is restarted through REST, as an operator would, and counted.
 */
@ExtendWith(SharedServices.class)
class ZombieIT {

    private static final Logger log = LoggerFactory.getLogger(ZombieIT.class);

    private static final int PARTITIONS = 6;
    private static final int TASKS = 2;

    /** Sessions end after 3 s. */
    private static final Duration FROZEN = Duration.ofSeconds(15);

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /**
     * Of a worker that was away Connect may say for ever what is no longer so (docs/reference/chaos.md, seeds 60310 and 81116): then
     * an operator restarts the connector.
     */
    private static final Duration STALE = Duration.ofSeconds(20);

    private static final int MOST_DEALS = 5;

    private final Pipeline pipeline;
    private final Services services;
    private final TcpProxy storeProxy;
    private final KafkaLog kafka;
    private final ObjectStore store;
    private final Database database;
    private final ConnectWorker first;
    private final ConnectWorker second;
    private final Traffic traffic;
    private long frozenAt;
    private int sentAtFreeze;
    private int restarts;

    ZombieIT(Services services) throws SQLException {
        this.services = services;
        kafka = new KafkaLog(services.kafka().bootstrapServers());
        store = new ObjectStore(services.store());
        database = Database.create(services.postgres(), "zombie");
        storeProxy = TcpProxy.to(services.store().port());
        pipeline = services.pipeline("zombie", services.postgres().port(), database.name(), storeProxy.port());
        traffic = new Traffic(services.kafka().bootstrapServers(), pipeline.topic(), PARTITIONS);
        first = services.launchWorker(WorkerVersion.V4_3_1, "zombie", "zombie-1");
        second = services.launchWorker(WorkerVersion.V4_3_1, "zombie", "zombie-2");
    }

    @BeforeEach
    void startTheSinks() throws SQLException {
        database.execute(Pipeline.CREATE_TABLE);
        services.store().createBucket(pipeline.bucket());
        kafka.createTopic(pipeline.topic(), PARTITIONS);
        first.awaitReady();
        second.awaitReady();
        first.rest().put(pipeline.databaseSinkName(), databaseSink());
        first.rest().awaitRunning(pipeline.databaseSinkName(), TASKS, PATIENCE);
        first.rest().put(pipeline.storeSinkName(), pipeline.storeSink());
        first.rest().awaitRunning(pipeline.storeSinkName(), TASKS, PATIENCE);
        traffic.start();
        awaitBothAtWork();
    }

    /** Between the first flush that waits for the ledger and the freeze there is more to do than a busy machine may do in the default time. */
    private Map<String, String> databaseSink() {
        Map<String, String> config = pipeline.databaseSink();
        config.put("ledger.claim.timeout.ms", "15000");
        return config;
    }

    @AfterEach
    void close() throws SQLException {
        try (first;
                second;
                traffic;
                storeProxy;
                database;
                store;
                kafka) {
            first.resume();
            second.resume();
            sinks().forEach(first.rest()::delete);
        }
    }

    @Test
    void whatAWorkerHeldWhenItWasFrozenIsWrittenOnceThoughItWakesAfterItsHeirHasWrittenIt() throws Exception {
        // Given
        dealUntilEachHasSomeOfBothSinks();
        assertThat(held(first).values()).as("partitions of each sink").noneMatch(Set::isEmpty);
        freezeInTheMiddleOfItsFlushes(first);
        awaitTakeover(first, second);

        // When
        first.resume();
        awaitBothAtWork();
        assertThat(held(second).values()).as("partitions of each sink").anyMatch(held -> !held.isEmpty());
        freeze(second);
        awaitTakeover(second, first);
        second.resume();
        awaitBothAtWork();

        // Then
        int produced = traffic.stop();
        for (String sink : sinks()) {
            eventually("the commit of " + sink, () -> {
                restartFailed();
                return kafka.lag(sink, pipeline.topic()) == 0;
            });
        }
        awaitBothAtWork();
        List<Stored> expected = kafka.read(pipeline.topic()).stream()
                .map(record -> new Stored(record.partition(), record.offset(), Message.idOfValue(record)))
                .toList();
        Reconciliation<Stored> rows = Reconciliation.of(expected, rows());
        Reconciliation<Stored> lines = Reconciliation.of(expected, lines());
        log.info(
                "{} records; rows: {}; lines: {}; restarted tasks: {}; fenced: {} and {}",
                produced,
                rows,
                lines,
                restarts,
                fenced(first),
                fenced(second));
        assertThat(expected.stream().map(Stored::id))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, produced).boxed().toList());
        assertThat(rows.exact()).as("rows: " + rows).isTrue();
        assertThat(lines.exact()).as("lines: " + lines).isTrue();
    }

    /** A worker that was lost for a moment may have left both tasks of a sink to the other, and Connect takes nothing back without need. */
    private void dealUntilEachHasSomeOfBothSinks() {
        for (int deal = 0; deal < MOST_DEALS && held(first).containsValue(Set.<Integer>of()); deal++) {
            log.info("deals the tasks anew");
            for (String sink : sinks()) {
                first.rest().stop(sink);
                first.rest().await(sink, PATIENCE, status -> status.tasks().isEmpty());
            }
            for (String sink : sinks()) { // one after the other: a task for each worker
                first.rest().resume(sink);
                first.rest().awaitRunning(sink, TASKS, PATIENCE);
            }
            awaitBothAtWork();
        }
    }

    /** Each JDBC task has written rows and not yet its ledger, some S3 task waits for the store's answer to a commit record. */
    private void freezeInTheMiddleOfItsFlushes(ConnectWorker worker)
            throws SQLException, InterruptedException, TimeoutException {
        Hold answers =
                storeProxy.holdResponsesAfterRequestContaining("PUT /" + pipeline.bucket() + "/" + ObjectStore.CHAINS);
        List<BlockedFlush> flushes;
        try (LedgerLock lock = LedgerLock.take(services.postgres().connect(database.name()))) {
            flushes = await("flushes that wait for the ledger")
                    .atMost(PATIENCE)
                    .until(() -> lock.blockedFlushes(Pipeline.TABLE), blocked -> blocked.size() == TASKS);
            answers.await(TASKS, PATIENCE);
            freeze(worker);
        }
        answers.release();
        storeProxy.heal();
        log.info("frozen with {} flushes under way and {} answers held", flushes.size(), answers.count());
        // The awake worker's flush ends as if nothing had been; the heir cannot write before the zombie's is undone.
        await("the fate of both flushes")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(fates(flushes)).containsExactlyInAnyOrder("committed", "aborted"));
    }

    private List<String> fates(List<BlockedFlush> flushes) throws SQLException {
        return List.of(database.fateOf(flushes.get(0)), database.fateOf(flushes.get(1)));
    }

    /** Until the survivor has all tasks and partitions, and has written to each what only it can have: records that came later. */
    private void awaitTakeover(ConnectWorker frozen, ConnectWorker survivor) {
        Map<Integer, Long> ends = kafka.ends(pipeline.topic());
        for (String sink : sinks()) {
            eventually(
                    "the survivor has " + sink,
                    () -> workers(survivor, sink).equals(Set.of(address(survivor))) && covers(kafka.owners(sink)));
        }
        eventually("rows written past the freeze", () -> isPast(database.lastOffsets(Pipeline.TABLE), ends));
        eventually("lines written past the freeze", () -> isPast(store.lastFileOffsets(pipeline.bucket()), ends));
        Duration takeover = frozenFor();
        await("the end of the freeze").atMost(PATIENCE).until(() -> frozenFor().compareTo(FROZEN) >= 0);
        log.info(
                "{} frozen for {}, taken over after {}, {} records came meanwhile",
                address(frozen),
                frozenFor(),
                takeover,
                traffic.sent() - sentAtFreeze);
    }

    private void freeze(ConnectWorker worker) {
        worker.freeze();
        frozenAt = System.nanoTime();
        sentAtFreeze = traffic.sent();
    }

    private Duration frozenFor() {
        return Duration.ofNanos(System.nanoTime() - frozenAt);
    }

    /** The partitions of each sink that a worker's tasks have. */
    private Map<String, Set<Integer>> held(ConnectWorker worker) {
        Map<String, Set<Integer>> held = new TreeMap<>();
        for (String sink : sinks()) {
            Set<Integer> partitions = new TreeSet<>();
            Map<String, Set<Integer>> owners = kafka.owners(sink);
            for (ConnectorStatus.Task task : worker.rest().status(sink).tasks()) {
                if (task.worker().equals(address(worker))) {
                    // A member id begins with the client id.
                    String client = "connector-consumer-" + sink + "-" + task.id() + "-";
                    owners.forEach((member, assigned) -> {
                        if (member.startsWith(client)) {
                            partitions.addAll(assigned);
                        }
                    });
                }
            }
            held.put(sink, partitions);
        }
        log.info("{} has {}", address(worker), held);
        return held;
    }

    /** Whether of each partition something beyond that offset is stored. */
    private static boolean isPast(Map<Integer, Long> last, Map<Integer, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> last.getOrDefault(end.getKey(), -1L) > end.getValue());
    }

    /** Until each worker has tasks, all tasks run and have partitions; what has failed, or does not say that it runs, is restarted. */
    private void awaitBothAtWork() {
        Map<String, Long> idleSince = new HashMap<>();
        eventually("both workers at work", () -> {
            restartFailed();
            Set<String> busy = new HashSet<>();
            boolean all = true;
            for (String sink : sinks()) {
                if (isAtWork(sink)) {
                    idleSince.remove(sink);
                    busy.addAll(workers(first, sink));
                } else {
                    restartIfStale(sink, idleSince);
                    all = false;
                }
            }
            return all && busy.equals(Set.of(address(first), address(second)));
        });
    }

    private boolean isAtWork(String sink) {
        if (!first.rest().status(sink).isRunning()) {
            return false; // its group may not exist yet
        }
        Map<String, Set<Integer>> owners = kafka.owners(sink);
        // A consumer that has just joined is a member without partitions.
        return owners.size() == TASKS && !owners.containsValue(Set.<Integer>of()) && covers(owners);
    }

    private void restartIfStale(String sink, Map<String, Long> idleSince) {
        long now = System.nanoTime();
        if (now - idleSince.computeIfAbsent(sink, unused -> now) > STALE.toNanos()) {
            log.info("restarts {}: {}", sink, first.rest().status(sink));
            first.rest().restart(sink);
            restarts++;
            idleSince.put(sink, now);
        }
    }

    private void restartFailed() {
        for (String sink : sinks()) {
            for (ConnectorStatus.Task task : first.rest().status(sink).tasks()) {
                if (task.state().equals("FAILED")) {
                    log.info("{}'s task {} on {} has failed: {}", sink, task.id(), task.worker(), task.trace());
                    first.rest().restartTask(sink, task.id());
                    restarts++;
                }
            }
        }
    }

    private static boolean covers(Map<String, Set<Integer>> owners) {
        return owners.values().stream().mapToInt(Set::size).sum() == PARTITIONS;
    }

    private static Set<String> workers(ConnectWorker asked, String sink) {
        return asked.rest().status(sink).tasks().stream()
                .map(ConnectorStatus.Task::worker)
                .collect(Collectors.toSet());
    }

    private static String address(ConnectWorker worker) {
        return worker.restUrl().getAuthority();
    }

    private Map<String, Long> fenced(ConnectWorker worker) throws IOException {
        WorkerLog lines = new WorkerLog(worker);
        return Map.of(
                "JDBC tasks", lines.count("ERROR", "PEN-310"), "S3 files", lines.count("has claimed the partition"));
    }

    private List<String> sinks() {
        return List.of(pipeline.databaseSinkName(), pipeline.storeSinkName());
    }

    private List<Stored> rows() throws SQLException {
        return database.records(Pipeline.TABLE);
    }

    private List<Stored> lines() {
        return store.records(pipeline.bucket()).stream().map(Stored::of).toList();
    }

    /** What workers and brokers refuse for the moment, as while a group does not exist yet, is asked again. */
    private static void eventually(String what, Callable<Boolean> condition) {
        await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptionsMatching(e -> e instanceof ConnectRestException
                        || e instanceof IllegalStateException
                        || e instanceof UncheckedIOException)
                .until(condition);
    }
}
