package io.penstock.docs;

import io.penstock.common.config.ConfigSpec;
import io.penstock.common.config.FrameworkConfig;
import io.penstock.common.config.Key;
import io.penstock.jdbc.JdbcSinkConnector;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.mqtt.MqttSourceConnector;
import io.penstock.mqtt.config.MqttKeys;
import io.penstock.s3.S3RestoreSourceConnector;
import io.penstock.s3.S3SinkConnector;
import io.penstock.s3.config.S3RestoreConfig;
import io.penstock.s3.config.S3SinkConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.connect.connector.Connector;

/** Which keys there are: the connectors', Connect's, the clients'. */
final class Keys {

    /** Keys of workers, brokers, topics and converters, one a line; by hand, from Kafka's own documentation. */
    private static final Set<String> OF_KAFKA = Page.text(Path.of("src/test/resources/kafka-keys.txt"))
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .collect(Collectors.toSet());

    private static final Map<String, ConfigSpec> SPECS = Map.of(
            MqttSourceConnector.class.getName(), MqttKeys.SPEC,
            JdbcSinkConnector.class.getName(), JdbcSinkConfig.SPEC,
            S3SinkConnector.class.getName(), S3SinkConfig.SPEC,
            S3RestoreSourceConnector.class.getName(), S3RestoreConfig.SPEC);

    private static final Set<String> PREFIXES =
            Set.of("producer.", "producer.override.", "consumer.", "consumer.override.", "admin.", "admin.override.");

    /** Keys whose middle is a name of the user's own. */
    private static final Pattern NAMED = Pattern.compile("mqtt\\.subscription\\..+|transforms\\..+|predicates\\..+"
            + "|config\\.providers\\..+|driver\\..+|connection\\.provider\\..+|s3\\.credentials\\.provider\\..+");

    private Keys() {}

    static boolean exists(String key) {
        return SPECS.values().stream()
                        .anyMatch(spec -> spec.keys().stream().map(Key::name).anyMatch(key::equals))
                || OF_KAFKA.contains(key)
                || NAMED.matcher(key).matches()
                || ofClient(key, "producer.override.", ProducerConfig.configNames())
                || ofClient(key, "producer.", ProducerConfig.configNames())
                || ofClient(key, "consumer.override.", ConsumerConfig.configNames())
                || ofClient(key, "consumer.", ConsumerConfig.configNames())
                || ofClient(key, "admin.override.", AdminClientConfig.configNames())
                || ofClient(key, "admin.", AdminClientConfig.configNames());
    }

    /** Whether it is the beginning of keys, as {@code mqtt.ssl.*} is. */
    static boolean isPrefix(String prefix) {
        return PREFIXES.contains(prefix)
                || Stream.concat(
                                SPECS.values().stream()
                                        .flatMap(spec -> Stream.concat(
                                                spec.keys().stream().map(Key::name),
                                                spec.peers().stream().map(ConfigSpec.PeerKey::name))),
                                OF_KAFKA.stream())
                        .anyMatch(key -> key.startsWith(prefix));
    }

    /** A key that other connectors have, and that is answered with one of ours. */
    static boolean isAPeers(String key) {
        return SPECS.values().stream()
                .flatMap(spec -> spec.peers().stream())
                .anyMatch(peer -> peer.prefix() ? key.startsWith(peer.name()) : key.equals(peer.name()));
    }

    /** What a connector finds wrong with a configuration, unknown keys among it. */
    static List<String> faults(Map<String, String> config) {
        String type = config.getOrDefault("connector.class", "");
        ConfigSpec spec = SPECS.get(type);
        if (spec == null) {
            return List.of("connector.class is none of ours: " + type);
        }
        List<String> faults = new ArrayList<>(spec.unknownKeyWarnings(config));
        Config checked = connector(type).validate(config);
        checked.configValues().forEach(value -> faults.addAll(value.errorMessages()));
        config.keySet().stream()
                .filter(FrameworkConfig::owns)
                .filter(key -> key.indexOf('.') >= 0 && !exists(key))
                .forEach(key -> faults.add("unknown key of Connect: " + key));
        return faults;
    }

    private static Connector connector(String type) {
        try {
            return Class.forName(type)
                    .asSubclass(Connector.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type, e);
        }
    }

    private static boolean ofClient(String key, String prefix, Set<String> names) {
        return key.startsWith(prefix) && names.contains(key.substring(prefix.length()));
    }
}
