package io.penstock.s3.config;

import io.penstock.common.config.ConfigSpec;
import io.penstock.common.config.DeliveryGuarantee;
import io.penstock.common.config.FrameworkConfig;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.common.offset.WitnessCheck;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.common.template.Template;
import io.penstock.s3.format.Envelope;
import io.penstock.s3.format.FileFormat;
import io.penstock.s3.partition.FileStart;
import io.penstock.s3.partition.FileVocabulary;
import io.penstock.s3.partition.Layout;
import io.penstock.s3.partition.ObjectKey;
import io.penstock.s3.partition.RecordMoment;
import io.penstock.s3.rotate.RecordTime;
import io.penstock.s3.rotate.RotationPolicy;
import io.penstock.s3.rotate.Schedule;
import io.penstock.s3.rotate.SchemaChange;
import io.penstock.s3.store.ObjectOptions;
import io.penstock.s3.store.StoreAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configuration of one S3 sink, parsed once.
 *
 * @param connector the connector's name
 * @param objects how they are stored
 * @param retryLimit the longest outage that is waited out; empty for no bound
 * @param ledgerId names the chain's place in the bucket
 * @param claimConcurrency how many partitions are claimed at a time
 * @param uploadConcurrency how many files of one batch are made visible at a time
 */
public record S3SinkConfig(
        String connector,
        StoreAddress store,
        ObjectOptions objects,
        Files files,
        RotationPolicy rotation,
        NullValues nullValues,
        DeliveryGuarantee guarantee,
        String ledgerId,
        Duration retention,
        WitnessCheck witnessCheck,
        long bufferBytes,
        Optional<Spill> spill,
        int claimConcurrency,
        int uploadConcurrency,
        Optional<Duration> retryLimit,
        Duration backoffInitial,
        Duration backoffMax) {

    /** The most parts that S3 takes for one upload. */

    /** The share of the buffer that a commit record may take, and the most. */
    private static final long INLINE_SHARE = 4;

    private static final long MAX_INLINE_BYTES = 16L * 1024 * 1024;

    private static final String DEFAULT_MAX_POLL_INTERVAL_MS = "300000";

    /** Those that a put may still make when its time is over, and one for all before. */
    private static final long REQUESTS_A_POLL = 4;

    /** Connect's default. */
    private static final String PARSES_HEADERS = "org.apache.kafka.connect.storage.SimpleHeaderConverter";

    /** What messages call the connector. */
    public static final String CONNECTOR = "S3 sink";

    public static final ConfigSpec SPEC = PeerKeys.addTo(ConfigSpec.builder(CONNECTOR)
                    .keys(
                            StoreKeys.BUCKET,
                            StoreKeys.REGION,
                            StoreKeys.STORE_URL,
                            StoreKeys.PATH_STYLE,
                            StoreKeys.CHECKSUM,
                            StoreKeys.REQUEST_TIMEOUT,
                            StoreKeys.RETRY_TIMEOUT,
                            StoreKeys.BACKOFF_INITIAL,
                            StoreKeys.BACKOFF_MAX,
                            CredentialKeys.ACCESS_KEY,
                            CredentialKeys.SECRET_KEY,
                            CredentialKeys.PROFILE,
                            CredentialKeys.TOKEN_FILE,
                            CredentialKeys.PROVIDER,
                            CredentialKeys.ROLES,
                            CredentialKeys.EXTERNAL_IDS,
                            CredentialKeys.SESSION_NAME,
                            CredentialKeys.SESSION_DURATION,
                            CredentialKeys.STS_URL,
                            CreationKeys.STORAGE_CLASS,
                            CreationKeys.ENCRYPTION,
                            CreationKeys.KMS_KEY,
                            CreationKeys.BUCKET_KEY,
                            CreationKeys.ACL,
                            CreationKeys.TAGS,
                            FileKeys.TOPICS_DIR,
                            FileKeys.NAME_TEMPLATE,
                            LayoutKeys.PARTITIONER,
                            LayoutKeys.PATH_FORMAT,
                            LayoutKeys.TIMEZONE,
                            LayoutKeys.LOCALE,
                            LayoutKeys.PARTITION_DURATION,
                            LayoutKeys.TIMESTAMP_EXTRACTOR,
                            LayoutKeys.TIMESTAMP_FIELD,
                            LayoutKeys.TIMESTAMP_UNIT,
                            LayoutKeys.FIELD_NAMES,
                            LayoutKeys.PATH_TEMPLATE,
                            LayoutKeys.NULL_NAME,
                            FormatKeys.FILE_FORMAT,
                            FormatKeys.COMPRESSION,
                            FormatKeys.BYTES_SEPARATOR,
                            FormatKeys.BYTES_EXTENSION,
                            FileKeys.PART_SIZE,
                            FormatKeys.PARQUET_ROW_GROUP,
                            FormatKeys.PARQUET_PAGE,
                            FormatKeys.PARQUET_DICTIONARY,
                            FormatKeys.SCHEMA_CHANGE,
                            FormatKeys.ENVELOPE,
                            FormatKeys.NULL_VALUES,
                            FileKeys.FLUSH_SIZE,
                            FileKeys.FILE_MAX_BYTES,
                            FileKeys.FILE_MAX_AGE,
                            FileKeys.ROTATE_INTERVAL,
                            FileKeys.ROTATE_SCHEDULE,
                            DeliveryKeys.GUARANTEE,
                            DeliveryKeys.LEDGER_ID,
                            DeliveryKeys.RETENTION,
                            DeliveryKeys.WITNESS_CHECK,
                            DeliveryKeys.BUFFER_MEMORY,
                            DeliveryKeys.SPILL_DIR,
                            DeliveryKeys.SPILL_BYTES,
                            DeliveryKeys.CLAIM_CONCURRENCY,
                            DeliveryKeys.UPLOAD_CONCURRENCY))
            .passThrough(CredentialKeys.PROVIDER_PREFIX)
            .build();

    /**
     * What files are called and what they hold.
     *
     * @param layout deals records to files
     * @param schemaChange for formats whose files have one schema
     * @param partSize in bytes: larger files go up in parts
     */
    public record Files(
            String topicsDir,
            Template<FileStart> nameTemplate,
            Layout layout,
            FileFormat format,
            SchemaChange schemaChange,
            long partSize) {}

    /**
     * Where a task may keep what its memory has no room for.
     *
     * @param bytes the most
     */
    public record Spill(Path directory, long bytes) {}

    /**
     * How much of a batch rides in its commit record: the heirs of a partition hold one whole, beside their buffers, and it must
     * be sent within a request's time. What no chain lists has no such bound.
     */
    public long inlineBytes() {
        return switch (guarantee) {
            case EXACTLY_ONCE -> Math.max(files.partSize(), Math.min(bufferBytes / INLINE_SHARE, MAX_INLINE_BYTES));
            case AT_LEAST_ONCE -> Long.MAX_VALUE;
        };
    }

    /** What {@code rotate.interval.ms} goes by, where it is set. */
    public Optional<RecordMoment> rotatesBy() {
        return rotation.recordTime().map(interval -> files.layout().moment());
    }

    /** @throws org.apache.kafka.common.config.ConfigException that lists every fault */
    public static S3SinkConfig parse(Map<String, String> props) {
        Problems problems = new Problems();
        Values values = SPEC.read(props, problems);
        crossCheck(values, problems);
        problems.throwIfAny(CONNECTOR);
        return of(values, FrameworkConfig.connectorName(props));
    }

    /** What can work, and should not be left so; each to be logged at WARN. */
    public List<String> warnings(Map<String, String> props) {
        List<String> warnings = new ArrayList<>();
        // A worker may have set another for all its connectors, which it does not tell.
        String poll = props.getOrDefault("consumer.override.max.poll.interval.ms", DEFAULT_MAX_POLL_INTERVAL_MS)
                .trim();
        long timeout = store.requestTimeout().toMillis();
        if (poll.matches("\\d{1,18}") && timeout > Long.parseLong(poll) / REQUESTS_A_POLL) {
            warnings.add("s3.request.timeout.ms=" + timeout + " is more than a quarter of max.poll.interval.ms=" + poll
                    + ": a store that is silent for three requests in a row costs the task its place in the consumer"
                    + " group. Lower it, or raise consumer.override.max.poll.interval.ms");
        }
        if (files.format().envelope() == Envelope.FULL && !props.containsKey("header.converter")) {
            warnings.add(
                    "envelope=full without header.converter: the worker's own, by default one that parses texts, decides what of"
                            + " headers is archived, and bytes may be lost. For an archive to be restored bit for bit set"
                            + " header.converter=org.apache.kafka.connect.converters.ByteArrayConverter");
        }
        warnOfEarlyFiles(props, warnings);
        warnOfParsedHeaders(props, warnings);
        if (guarantee == DeliveryGuarantee.EXACTLY_ONCE
                && FrameworkConfig.mayRenameTopicsToOne(props)
                && !files.nameTemplate().variables().contains("source.topic")) {
            warnings.add(
                    "a transform renames topics, and file.name.template has no ${source.topic}: where it gives two topics one name,"
                            + " their partitions want the same keys, and the task fails with PEN-411 for good. Set"
                            + " file.name.template=${topics.dir}/${topic}/${partition.path}/${source.topic}-${partition}-${start.offset}${extension}"
                            + " before that");
        }
        return warnings;
    }

    private void warnOfParsedHeaders(Map<String, String> props, List<String> warnings) {
        boolean headersInPaths = files.layout() instanceof Layout.ByTemplate paths
                && paths.template().variables().stream().anyMatch(variable -> variable.startsWith("header."));
        if (headersInPaths
                && props.getOrDefault("header.converter", PARSES_HEADERS).trim().equals(PARSES_HEADERS)) {
            warnings.add("path.template has ${header.…}, and header.converter is "
                    + (props.containsKey("header.converter") ? "" : "the worker's, by default ")
                    + "SimpleHeaderConverter, which parses texts: 0042 becomes 42 and 1.10 becomes 1.1, so that two tenants may share a path. Set"
                    + " header.converter=org.apache.kafka.connect.storage.StringConverter, or with envelope=full"
                    + " org.apache.kafka.connect.converters.ByteArrayConverter, whose bytes are texts in paths");
        }
    }

    /** Other sinks have no age of files: whoever brings an interval of theirs expects one file an interval. */
    private void warnOfEarlyFiles(Map<String, String> props, List<String> warnings) {
        if (props.containsKey(FileKeys.FILE_MAX_AGE.name())) {
            return;
        }
        Optional<Duration> schedule = rotation.schedule().map(Schedule::interval);
        Optional<Duration> longest = Stream.concat(
                        rotation.recordTime().map(RecordTime::interval).stream(), schedule.stream())
                .filter(interval -> interval.compareTo(rotation.maxAge()) > 0)
                .max(Duration::compareTo);
        longest.ifPresent(interval -> warnings.add("files end after file.max.age.ms="
                + rotation.maxAge().toMillis()
                + ", its default, whatever rotate.interval.ms and rotate.schedule.interval.ms say. Set"
                + " file.max.age.ms=" + interval.plus(rotation.maxAge()).toMillis()
                + " or more for a file each interval, or "
                + rotation.maxAge().toMillis() + " if that is meant"));
    }

    private static S3SinkConfig of(Values values, String connector) {
        return new S3SinkConfig(
                connector,
                address(values, connector, values.get(StoreKeys.CHECKSUM)),
                CreationKeys.options(values),
                new Files(
                        values.get(FileKeys.TOPICS_DIR),
                        values.get(FileKeys.NAME_TEMPLATE),
                        LayoutKeys.layout(values),
                        FormatKeys.format(values),
                        values.get(FormatKeys.SCHEMA_CHANGE),
                        FileKeys.partSize(values).orElseThrow()),
                new RotationPolicy(
                        values.get(FileKeys.FLUSH_SIZE),
                        values.get(FileKeys.FILE_MAX_BYTES),
                        values.get(FileKeys.FILE_MAX_AGE),
                        values.find(FileKeys.ROTATE_INTERVAL)
                                .map(interval -> new RecordTime(interval, values.get(LayoutKeys.TIMEZONE))),
                        values.find(FileKeys.ROTATE_SCHEDULE)
                                .map(interval -> new Schedule(interval, values.get(LayoutKeys.TIMEZONE)))),
                FormatKeys.nullValues(values),
                values.get(DeliveryKeys.GUARANTEE),
                values.find(DeliveryKeys.LEDGER_ID).orElse(connector),
                values.get(DeliveryKeys.RETENTION),
                values.get(DeliveryKeys.WITNESS_CHECK),
                values.get(DeliveryKeys.BUFFER_MEMORY),
                values.find(DeliveryKeys.SPILL_DIR)
                        .map(directory -> new Spill(directory, values.get(DeliveryKeys.SPILL_BYTES))),
                values.get(DeliveryKeys.CLAIM_CONCURRENCY),
                values.get(DeliveryKeys.UPLOAD_CONCURRENCY),
                values.find(StoreKeys.RETRY_TIMEOUT),
                values.get(StoreKeys.BACKOFF_INITIAL),
                values.get(StoreKeys.BACKOFF_MAX));
    }

    static StoreAddress address(Values values, String connector) {
        return address(values, connector, Checksum.AUTO);
    }

    private static StoreAddress address(Values values, String connector, Checksum checksum) {
        Optional<URI> endpoint = values.find(StoreKeys.STORE_URL);
        boolean pathStyle = switch (values.get(StoreKeys.PATH_STYLE)) {
            case AUTO -> endpoint.isPresent();
            case TRUE -> true;
            case FALSE -> false;
        };
        boolean checksums = switch (checksum) {
            case AUTO -> endpoint.isEmpty();
            case REQUIRED -> false;
            case CRC32 -> true;
        };
        return new StoreAddress(
                values.get(StoreKeys.BUCKET),
                values.get(StoreKeys.REGION),
                endpoint,
                pathStyle,
                checksums,
                CredentialKeys.credentials(values, connector),
                values.get(StoreKeys.REQUEST_TIMEOUT));
    }

    /** Adds the faults between keys. */
    public static void crossCheck(Values values, Problems problems) {
        StoreKeys.crossCheck(values, problems);
        CredentialKeys.crossCheck(values, problems);
        checkTemplate(values, problems);
        LayoutKeys.crossCheck(values, problems);
        CreationKeys.crossCheck(values, problems);
        FormatKeys.crossCheck(values, problems);
        checkSizes(values, problems);
        DeliveryKeys.checkSpill(values, problems);
        checkBackoff(values, problems);
    }

    static void checkBackoff(Values values, Problems problems) {
        Optional<Duration> initial = values.find(StoreKeys.BACKOFF_INITIAL);
        Optional<Duration> max = values.find(StoreKeys.BACKOFF_MAX);
        if (initial.isPresent() && max.isPresent() && initial.get().compareTo(max.get()) > 0) {
            problems.add(
                    StoreKeys.BACKOFF_MAX.name(),
                    max.get().toMillis() + " is below retry.backoff.initial.ms="
                            + initial.get().toMillis(),
                    "Use at least that.");
        }
    }

    static void checkTemplate(Values values, Problems problems) {
        values.find(FileKeys.NAME_TEMPLATE).ifPresent(template -> {
            if (template.toString().contains("{{")) { // Aiven's key has the same name
                problems.add(
                        FileKeys.NAME_TEMPLATE.name(),
                        "\"" + template + "\" has {{ in it: variables are ${…} here",
                        "Write ${topic}, ${partition} and ${start.offset} for {{topic}}, {{partition}} and {{start_offset}}.");
                return;
            }
            List<String> missing = FileVocabulary.UNIQUE.stream()
                    .filter(variable -> !template.variables().contains(variable))
                    .filter(variable ->
                            !variable.equals("topic") || !template.variables().contains("source.topic"))
                    .map(variable -> "${" + variable + "}")
                    .toList();
            if (!missing.isEmpty()) {
                problems.add(
                        FileKeys.NAME_TEMPLATE.name(),
                        "\"" + template + "\" lacks " + String.join(", ", missing)
                                + ", so that two files could share a key",
                        "Add what is missing.");
            }
            values.find(FileKeys.TOPICS_DIR)
                    .flatMap(directory -> ObjectKey.fault(template.render(sample(directory))))
                    .ifPresent(fault -> problems.add(
                            FileKeys.NAME_TEMPLATE.name(),
                            "\"" + template + "\" with this topics.dir makes a key that cannot be used: " + fault,
                            "Correct one of the two."));
        });
    }

    private static FileStart sample(String topicsDir) {
        return new FileStart(
                topicsDir, "topic", "", new RecordCoordinates("topic", 0, 0), 0, Optional.empty(), 0L, ".jsonl");
    }

    private static void checkSizes(Values values, Problems problems) {
        Optional<Long> part = FileKeys.partSize(values);
        Optional<Long> buffer = values.find(DeliveryKeys.BUFFER_MEMORY);
        if (part.isPresent() && part.get() > FileKeys.MAX_PART_BYTES) {
            problems.add(
                    FileKeys.FILE_MAX_BYTES.name(),
                    values.get(FileKeys.FILE_MAX_BYTES) + " needs more than " + FileKeys.MAX_PARTS + " parts of "
                            + FileKeys.MAX_PART_BYTES + " bytes",
                    "Use at most " + (FileKeys.MAX_PART_BYTES * FileKeys.PLANNED_PARTS - 1) + ".");
        } else if (part.isPresent() && buffer.isPresent() && buffer.get() < 3 * part.get()) {
            boolean asSet = part.get().equals(values.get(FileKeys.PART_SIZE));
            problems.add(
                    DeliveryKeys.BUFFER_MEMORY.name(),
                    buffer.get() + " is less than three times "
                            + (asSet
                                    ? "s3.part.size=" + part.get()
                                    : "the parts of " + part.get() + " bytes of which file.max.bytes="
                                            + values.get(FileKeys.FILE_MAX_BYTES) + " needs " + FileKeys.MAX_PARTS),
                    "Use at least " + 3 * part.get() + ".");
        }
    }
}
