package io.penstock.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.chaos.cluster.Names;
import io.penstock.chaos.load.Load;
import io.penstock.chaos.load.Message;
import io.penstock.chaos.load.MessageFactory;
import io.penstock.chaos.load.MessageKind;
import io.penstock.chaos.load.Pace;
import io.penstock.chaos.load.Receipts;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Topology;
import io.penstock.testkit.junit.ServiceExtension;
import io.penstock.testkit.kafka.KafkaBroker;
import io.penstock.testkit.kafka.TopicReader;
import io.penstock.testkit.kafka.Topics;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import io.penstock.testkit.s3.S3ProxyServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** The checker on real services, with targets that this test itself fills as the docs say that the sinks do: no connector is there. */
class CheckerIT {

    @RegisterExtension
    static final ServiceExtension<KafkaBroker> KAFKA = ServiceExtension.kafka();

    @RegisterExtension
    static final ServiceExtension<EmbeddedPostgresServer> POSTGRES = ServiceExtension.postgres();

    @RegisterExtension
    static final ServiceExtension<S3ProxyServer> STORE = ServiceExtension.s3();

    private static final String TOPIC = "chaos";
    private static final int PARTITIONS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy/MM/dd/HH/mm/ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final MessageFactory factory = new MessageFactory(3);
    private final String kafka = KAFKA.get().bootstrapServers();

    @Test
    @Timeout(300)
    void soundTargetsPassAndDamagedOnesDoNot() throws Exception {
        Topics.create(kafka, TOPIC, PARTITIONS);
        Receipts receipts = produce();
        abortATransaction();
        List<ConsumerRecord<byte[], byte[]>> log = TopicReader.readAll(kafka, TOPIC);
        assertThat(log).extracting(record -> message(record).kind()).contains(MessageKind.values());
        try (Connection database = database();
                S3Client store = store();
                Checker checker = new Checker(targets(), factory)) {
            fillTables(database, log);
            fillBuckets(store, log);
            fillDeadLetters(log);

            assertThat(checker.drained(receipts)).isFalse();
            commitGroups(log.stream().filter(record -> record.partition() > 0).toList());
            assertThat(checker.lag(receipts))
                    .containsOnlyKeys(
                            Topology.INSERT_SINK,
                            Topology.UPSERT_SINK,
                            Topology.PLAIN_SINK,
                            Topology.TIMED_SINK,
                            Topology.FIELD_SINK);
            commitGroups(log);
            assertThat(checker.drained(receipts)).isTrue();

            List<Hop> sound = checker.check(receipts, connector -> 0, id -> 1);
            assertThat(sound)
                    .extracting(Hop::name)
                    .containsExactly(
                            "mqtt-qos1 → kafka",
                            "mqtt-qos2 → kafka",
                            "kafka → jdbc-insert",
                            "kafka → jdbc-upsert",
                            "kafka → s3-plain",
                            "kafka → s3-timed",
                            "kafka → s3-field");
            assertThat(sound).allSatisfy(hop -> {
                assertThat(hop.breaches()).as(hop.name()).isEmpty();
                assertThat(hop.stored()).isPositive();
                assertThat(hop.outOfOrder()).isZero();
            });
            assertThat(sound).filteredOn(hop -> hop.deadLettersDue() > 0).hasSize(5);
            assertThat(sound.get(5).notes()).anyMatch(note -> note.matches("\\d+ came in parts: .*"));
            assertThat(sound.get(4).notes()).noneMatch(note -> note.contains("in parts"));
            assertThat(sound.get(4).hadFilesTogether()).isFalse();
            assertThat(sound.get(6).hadFilesTogether()).isTrue();

            damage(database, store);

            Map<String, Hop> damaged = checker.check(receipts, connector -> 0, id -> 1).stream()
                    .collect(Collectors.toMap(Hop::name, hop -> hop));
            assertThat(damaged.get("kafka → jdbc-insert")).returns(1L, Hop::altered);
            assertThat(damaged.get("kafka → jdbc-upsert"))
                    .returns(1L, Hop::missing)
                    .returns(1L, Hop::twice)
                    .returns(3L, Hop::outOfOrder)
                    .satisfies(hop -> assertThat(hop.breaches())
                            .anyMatch(breach -> breach.contains("p2/k6"))
                            .anyMatch(
                                    breach -> breach.startsWith("3 written back to an older record, or again: p1/k3")));
            assertThat(damaged.get("kafka → s3-plain"))
                    .returns(1L, Hop::uploadsLeftOver)
                    .satisfies(hop -> assertThat(hop.breaches()).hasSize(1));
            assertThat(damaged.get("kafka → s3-timed"))
                    .satisfies(hop -> assertThat(hop.breaches()).anyMatch(breach -> breach.contains("damaged")));
        }
    }

