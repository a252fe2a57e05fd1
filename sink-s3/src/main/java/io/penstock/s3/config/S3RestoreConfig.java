package io.penstock.s3.config;

import io.penstock.common.config.ConfigSpec;
import io.penstock.common.config.FrameworkConfig;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.s3.partition.KeyPattern;
import io.penstock.s3.store.StoreAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of a restore, parsed once.
 *
 * @param connector the connector's name
 * @param files how the keys of each topic's files look
 * @param ledgerId of the sink that wrote the archive; empty where no commit records are asked
 * @param target the topic that is written to, with <code>${topic}</code> for the archived one
 * @param rescan after how long the end of an archive is looked for again
 * @param retryLimit the longest outage that is waited out; empty for no bound
 */
public record S3RestoreConfig(
        String connector,
        StoreAddress store,
        Map<String, KeyPattern> files,
        Optional<String> ledgerId,
        String target,
        Duration rescan,
        Optional<Duration> retryLimit,
        Duration backoffInitial,
        Duration backoffMax) {

    /** What messages call the connector. */
    public static final String CONNECTOR = "S3 restore";

    private static final String NO_LEDGER = "none";
    private static final String TOPIC = "${topic}";

    public static final ConfigSpec SPEC = ConfigSpec.builder(CONNECTOR)
            .keys(
                    RestoreKeys.TOPICS,
                    RestoreKeys.LEDGER_ID,
                    RestoreKeys.TARGET,
                    RestoreKeys.RESCAN,
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
        return new S3RestoreConfig(
                FrameworkConfig.connectorName(props),
                S3SinkConfig.address(values, FrameworkConfig.connectorName(props)),
                files,
                Optional.of(values.get(RestoreKeys.LEDGER_ID)).filter(id -> !id.equals(NO_LEDGER)),
                values.get(RestoreKeys.TARGET),
                values.get(RestoreKeys.RESCAN),
                values.find(StoreKeys.RETRY_TIMEOUT),
                values.get(StoreKeys.BACKOFF_INITIAL),
                values.get(StoreKeys.BACKOFF_MAX));
    }

    /** Adds the faults between keys. */
    public static void crossCheck(Values values, Problems problems) {
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
