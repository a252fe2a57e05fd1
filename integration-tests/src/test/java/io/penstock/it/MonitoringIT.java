package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.penstock.testkit.fault.TcpProxy;
import io.penstock.testkit.kafka.ConnectWorker;
import io.penstock.testkit.kafka.KafkaBroker;
import io.penstock.testkit.kafka.WorkerVersion;
import io.penstock.testkit.process.FreePorts;
import io.penstock.testkit.process.RuntimeClasspath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code config-examples/monitoring} on a worker: Prometheus scrapes the exporter in it, each query of the dashboard and of the rules finds
 * something, and the alerts fire when what they tell of is done to the connectors. Changed in the rules are durations, and the numbers that go
 * by the size of a buffer. The worker and its Kafka, which is frozen here, are this test's own.
 */
@EnabledIf(value = "installed", disabledReason = "prometheus is not installed (Debian: apt-get install prometheus)")
@ExtendWith(SharedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MonitoringIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path FILES = Path.of("..", "config-examples", "monitoring");
    private static final Path REFERENCE = Path.of("..", "docs", "reference");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of the alerts' windows in this test: some scrapes also of a machine that is so slow that most take too long. */
    private static final String WINDOW = "[20s]";

    private static final Pattern DECLARED = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\| (counter|gauge) \\|");
    private static final Pattern OPERATOR = Pattern.compile("\\s+(?:and|or|==|>=|<=|>|<)\\s+");

    private final List<AutoCloseable> closing = new ArrayList<>();
    private Services services;
    private KafkaBroker broker;
    private KafkaLog kafka;
    private ConnectWorker worker;
    private PrometheusServer prometheus;
    private Path rules;

    private Pipeline main;
    private Pipeline slow;
    private Pipeline late;
    private Pipeline broken;
    private Pipeline lost;
    private TcpProxy databaseProxy;
    private TcpProxy storeProxy;
    private TcpProxy mqttProxy;
    private TcpProxy lateProxy;
    private Database database;
    private Mqtt5BlockingClient publisher;
    /** When nothing fired yet. */
    private long quietAt;

    static boolean installed() {
        return Stream.of("prometheus", "promtool")
                .allMatch(program -> PrometheusServer.installed(program).isPresent());
    }

    @BeforeAll
    void startAWorkerThatIsWatched(Services shared) throws Exception {
        services = shared;
        Path directory = services.directory().resolve("monitoring");
        broker = closed(KafkaBroker.start(directory.resolve("kafka")));
        kafka = closed(new KafkaLog(broker.bootstrapServers()));
        int port = FreePorts.next();
        String exporter = RuntimeClasspath.of("jmx-exporter").jars().get(0) + "=127.0.0.1:" + port + ":"
                + FILES.resolve("jmx-exporter.yaml").toAbsolutePath().normalize();
        worker = closed(ConnectWorker.launch(
                WorkerVersion.V4_3_1,
                new ConnectWorker.Options(
                                broker.bootstrapServers(),
                                "monitoring",
                                services.plugins(),
                                directory.resolve("worker"))
                        .withJvmArgs("-javaagent:" + exporter)));
        rules = directory.resolve("alerts.yaml");
        Files.writeString(rules, quick(Files.readString(FILES.resolve("alerts.yaml"))));
        prometheus = closed(PrometheusServer.start(
                PrometheusServer.installed("prometheus").orElseThrow(), directory.resolve("prometheus"), port, rules));
        worker.awaitReady();
        startConnectors();
    }

    /** With short durations; and with a full buffer where there is little in it. */
    private static String quick(String rules) {
        return rules.replaceAll("(?m)^( +for:) .*$", "$1 2s")
                .replaceAll("(min_over_time\\(\\w+)\\[\\d+m]", "$1[8s]")
                .replaceAll("\\[\\d+m]", WINDOW)
                .replace("[1h]", "[5m]")
                .replace("> 60000", "> 3000")
                .replace("> 26843545", "> 5000")
                .replace("> 16000", "> 40");
    }

    private void startConnectors() throws Exception {
        int databasePort = services.postgres().port();
        int storePort = services.store().port();
        databaseProxy = closed(TcpProxy.to(databasePort));
        storeProxy = closed(TcpProxy.to(storePort));
        mqttProxy = closed(TcpProxy.to(services.mqtt().port()));
        lateProxy = closed(TcpProxy.to(databasePort));
        database = closed(Database.create(services.postgres(), "monitoring"));
        database.execute(Pipeline.CREATE_TABLE);
        main = services.pipeline("watched", databaseProxy.port(), "monitoring", storeProxy.port());
        slow = services.pipeline("watched-slow", databasePort, "monitoring", storePort);
        late = services.pipeline("watched-late", lateProxy.port(), "monitoring", storePort);
        broken = services.pipeline("watched-broken", databasePort, "monitoring", storePort);
        lost = services.pipeline("watched-lost", databasePort, "monitoring", storePort);
        services.store().createBucket(main.bucket());
        Stream.of(main, slow, late, broken, lost).forEach(pipeline -> kafka.createTopic(pipeline.topic(), 1));
        kafka.createTopic(lost.databaseDeadLetters(), 1, Map.of("max.message.bytes", "1"));

        Map<String, String> source = source(main);
        source.put("mqtt.uris", "tcp://" + mqttProxy.address());
        put(main.sourceName(), source);
        put(main.databaseSinkName(), main.databaseSink());
        put(main.storeSinkName(), main.storeSink());
        Map<String, String> flushedAtCommits = main.databaseSink();
        flushedAtCommits.put("flush.interval.ms", "3600000");
        put("watched-commits", flushedAtCommits);
        Map<String, String> json = source(slow);
        json.put("value.format", "json");
        json.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        json.put("value.converter.schemas.enable", "false");
        json.put("errors.parse", "dlq");
        json.put("errors.parse.dlq.topic", slow.topic() + "-malformed");
        json.put("mqtt.buffer.max.messages", "50");
        json.put("mqtt.qos0.overflow", "drop_oldest");
        put(slow.sourceName(), json);
        put(late.databaseSinkName(), late.databaseSink());
        Map<String, String> withoutQueue = broken.databaseSink();
        withoutQueue.keySet().removeIf(key -> key.startsWith("errors."));
        put(broken.databaseSinkName(), withoutQueue);
        put(lost.databaseSinkName(), lost.databaseSink());

        publisher = Mqtt5Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(services.mqtt().port())
                .buildBlocking();
        publisher.connect();
        closing.add(publisher::disconnect);
        for (Pipeline pipeline : List.of(main, slow)) {
            await("filters of " + pipeline.sourceName())
                    .atMost(PATIENCE)
                    .until(() -> shows("penstock_subscribed{connector=\"" + pipeline.sourceName() + "\"} == 1"));
        }
        for (int id = 0; id < 100; id++) {
            publish(
                    Message.number(id).topic(main.mqttRoot()),
                    Message.number(id).payload(),
                    MqttQos.AT_LEAST_ONCE);
        }
        await("rows and files")
                .atMost(PATIENCE)
                .until(() -> shows("penstock_rows_written_total{connector=\"" + main.databaseSinkName() + "\"} >= 100")
                        && shows("penstock_objects_written_total{connector=\"" + main.storeSinkName() + "\"} > 0"));
        await("nothing fires")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(prometheus.firing()).isEmpty());
        quietAt = System.nanoTime();
    }

    private static Map<String, String> source(Pipeline pipeline) {
        Map<String, String> config = pipeline.source();
        config.put("producer.override.linger.ms", "0");
        config.put("retry.backoff.max.ms", "200");
        return config;
    }

    private void put(String name, Map<String, String> config) {
        config.replace("tasks.max", "1");
        worker.rest().put(name, config);
    }

    private <T extends AutoCloseable> T closed(T resource) {
        closing.add(resource);
        return resource;
    }

    @AfterAll
    void close() throws Exception {
        for (int i = closing.size() - 1; i >= 0; i--) {
            closing.get(i).close();
        }
    }

    private boolean shows(String expression) {
        return !prometheus.query(expression).isEmpty();
    }

    private void publish(String topic, byte[] payload, MqttQos qos) {
        publisher.publishWith().topic(topic).qos(qos).payload(payload).send();
    }

    private void write(Pipeline pipeline, int... ids) {
        kafka.write(
                pipeline.topic(),
                1,
                IntStream.of(ids).mapToObj(id -> Message.number(id).payload()).toList());
    }

    @Test
    @Order(1)
    void promtoolFindsNoFaultInTheRules() throws Exception {
        for (Path file : List.of(FILES.resolve("alerts.yaml"), rules)) {
            Process promtool = new ProcessBuilder(
                            PrometheusServer.installed("promtool").orElseThrow().toString(),
                            "check",
                            "rules",
                            "--lint=all",
                            "--lint-fatal",
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(promtool.waitFor()).as(said).isZero();
        }
    }

    @Test
    @Order(1)
    void everyMetricOfEachConnectorIsThere() throws IOException {
        Map<String, String> connectors = Map.of(
                "mqtt-source.md", main.sourceName(),
                "jdbc-sink.md", main.databaseSinkName(),
                "s3-sink.md", main.storeSinkName());
        List<String> missing = new ArrayList<>();
        int declared = 0;
        for (Map.Entry<String, String> connector : connectors.entrySet()) {
            Matcher metric = DECLARED.matcher(Files.readString(REFERENCE.resolve(connector.getKey())));
            while (metric.find()) {
                declared++;
                String series = "penstock_" + metric.group(1).replace('-', '_')
                        + (metric.group(2).equals("counter") ? "_total" : "") + "{connector=\"" + connector.getValue()
                        + "\",task=\"0\"}";
                if (!shows(series)) {
                    missing.add(series);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(declared).isGreaterThan(35);
    }

    @Test
    @Order(1)
    void everyQueryOfTheDashboardFindsSomething() throws IOException {
        JsonNode dashboard = JSON.readTree(FILES.resolve("dashboard.json").toFile());
        List<String> queries = new ArrayList<>();
        for (JsonNode panel : dashboard.required("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(target.required("expr").textValue());
            }
        }
        assertThat(queries)
                .hasSizeGreaterThan(20)
                .allSatisfy(query -> assertThat(
                                shows(query.replace("$connector", ".+").replace("$__rate_interval", "10s")))
                        .as(query)
                        .isTrue());
    }

    /** Whatever is compared is there. */
    @Test
    @Order(1)
    void everyExpressionOfTheRulesFindsSomething() throws IOException {
        List<String> compared = Files.readAllLines(rules).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("expr: "))
                .flatMap(line -> OPERATOR.splitAsStream(line.substring("expr: ".length())))
                .filter(operand -> !operand.matches("[0-9.]+"))
                .distinct()
                .toList();
        assertThat(compared)
                .hasSizeGreaterThan(20)
                .allSatisfy(expression ->
                        assertThat(shows(expression)).as(expression).isTrue());
    }

    @Test
    @Order(2)
    void alertsFireWhenWhatTheyTellOfIsDone() throws Exception {
        // When: bad records, and services that are slow, away, or odd.
        lateProxy.delay(Duration.ofMillis(300));
        write(late, IntStream.range(0, 20_000).map(i -> i % 500).toArray());
        write(broken, 1_001);
        write(lost, 501);
        write(main, 501, 1_001, 1_501);
        startAtOddBroker("watched-odd", OddBroker.Answer.TOPIC_WITHOUT_UTF_8, OddBroker.Answer.TOPIC_WITHOUT_UTF_8);
        startAtOddBroker("watched-barred", OddBroker.Answer.TAKES_AND_LEAVES, OddBroker.Answer.NOT_AUTHORIZED);
        TcpProxy muteProxy = closed(TcpProxy.to(services.mqtt().port()));
        muteProxy.holdResponsesAfterRequestContaining("city/watched-mute/#");
        Map<String, String> toMute = source(slow);
        toMute.put("mqtt.topics", "city/watched-mute/#");
        toMute.put("mqtt.uris", "tcp://" + muteProxy.address());
        put("watched-mute", toMute);
        Map<String, String> narrow = source(slow);
        narrow.put("mqtt.topics", "city/watched-narrow/#");
        narrow.put("mqtt.receive.maximum", "10");
        narrow.put("producer.override.linger.ms", "250");
        put("watched-narrow", narrow);
        awaitFired(
                "PenstockDeadLetters " + main.databaseSinkName(),
                "PenstockDeadLetters " + main.storeSinkName(),
                "PenstockRecordsUnreadable " + main.databaseSinkName(),
                "PenstockRecordsUnreadable " + main.storeSinkName());
        await("filters").atMost(PATIENCE).until(() -> shows("penstock_subscribed{connector=\"watched-narrow\"} == 1"));
        try (MqttPublisher flood = MqttPublisher.connect(services.mqtt().uri(), "watched-flood")) {
            for (int i = 0; i < 1_500; i++) {
                flood.publish("city/watched-narrow/x", "{}".getBytes(StandardCharsets.UTF_8), i);
            }
            databaseProxy.refuse();
            storeProxy.refuse();
            mqttProxy.refuse();
            write(main, IntStream.range(0, 400).toArray());

            // Then
            awaitFired(
                    "PenstockTaskFailed " + broken.databaseSinkName(),
                    "PenstockOffsetsNotCommitted watched-commits",
                    "PenstockLag " + late.databaseSinkName(),
                    "PenstockDatabaseAway " + main.databaseSinkName(),
                    "PenstockRowsWait " + main.databaseSinkName(),
                    "PenstockStoreAway " + main.storeSinkName(),
                    "PenstockFilesWait " + main.storeSinkName(),
                    "PenstockBufferFull " + main.databaseSinkName(),
                    "PenstockBufferFull " + main.storeSinkName(),
                    "PenstockDeadLettersLost " + lost.databaseSinkName(),
                    "PenstockMqttDisconnected " + main.sourceName(),
                    "PenstockMqttReconnects " + main.sourceName(),
                    "PenstockMqttLoginRefused watched-barred",
                    "PenstockMqttNotSubscribed watched-mute",
                    "PenstockMqttProtocolFault watched-odd",
                    "PenstockMqttWindowLimited watched-narrow");
        }

        // When: all is well again, but for the session, which the broker has let go meanwhile.
        endSession("penstock-" + main.sourceName() + "-0");
        databaseProxy.heal();
        storeProxy.heal();
        mqttProxy.heal();

        // Then
        awaitFired("PenstockMqttSessionLost " + main.sourceName());
        await("what is mended is quiet")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(prometheus.firing())
                        .doesNotContain(
                                "PenstockDatabaseAway " + main.databaseSinkName(),
                                "PenstockRowsWait " + main.databaseSinkName(),
                                "PenstockStoreAway " + main.storeSinkName(),
                                "PenstockFilesWait " + main.storeSinkName(),
                                "PenstockMqttDisconnected " + main.sourceName()));

        // When
        publish(slow.mqttRoot() + "/x", "no JSON".getBytes(StandardCharsets.UTF_8), MqttQos.AT_LEAST_ONCE);
        awaitFired("PenstockMqttMalformed " + slow.sourceName());
        broker.freeze();
        for (int i = 0; i < 300; i++) {
            publish(slow.mqttRoot() + "/x", "{}".getBytes(StandardCharsets.UTF_8), MqttQos.AT_MOST_ONCE);
        }
        publish(slow.mqttRoot() + "/x", "{}".getBytes(StandardCharsets.UTF_8), MqttQos.AT_LEAST_ONCE);

        // Then
        awaitFired(
                "PenstockMqttUnacknowledged " + slow.sourceName(),
                "PenstockMqttBufferFull " + slow.sourceName(),
                "PenstockMqttQos0Dropped " + slow.sourceName());
        broker.resume();
    }

    private void startAtOddBroker(String name, OddBroker.Answer first, OddBroker.Answer later) throws IOException {
        Map<String, String> config = source(slow);
        config.put("mqtt.uris", closed(OddBroker.start(first, later)).uri());
        put(name, config);
    }

    private void awaitFired(String... alerts) {
        await("alerts")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(prometheus.fired(Duration.ofNanos(System.nanoTime() - quietAt)))
                        .contains(alerts));
    }

    /** Another client takes the session over, and leaves none behind. */
    private void endSession(String clientId) {
        Mqtt5BlockingClient other = Mqtt5Client.builder()
                .identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(services.mqtt().port())
                .buildBlocking();
        other.connectWith().cleanStart(true).sessionExpiryInterval(0).send();
        other.disconnect();
    }
}