    private Receipts produce() throws InterruptedException {
        try (Load load = Load.overKafka(factory, kafka, TOPIC, new Pace(1_000, 500))) {
            load.start();
            // Each publisher has had one poison by then, and all together each kind.
            await().atMost(PATIENCE)
                    .until(() -> load.sent().size() == MessageFactory.PUBLISHERS
                            && load.sent().values().stream().allMatch(count -> count > 1_000));
            load.stop();
            assertThat(load.awaitAcknowledged(PATIENCE)).isTrue();
            return load.receipts();
        }
    }

    /** Of which nothing is seen but that each partition is longer: no sink ever commits so far. */
    private void abortATransaction() {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "transactional.id", "checker"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                var unused = producer.send(new ProducerRecord<>(TOPIC, partition, null, new byte[] {1}));
            }
            producer.flush();
            producer.abortTransaction();
        }
    }

    private void fillTables(Connection database, List<ConsumerRecord<byte[], byte[]>> log) throws SQLException {
        try (Statement statement = database.createStatement()) {
            for (String table : Names.TABLES) {
                statement.execute(table);
            }
        }
        String fields =
                "SELECT (j->>'publisher')::integer, (j->>'sequence')::bigint, j->>'key', (j->>'speed')::double precision,"
                        + " j->>'digest', j->>'padding', ?, ?";
        Map<String, ConsumerRecord<byte[], byte[]>> last = new TreeMap<>();
        try (PreparedStatement insert = database.prepareStatement(
                "INSERT INTO inserted " + fields + " FROM (SELECT ?::jsonb AS j) AS message")) {
            for (ConsumerRecord<byte[], byte[]> record : log) {
                Message message = message(record);
                switch (message.kind()) {
                    case GOOD, LIST_FOR_ZONE -> {
                        bind(insert, record);
                        insert.addBatch();
                        last.put(message.key(), record);
                    }
                    case TOMBSTONE -> last.remove(message.key());
                    case MALFORMED, TEXT_FOR_NUMBER -> {}
                }
            }
            insert.executeBatch();
        }
        try (PreparedStatement upsert = database.prepareStatement("INSERT INTO upserted SELECT j->>'key', "
                + fields.substring("SELECT ".length()) + " FROM (SELECT ?::jsonb AS j) AS message")) {
            for (ConsumerRecord<byte[], byte[]> record : last.values()) {
                bind(upsert, record);
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, ConsumerRecord<byte[], byte[]> record) throws SQLException {
        statement.setInt(1, record.partition());
        statement.setLong(2, record.offset());
        statement.setString(3, text(record.value()));
    }

    private void fillBuckets(S3Client store, List<ConsumerRecord<byte[], byte[]>> log) throws IOException {
        Profile.S3.sinks().stream().map(Topology::bucketOf).forEach(STORE.get()::createBucket);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int number = partition;
            List<ConsumerRecord<byte[], byte[]>> records = log.stream()
                    .filter(record -> record.partition() == number)
                    .filter(record -> stores(message(record).kind()))
                    .toList();
            int half = records.size() / 2;
            putPlain(store, records.subList(0, half));
            putPlain(store, records.subList(half, records.size()));
            records.stream()
                    .collect(Collectors.groupingBy(record -> record.timestamp() / 30_000))
                    .values()
                    .forEach(span -> putTimed(store, span));
            Map<String, List<ConsumerRecord<byte[], byte[]>>> zones = records.stream()
                    .filter(record -> message(record).kind() != MessageKind.LIST_FOR_ZONE)
                    .collect(Collectors.groupingBy(record -> zone(text(record.value()))));
            for (Map.Entry<String, List<ConsumerRecord<byte[], byte[]>>> zone : zones.entrySet()) {
                put(store, "chaos-field", "zone=" + zone.getKey(), zone.getValue());
            }
        }
        store.putObject(
                request -> request.bucket("chaos-plain").key("_penstock/s3-plain/chaos/0/1"),
                RequestBody.fromString("a commit record"));
    }

    /** As the sink's docs write it in a path. */
    private static String zone(String payload) {
        if (payload.contains("\"zone\":\"north\"")) {
            return "north";
        }
        if (payload.contains("\"zone\":\"a/b c\"")) {
            return "a%2Fb%20c";
        }
        if (payload.contains("\"zone\":\"\\u00c5land\"")) {
            return "%C3%85land";
        }
        return payload.contains("\"zone\":\"__") ? "%5F_HIVE_DEFAULT_PARTITION__" : "__HIVE_DEFAULT_PARTITION__";
    }

    private static void putPlain(S3Client store, List<ConsumerRecord<byte[], byte[]>> records) throws IOException {
        if (!records.isEmpty()) {
            put(store, "chaos-plain", "partition=" + records.get(0).partition(), records);
        }
    }

    private static void put(S3Client store, String bucket, String path, List<ConsumerRecord<byte[], byte[]>> records)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(lines(records).getBytes(StandardCharsets.UTF_8));
        }
        store.putObject(
                request -> request.bucket(bucket).key(key(path, records) + ".jsonl.gz"),
                RequestBody.fromBytes(bytes.toByteArray()));
    }

    private static void putTimed(S3Client store, List<ConsumerRecord<byte[], byte[]>> records) {
        long begin = records.get(0).timestamp() / 30_000 * 30_000;
        putInOnePart(store, key(SECOND.format(Instant.ofEpochMilli(begin)), records) + ".jsonl", lines(records));
    }

    private static String key(String path, List<ConsumerRecord<byte[], byte[]>> records) {
        ConsumerRecord<byte[], byte[]> first = records.get(0);
        return String.format(Locale.ROOT, "topics/chaos/%s/chaos-%d-%020d", path, first.partition(), first.offset());
    }

    private static String lines(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> text(record.value()).replaceFirst("}$", "") + ",\"kafka_partition\":"
                        + record.partition() + ",\"kafka_offset\":" + record.offset() + "}\n")
                .collect(Collectors.joining());
    }

    private static void putInOnePart(S3Client store, String key, String lines) {
        String upload = store.createMultipartUpload(
                        request -> request.bucket("chaos-timed").key(key))
                .uploadId();
        String tag = store.uploadPart(
                        request -> request.bucket("chaos-timed")
                                .key(key)
                                .uploadId(upload)
                                .partNumber(1),
                        RequestBody.fromString(lines))
                .eTag();
        var unused = store.completeMultipartUpload(request -> request.bucket("chaos-timed")
                .key(key)
                .uploadId(upload)
                .multipartUpload(parts -> parts.parts(
                        CompletedPart.builder().partNumber(1).eTag(tag).build())));
    }

    private void fillDeadLetters(List<ConsumerRecord<byte[], byte[]>> log)
            throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Sink sink : List.of(Sink.INSERT, Sink.UPSERT, Sink.PLAIN, Sink.TIMED, Sink.FIELD)) {
                for (ConsumerRecord<byte[], byte[]> record : log) {
                    if (sink.poison().contains(message(record).kind())) {
                        ProducerRecord<byte[], byte[]> letter =
                                new ProducerRecord<>(sink.deadLetterTopic(), record.key(), record.value());
                        record.headers().forEach(letter.headers()::add);
                        header(letter, "topic", TOPIC);
                        header(letter, "partition", Integer.toString(record.partition()));
                        header(letter, "offset", Long.toString(record.offset()));
                        header(letter, "stage", "TASK_PUT");
                        header(letter, "exception.message", "PEN-332 does not fit");
                        producer.send(letter).get();
                    }
                }
            }
        }
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add("__connect.errors." + name, value.getBytes(StandardCharsets.UTF_8));
    }

    private void commitGroups(Collection<ConsumerRecord<byte[], byte[]>> log)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> ends = log.stream()
                .collect(Collectors.toMap(
                        record -> new TopicPartition(record.topic(), record.partition()),
                        record -> new OffsetAndMetadata(record.offset() + 1),
                        (one, other) -> one.offset() > other.offset() ? one : other));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            for (Sink sink : List.of(Sink.INSERT, Sink.UPSERT, Sink.PLAIN, Sink.TIMED, Sink.FIELD)) {
                admin.alterConsumerGroupOffsets("connect-" + sink.connector(), ends)
                        .all()
                        .get();
            }
        }
    }

    private static void damage(Connection database, S3Client store) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("UPDATE inserted SET padding = padding || 'x' WHERE arrival = 5");
            statement.execute("UPDATE upserted SET id = 'p9/k9' WHERE id = 'p0/k5'");
            // Back and forth again: the last state shows nothing.
            statement.execute("UPDATE upserted SET kafka_offset = kafka_offset - 1 WHERE id = 'p1/k3'");
            statement.execute("UPDATE upserted SET kafka_offset = kafka_offset + 1 WHERE id = 'p1/k3'");
            // The same again, in a row that was deleted in between.
            statement.execute("CREATE TEMP TABLE copy AS SELECT * FROM upserted WHERE id = 'p2/k6'");
            statement.execute("DELETE FROM upserted WHERE id = 'p2/k6'");
            statement.execute("INSERT INTO upserted SELECT * FROM copy");
        }
        String upload = store.createMultipartUpload(
                        request -> request.bucket("chaos-plain").key("topics/chaos/9-9.gz"))
                .uploadId();
        store.uploadPart(
                request -> request.bucket("chaos-plain")
                        .key("topics/chaos/9-9.gz")
                        .uploadId(upload)
                        .partNumber(1),
                RequestBody.fromBytes(new byte[5 << 20]));
        store.putObject(
                request -> request.bucket("chaos-timed").key("topics/2026/01/01/00/00/half"),
                RequestBody.fromString("{\"publisher\":"));
    }

    private static boolean stores(MessageKind kind) {
        return kind == MessageKind.GOOD || kind == MessageKind.TEXT_FOR_NUMBER || kind == MessageKind.LIST_FOR_ZONE;
    }

    private Message message(ConsumerRecord<byte[], byte[]> record) {
        return factory.message(KafkaReader.id(record).orElseThrow());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Connection database() throws SQLException {
        POSTGRES.get().createDatabase("chaos");
        return POSTGRES.get().connect("chaos");
    }

    private static S3Client store() {
        return S3Client.builder()
                .endpointOverride(STORE.get().endpoint())
                .region(Region.of(STORE.get().region()))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        STORE.get().accessKey(), STORE.get().secretKey())))
                .build();
    }

    private Targets targets() {
        // No profile has both targets without the MQTT hop.
        return new Targets(
                new Topology(Profile.ALL, 1, 2),
                kafka,
                Optional.of(new Targets.Sql(
                        POSTGRES.get().jdbcUrl("chaos"),
                        POSTGRES.get().user(),
                        POSTGRES.get().password())),
                Optional.of(new Targets.Store(
                        STORE.get().endpoint(),
                        STORE.get().region(),
                        STORE.get().accessKey(),
                        STORE.get().secretKey())));
    }
}
