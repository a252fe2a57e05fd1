package io.penstock.s3.config;

import io.penstock.common.config.ConfigSpec;
import io.penstock.common.config.FrameworkConfig;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.s3.partition.KeyPattern;
import io.penstock.s3.store.StoreAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of a restore, parsed once.
 *
 * @param connector the connector's name
 * @param files how the keys of each topic's files look
 * @param archive stands for what decides which objects are read: positions in one archive say nothing of another
 * @param ledgerId of the sink that wrote the archive; empty where no commit records are asked
 * @param target the topic that is written to, with <code>${topic}</code> for the archived one
 * @param converters that the connector's records meet
 * @param rescan after how long the end of an archive is looked for again
 * @param listingBytes the most memory for what a task must remember of its files
 * @param readBytes the most memory for the contents of files that are open together
 * @param retryLimit the longest outage that is waited out; empty for no bound
 */
public record S3RestoreConfig(
        String connector,
        StoreAddress store,
        Map<String, KeyPattern> files,
        String archive,
        Optional<String> ledgerId,
        String target,
        RestoreConverters converters,
        Duration rescan,
        long listingBytes,
        long readBytes,
        Optional<Duration> retryLimit,
        Duration backoffInitial,
        Duration backoffMax) {

    /** What messages call the connector. */
    public static final String CONNECTOR = "S3 restore";

    private static final String NO_LEDGER = "none";
    private static final String TOPIC = "${topic}";
    private static final int DIGEST_BYTES = 8;

    public static final ConfigSpec SPEC = ConfigSpec.builder(CONNECTOR)
            .keys(
                    RestoreKeys.TOPICS,
                    RestoreKeys.LEDGER_ID,
                    RestoreKeys.TARGET,
                    RestoreKeys.RESCAN,
                    RestoreKeys.LISTING_BYTES,
                    RestoreKeys.READ_BYTES,
                    StoreKeys.BUCKET,
                    StoreKeys.REGION,
                    StoreKeys.STORE_URL,
                    StoreKeys.PATH_STYLE,
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
                    StoreKeys.REQUEST_TIMEOUT,
                    StoreKeys.RETRY_TIMEOUT,
                    StoreKeys.BACKOFF_INITIAL,
                    StoreKeys.BACKOFF_MAX,
                    FileKeys.TOPICS_DIR,
                    FileKeys.NAME_TEMPLATE)
            .passThrough(CredentialKeys.PROVIDER_PREFIX)
            .build();

    public S3RestoreConfig {
        files = Map.copyOf(files);
    }

    /** @throws org.apache.kafka.common.config.ConfigException that lists every fault */
    public static S3RestoreConfig parse(Map<String, String> props) {
        Problems problems = new Problems();
        Values values = SPEC.read(props, problems);
        crossCheck(values, problems);
        problems.throwIfAny(CONNECTOR);
        Map<String, KeyPattern> files = new LinkedHashMap<>();
        values.get(RestoreKeys.TOPICS)
                .forEach(topic -> files.put(
                        topic,
                        KeyPattern.of(values.get(FileKeys.NAME_TEMPLATE), values.get(FileKeys.TOPICS_DIR), topic)));
        StoreAddress store = S3SinkConfig.address(values, FrameworkConfig.connectorName(props));
        return new S3RestoreConfig(
                FrameworkConfig.connectorName(props),
                store,
                files,
                digest(
                        store.endpoint().map(URI::toString).orElse("AWS"),
                        store.bucket(),
                        values.get(RestoreKeys.LEDGER_ID),
                        values.get(FileKeys.TOPICS_DIR),
                        values.get(FileKeys.NAME_TEMPLATE).toString()),
                Optional.of(values.get(RestoreKeys.LEDGER_ID)).filter(id -> !id.equals(NO_LEDGER)),
                values.get(RestoreKeys.TARGET),
                RestoreConverters.of(values),
                values.get(RestoreKeys.RESCAN),
                values.get(RestoreKeys.LISTING_BYTES),
                values.get(RestoreKeys.READ_BYTES),
                values.find(StoreKeys.RETRY_TIMEOUT),
                values.get(StoreKeys.BACKOFF_INITIAL),
                values.get(StoreKeys.BACKOFF_MAX));
    }

    /** For source partitions, and so for ever. */
    private static String digest(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Adds the faults between keys. */
    public static void crossCheck(Values values, Problems problems) {
        RestoreConverters.check(values, problems);
        StoreKeys.crossCheck(values, problems);
        CredentialKeys.crossCheck(values, problems);
        S3SinkConfig.checkTemplate(values, problems);
        S3SinkConfig.checkBackoff(values, problems);
        boolean shared = values.find(RestoreKeys.TOPICS)
                        .filter(topics -> topics.size() > 1)
                        .isPresent()
                && values.find(RestoreKeys.TARGET)
                        .filter(name -> !name.contains(TOPIC))
                        .isPresent();
        if (shared) {
            problems.add(
                    RestoreKeys.TARGET.name(),
                    "several topics would be written to one",
                    "Use ${topic} in it, or one topic in restore.topics.");
        }
    }

    /** Where the records of an archived topic go. */
    public String targetOf(String topic) {
        return target.replace(TOPIC, topic);
    }
}
