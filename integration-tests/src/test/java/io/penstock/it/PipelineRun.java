package io.penstock.it;

import static org.awaitility.Awaitility.await;

import io.penstock.it.Evidence.CommitKill;
import io.penstock.it.Evidence.DatabaseKill;
import io.penstock.it.Evidence.StoreContent;
import io.penstock.testkit.fault.Hold;
import io.penstock.testkit.fault.TcpProxy;
import io.penstock.testkit.kafka.ConnectRest;
import io.penstock.testkit.kafka.ConnectWorker;
import io.penstock.testkit.kafka.WorkerVersion;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one pipeline from the first message to the last while its worker is killed twice: with a database transaction half
 * done, and with a commit record on its way to the store. Messages go on coming while the worker is dead.
 */
final class PipelineRun implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PipelineRun.class);

    private static final int MESSAGES = 20_000;
    private static final int PARTITIONS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final ConnectWorker worker;
    private final ConnectRest rest;
    private final Pipeline pipeline;
    private final CommitMoment moment;
    private final KafkaLog kafka;
    private final Services services;
    private final Database database;
    private final ObjectStore store;
    private final TcpProxy storeProxy;
    private final TcpProxy databaseProxy;
    private final MqttPublisher publisher;
    private int published;

    /** @param moment of a commit that the second kill hits */
    PipelineRun(Services services, WorkerVersion version, CommitMoment moment) throws IOException, SQLException {
        String name = "city-" + version.number().replace('.', '-');
        this.services = services;
        this.worker = services.worker(version);
        this.rest = worker.rest();
        this.moment = moment;
        this.kafka = new KafkaLog(services.kafka().bootstrapServers());
        this.database = Database.create(services.postgres(), name.replace('-', '_'));
        this.store = new ObjectStore(services.store());
        this.databaseProxy = TcpProxy.to(services.postgres().port());
        this.storeProxy = TcpProxy.to(services.store().port());
        this.publisher = MqttPublisher.connect(services.mqtt().uri(), name + "-publisher");
        this.pipeline = services.pipeline(name, databaseProxy.port(), database.name(), storeProxy.port());
    }

    Evidence run() throws IOException, SQLException, JMException, InterruptedException, TimeoutException {
        startConnectors();
        log.info("{}: connectors run", pipeline.name());
        publishUpTo(6_000);
        eventually(
                "first deliveries",
                () -> database.count(Pipeline.TABLE) > 0
                        && !store.dataKeys(pipeline.bucket()).isEmpty());
        DatabaseKill databaseKill = killInTheMiddleOfAFlush();
        log.info("{}: {}", pipeline.name(), databaseKill);
        CommitKill commitKill = killInTheMiddleOfACommit();
        log.info("{}: {}", pipeline.name(), commitKill);
        publishUpTo(MESSAGES);
        publisher.awaitAcknowledged();
        eventually("all rows are committed", () -> isDrained(pipeline.databaseSinkName()));
        eventually("all objects are committed", () -> isDrained(pipeline.storeSinkName()));
        Evidence evidence = evidence(databaseKill, commitKill);
        log.info("{}: {}", pipeline.name(), evidence);
        return evidence;
    }

    private void startConnectors() throws IOException, SQLException {
        database.execute(Pipeline.CREATE_TABLE);
        services.store().createBucket(pipeline.bucket());
        kafka.createTopic(pipeline.topic(), PARTITIONS);
        rest.put(pipeline.databaseSinkName(), pipeline.databaseSink());
        rest.put(pipeline.storeSinkName(), pipeline.storeSink());
        rest.put(pipeline.sourceName(), pipeline.source());
        awaitRunning();
        // A broker drops what nobody has subscribed to yet: the first message is repeated until it comes through.
        await("subscription").atMost(PATIENCE).until(() -> {
            publish(Message.number(0));
            publisher.awaitAcknowledged();
            return !kafka.read(pipeline.topic()).isEmpty();
        });
    }

    private DatabaseKill killInTheMiddleOfAFlush() throws IOException, SQLException {
        BlockedFlush flush;
        boolean open;
        try (LedgerLock lock = LedgerLock.take(services.postgres().connect(database.name()))) {
            publishUpTo(9_000);
            flush = await("a flush that waits for the ledger")
                    .atMost(PATIENCE)
                    .until(() -> lock.blockedFlush(Pipeline.TABLE), Optional::isPresent)
                    .orElseThrow();
            worker.kill();
            open = database.isOpen(flush);
        }
        eventually("the end of the dead worker's session", () -> !database.isOpen(flush));
        DatabaseKill kill = new DatabaseKill(flush, open, database.fateOf(flush));
        publishUpTo(12_000);
        restartWorker();
        return kill;
    }

    private CommitKill killInTheMiddleOfACommit() throws IOException, InterruptedException, TimeoutException {
        // Nothing is under way then, so that whatever is in the store later came with the held requests.
        publisher.awaitAcknowledged();
        eventually("all objects are committed", () -> isDrained(pipeline.storeSinkName()));
        StoreContent before = content();
        Hold hold = moment.hold(storeProxy, "PUT /" + pipeline.bucket() + "/" + ObjectStore.CHAINS);
        publishUpTo(15_000);
        hold.await(PATIENCE);
        worker.kill();
        hold.cut();
        CommitKill kill = new CommitKill(hold.count(), before, content());
        publishUpTo(18_000);
        restartWorker();
        return kill;
    }

    private void restartWorker() {
        worker.restart();
        awaitRunning();
    }

    private void awaitRunning() {
        Stream.of(pipeline.sourceName(), pipeline.databaseSinkName(), pipeline.storeSinkName())
                .forEach(connector -> rest.awaitRunning(connector, PATIENCE));
    }

    private void publishUpTo(int end) throws IOException {
        while (published < end) {
            publish(Message.number(published));
            published++;
        }
        publisher.flush();
    }

    private void publish(Message message) throws IOException {
        publisher.publish(message.topic(pipeline.mqttRoot()), message.payload(), message.id());
    }

    private StoreContent content() {
        return new StoreContent(
                Set.copyOf(store.chainKeys(pipeline.bucket())), Set.copyOf(store.dataKeys(pipeline.bucket())));
    }

    /** Whether Kafka has every message, and the sink has committed every record of Kafka's. */
    private boolean isDrained(String sink) {
        return kafka.lag(sink, pipeline.topic()) == 0
                && idsInKafka().containsAll(publisher.acknowledged())
                && kafka.lag(sink, pipeline.topic()) == 0;
    }

    private Set<Integer> idsInKafka() {
        return kafka.read(pipeline.topic()).stream().map(Message::idOf).collect(Collectors.toSet());
    }

    private Evidence evidence(DatabaseKill databaseKill, CommitKill commitKill)
            throws IOException, SQLException, JMException {
        return new Evidence(
                publisher.acknowledged(),
                kafka.read(pipeline.topic()),
                database.records(Pipeline.TABLE),
                store.records(pipeline.bucket()).stream().map(Stored::of).toList(),
                kafka.read(pipeline.databaseDeadLetters()).stream()
                        .map(DeadLetter::of)
                        .toList(),
                kafka.read(pipeline.storeDeadLetters()).stream()
                        .map(DeadLetter::of)
                        .toList(),
                databaseKill,
                commitKill,
                metrics());
    }

    private Map<String, Map<String, Long>> metrics() throws IOException, JMException {
        return Map.of(
                "source", WorkerMetrics.ofPlugin(worker.pid(), pipeline.sourceName()),
                "database", WorkerMetrics.ofPlugin(worker.pid(), pipeline.databaseSinkName()),
                "store", WorkerMetrics.ofPlugin(worker.pid(), pipeline.storeSinkName()));
    }

    private static void eventually(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(condition);
    }

    /** Takes the connectors away and keeps the worker for other tests. */
    @Override
    public void close() throws IOException, SQLException {
        try (kafka;
                database;
                store;
                storeProxy;
                databaseProxy;
                publisher) {
            if (worker.isAlive()) {
                rest.connectors().stream()
                        .filter(connector -> connector.startsWith(pipeline.name()))
                        .forEach(rest::delete);
            }
        }
    }
}
