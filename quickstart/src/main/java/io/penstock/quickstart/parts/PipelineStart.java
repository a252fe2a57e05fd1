package io.penstock.quickstart.parts;

import io.penstock.testkit.kafka.ConnectRest;
import io.penstock.testkit.kafka.ConnectWorker;
import io.penstock.testkit.kafka.KafkaBroker;
import io.penstock.testkit.kafka.PluginPath;
import io.penstock.testkit.kafka.Topics;
import io.penstock.testkit.kafka.WorkerVersion;
import io.penstock.testkit.mqtt.HiveMqBroker;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import io.penstock.testkit.process.Service;
import io.penstock.testkit.s3.S3ProxyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Starts the parts side by side. Ports are chosen beforehand, so that the worker, which waits for Kafka only, can be told where everything will
 * be. Used once, by the main thread.
 */
public final class PipelineStart {

    private static final Duration CONNECTOR_TIMEOUT = Duration.ofSeconds(90);
    private static final long CHECK_MILLIS = 100;
    private static final String REGION = "us-east-1";

    private final Home home;
    private final RunDirectory directory;
    private final Ports ports;
    private final Progress progress;
    private final Services services = new Services();
    private final ExecutorService executor = Executors.newCachedThreadPool(runnable -> {
        Thread thread = new Thread(runnable, "quickstart-start");
        thread.setDaemon(true);
        return thread;
    });

    private PipelineStart(Home home, RunDirectory directory, Ports ports, Progress progress) {
        this.home = home;
        this.directory = directory;
        this.ports = ports;
        this.progress = progress;
    }

    /**
     * Starts everything and waits until the connectors run.
     *
     * @param ports free ones
     * @param cancelled asked now and then; true ends the start, and what has been started
     * @throws PipelineException if a part does not start, naming it and its log; nothing runs then
     */
    public static Pipeline start(
            Home home, RunDirectory directory, Ports ports, Progress progress, BooleanSupplier cancelled)
            throws PipelineException {
        PipelineStart start = new PipelineStart(home, directory, ports, progress);
        try {
            return await(start.everything(), cancelled);
        } catch (PipelineException e) {
            start.executor.shutdownNow();
            start.services.end(directory.kept());
            throw e;
        } finally {
            start.executor.shutdown();
        }
    }

    private CompletableFuture<Pipeline> everything() throws PipelineException {
        List<ConnectorExample> connectors = connectors();
        CompletableFuture<Path> plugins = async(() -> PluginPath.unpack(directory.part("plugins"), home.pluginZips()));
        CompletableFuture<HiveMqBroker> mqtt = service(
                "MQTT broker", HiveMqBroker::uri, () -> HiveMqBroker.start(directory.part("mqtt"), ports.mqtt()));
        CompletableFuture<EmbeddedPostgresServer> postgresql = service(
                "PostgreSQL",
                EmbeddedPostgresServer::jdbcUrl,
                () -> EmbeddedPostgresServer.start(directory.part("postgresql"), ports.postgresql()));
        CompletableFuture<S3ProxyServer> s3 = service("S3 store", S3ProxyServer::endpoint, this::s3);
        CompletableFuture<KafkaBroker> kafka = service("Kafka broker", KafkaBroker::bootstrapServers, this::kafka);
        CompletableFuture<ConnectWorker> worker = kafka.thenCombine(plugins, Started::new)
                .thenApplyAsync(started -> worker(started.kafka(), started.plugins()), executor);
        return CompletableFuture.allOf(mqtt, postgresql, s3, worker)
                .thenApplyAsync(
                        done -> {
                            connectors.forEach(connector -> create(worker.join(), connector));
                            return new Pipeline(
                                    mqtt.join(),
                                    kafka.join(),
                                    worker.join(),
                                    postgresql.join(),
                                    s3.join(),
                                    connectors
                                            .get(ConnectorFiles.ALL.indexOf(ConnectorFiles.S3_SINK))
                                            .property("topics.dir"),
                                    connectors.stream()
                                            .map(ConnectorExample::name)
                                            .toList(),
                                    services,
                                    directory.kept());
                        },
                        executor);
    }

    private List<ConnectorExample> connectors() throws PipelineException {
        try {
            home.pluginZips();
            List<ConnectorExample> connectors = new ArrayList<>();
            for (String file : ConnectorFiles.ALL) {
                connectors.add(home.connector(file));
            }
            return connectors;
        } catch (IOException e) {
            throw new PipelineException(String.valueOf(e.getMessage()), e);
        }
    }

