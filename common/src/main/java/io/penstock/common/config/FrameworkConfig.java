package io.penstock.common.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Connect itself reads from a connector's configuration, as far as a connector has to know it. */
public final class FrameworkConfig {

    /** Keys of {@code ConnectorConfig}, {@code SourceConnectorConfig}, {@code SinkConnectorConfig} and {@code TaskConfig}, 3.7 to 4.4. */
    private static final Set<String> KEYS = Set.of(
            "name",
            "connector.class",
            "connector.plugin.version",
            "tasks.max",
            "tasks.max.enforce",
            "task.class",
            "topics",
            "topics.regex",
            "key.converter",
            "value.converter",
            "header.converter",
            "transforms",
            "predicates",
            "config.action.reload",
            "exactly.once.support",
            "transaction.boundary",
            "transaction.boundary.interval.ms",
            "offsets.storage.topic");

    private static final List<String> PREFIXES = List.of(
            "key.converter.",
            "value.converter.",
            "header.converter.",
            "transforms.",
            "predicates.",
            "errors.",
            "topic.creation.",
            "producer.override.",
            "consumer.override.",
            "admin.override.");

    private static final Pattern TRANSFORM_TYPE = Pattern.compile("transforms\\.[^.]+\\.type");
    private static final String ACKS = "producer.override.acks";
    private static final String IDEMPOTENCE = "producer.override.enable.idempotence";

    private FrameworkConfig() {}

    /** The connector's name; Connect puts it into every connector's and task's configuration. */
    public static String connectorName(Map<String, String> props) {
        return props.getOrDefault("name", "unnamed");
    }

    public static boolean owns(String key) {
        return KEYS.contains(key) || PREFIXES.stream().anyMatch(key::startsWith);
    }

    static Set<String> keys() {
        return KEYS;
    }

    /**
     * Whether a transform of a sink that takes several topics may give two of them one name, by what transforms are called:
     * RegexRouter, Debezium's ByLogicalTableRouter and others. TimestampRouter only adds to names.
     */
    public static boolean mayRenameTopicsToOne(Map<String, String> props) {
        boolean several = props.containsKey("topics.regex")
                || props.getOrDefault("topics", "").indexOf(',') >= 0;
        return several
                && props.entrySet().stream()
                        .filter(entry -> TRANSFORM_TYPE.matcher(entry.getKey()).matches())
                        .map(entry -> entry.getValue().trim())
                        .anyMatch(type -> type.endsWith("Router") && !type.endsWith(".TimestampRouter"));
    }

    /** Which topics a sink reads. */
    public static Predicate<String> sinkTopics(Map<String, String> props) {
        String pattern = props.getOrDefault("topics.regex", "").trim();
        if (!pattern.isEmpty()) {
            return Pattern.compile(pattern).asMatchPredicate();
        }
        Set<String> topics = Arrays.stream(props.getOrDefault("topics", "").split(","))
                .map(String::trim)
                .collect(Collectors.toSet());
        return topics::contains;
    }

    /**
     * What a source's operator should know of the producers that Connect gives its tasks; each to be logged at WARN.
     *
     * @param twice what a repetition of the producer's contradicts, to follow "so that"; empty where it contradicts nothing
     */
    public static List<String> producerWarnings(Map<String, String> props, Optional<String> twice) {
        List<String> warnings = new ArrayList<>();
        String acks = props.getOrDefault(ACKS, "all").trim();
        if (!acks.equals("all") && !acks.equals("-1")) {
            warnings.add(ACKS + "=" + acks
                    + ": a record counts as stored before Kafka's replicas have it, and is lost with a broker"
                    + " although it was acknowledged. Remove it, or set all, Connect's default");
        }
        boolean idempotent =
                "true".equalsIgnoreCase(props.getOrDefault(IDEMPOTENCE, "").trim());
        if (!idempotent) {
            twice.ifPresent(what -> warnings.add(IDEMPOTENCE
                    + " is not true: Connect's producers send again what Kafka's answer is lost of, and it stands there twice, so that "
                    + what
                    + ". Set it to true, unless the worker's producer.enable.idempotence is, or its"
                    + " exactly.once.source.support is enabled; brokers before 2.8 want the"
                    + " right IDEMPOTENT_WRITE for it"));
        }
        return warnings;
    }

    /** What a sink's operator should read before the first bad record comes; each to be logged at WARN. */
    public static List<String> sinkWarnings(Map<String, String> props) {
        List<String> warnings = new ArrayList<>();
        boolean tolerant = "all"
                .equalsIgnoreCase(props.getOrDefault("errors.tolerance", "none").trim());
        String queue =
                props.getOrDefault("errors.deadletterqueue.topic.name", "").trim();
        if (tolerant && queue.isEmpty()) {
            // SinkConnectorConfig.enableErrantRecordReporter: there is a reporter with a queue, and with the log alone.
            boolean logged = Boolean.parseBoolean(
                    props.getOrDefault("errors.log.enable", "false").trim());
            warnings.add(
                    "errors.tolerance=all without errors.deadletterqueue.topic.name: Connect DROPS every record that a"
                            + " converter or transform cannot handle, "
                            + (logged
                                    ? "and every one that this sink cannot deliver; a line of the log is all that is left of them,"
                                            + " though records-errant counts them"
                                    : "without a trace; one that this sink cannot deliver fails the task")
                            + ". Set errors.deadletterqueue.topic.name");
        }
        if (!tolerant && !queue.isEmpty()) {
            warnings.add(
                    "errors.deadletterqueue.topic.name is set but errors.tolerance is none: the first bad record stops"
                            + " the task. Set errors.tolerance=all");
        }
        return warnings;
    }
}