    private S3ProxyServer s3() {
        S3ProxyServer server = S3ProxyServer.start(directory.part("s3"), ports.s3());
        server.createBucket(Pipeline.BUCKET);
        return server;
    }

    private KafkaBroker kafka() {
        KafkaBroker broker = KafkaBroker.start(directory.part("kafka"));
        Topics.create(broker.bootstrapServers(), Pipeline.TOPIC, Pipeline.PARTITIONS);
        Pipeline.DEAD_LETTER_TOPICS.forEach(topic -> Topics.create(broker.bootstrapServers(), topic, 1));
        return broker;
    }

    private ConnectWorker worker(KafkaBroker kafka, Path plugins) {
        long began = System.nanoTime();
        Map<String, String> properties = workerProperties();
        ConnectWorker worker = services.add(ConnectWorker.start(
                WorkerVersion.V4_3_1,
                new ConnectWorker.Options(
                                kafka.bootstrapServers(),
                                properties.getOrDefault("group.id", "penstock"),
                                plugins,
                                directory.part("connect"),
                                properties)
                        .withEnvironment(environment())));
        ready("Connect worker, 3 plugins", began, worker.restUrl().toString());
        return worker;
    }

    /** The example's, but for what depends on the machine. */
    private Map<String, String> workerProperties() {
        try {
            Map<String, String> properties = new TreeMap<>(home.workerProperties());
            properties.keySet().removeAll(List.of("bootstrap.servers", "listeners", "plugin.path"));
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the worker's properties", e);
        }
    }

    private Map<String, String> environment() {
        return Map.of(
                ConnectorFiles.MQTT_URI,
                "tcp://127.0.0.1:" + ports.mqtt(),
                ConnectorFiles.JDBC_URL,
                "jdbc:postgresql://127.0.0.1:" + ports.postgresql() + "/postgres",
                ConnectorFiles.JDBC_USER,
                "postgres",
                ConnectorFiles.JDBC_PASSWORD,
                "postgres",
                ConnectorFiles.S3_URL,
                "http://127.0.0.1:" + ports.s3(),
                ConnectorFiles.S3_BUCKET,
                Pipeline.BUCKET,
                ConnectorFiles.S3_REGION,
                REGION,
                ConnectorFiles.S3_ACCESS_KEY_ID,
                "penstock-access",
                ConnectorFiles.S3_SECRET_ACCESS_KEY,
                "penstock-secret");
    }

    private void create(ConnectWorker worker, ConnectorExample connector) {
        long began = System.nanoTime();
        ConnectRest rest = worker.rest();
        rest.put(connector.name(), connector.config());
        try {
            rest.awaitRunning(connector.name(), CONNECTOR_TIMEOUT);
        } catch (AssertionError e) {
            // The kit speaks to tests; a user wants the reason without the traces.
            throw new IllegalStateException(
                    "connector " + connector.name() + " does not run: "
                            + ConnectorState.reason(rest.status(connector.name())) + "; log: " + worker.logFile(),
                    e);
        }
        ready("connector", began, connector.name());
    }

    private <S extends Service> CompletableFuture<S> service(
            String part, Function<S, Object> where, Callable<S> starter) {
        long began = System.nanoTime();
        return async(() -> {
            S service = services.add(starter.call());
            ready(part, began, where.apply(service).toString());
            return service;
        });
    }

    private <T> CompletableFuture<T> async(Callable<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.call();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }

    private void ready(String part, long began, String where) {
        progress.ready(part, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), where);
    }

    private static Pipeline await(CompletableFuture<Pipeline> pipeline, BooleanSupplier cancelled)
            throws PipelineException {
        try {
            while (!pipeline.isDone() && !cancelled.getAsBoolean()) {
                TimeUnit.MILLISECONDS.sleep(CHECK_MILLIS);
            }
            if (pipeline.isDone()) {
                return pipeline.get();
            }
        } catch (ExecutionException e) {
            throw new PipelineException(line(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipelineException("interrupted while starting", e);
        }
        throw new PipelineException("stopped while starting");
    }

    /** The first line of the first cause that says something; the kit's messages go on with the end of a log. */
    private static String line(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        String first = message.lines().findFirst().orElse(message);
        return first.endsWith(" ends:") ? first.substring(0, first.length() - " ends:".length()) : first;
    }

    private record Started(KafkaBroker kafka, Path plugins) {}
}
