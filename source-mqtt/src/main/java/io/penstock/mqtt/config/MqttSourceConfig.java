package io.penstock.mqtt.config;

import io.penstock.common.config.FrameworkConfig;
import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.mqtt.client.ClientIdentity;
import io.penstock.mqtt.client.ConnectOptions;
import io.penstock.mqtt.client.Endpoint;
import io.penstock.mqtt.client.Password;
import io.penstock.mqtt.client.RequestedFilter;
import io.penstock.mqtt.client.RetainHandling;
import io.penstock.mqtt.client.TlsTrust;
import io.penstock.mqtt.client.VersionChoice;
import io.penstock.mqtt.client.Will;
import io.penstock.mqtt.intake.IntakeLimits;
import io.penstock.mqtt.intake.SessionLost;
import io.penstock.mqtt.mapping.KafkaTopicName;
import io.penstock.mqtt.mapping.MessageMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.Config;

/**
 * The configuration of one task, parsed once.
 *
 * @param connector the connector's name
 * @param task number of the task, from 0
 * @param sessions that the task keeps, at least one
 * @param limits for all of them together
 * @param alpn protocols to offer over TLS
 * @param idleReconnect how long a session may bring no message before it is resumed on a new connection; zero for ever
 * @param takeoverWait how long a task that lost its session waits to be stopped before it fails
 * @param sessionLost what it does when the broker has forgotten the session
 * @param batchRecords records for one poll
 * @param warnings for the log: what is allowed, and may do what its user does not expect
 */
public record MqttSourceConfig(
        String connector,
        int task,
        String cluster,
        List<Endpoint> endpoints,
        List<SessionConfig> sessions,
        TlsTrust trust,
        Optional<ClientIdentity> identity,
        List<String> alpn,
        Duration backoffInitial,
        Duration backoffMax,
        Duration idleReconnect,
        Duration takeoverWait,
        SessionLost sessionLost,
        RetainHandling retained,
        Guarantee guarantee,
        MessageMapper mapper,
        IntakeLimits limits,
        int batchRecords,
        List<String> warnings) {

    /** Set by the connector for each of its tasks; users do not write it. */
    public static final String TASK = "penstock.task";

    private static final String EXACTLY_ONCE_SUPPORT = "exactly.once.support";
    private static final String TRANSACTION_BOUNDARY = "transaction.boundary";
    private static final String ERRORS_TOLERANCE = "errors.tolerance";

    /** @throws org.apache.kafka.common.config.ConfigException that lists every problem */
    public static MqttSourceConfig parse(Map<String, String> props) {
        Problems problems = new Problems();
        Values values = MqttKeys.SPEC.read(props, problems);
        Subscriptions subscriptions = Subscriptions.read(values, (spec, faults) -> spec.read(props, faults), problems);
        crossCheck(values, subscriptions, problems);
        problems.throwIfAny("MQTT source");
        return of(props, values, subscriptions);
    }

    /** For {@code Connector.validate()}. */
    public static Config validate(Map<String, String> props) {
        return MqttKeys.SPEC.validate(props, (values, problems) -> {
            Subscriptions subscriptions =
                    Subscriptions.read(values, (spec, faults) -> spec.readUnresolved(props, faults), problems);
            crossCheck(values, subscriptions, problems);
        });
    }

    /** The highest QoS that is asked for. */
    public int qos() {
        return sessions.stream()
                .flatMap(session -> session.filters().stream())
                .mapToInt(RequestedFilter::qos)
                .max()
                .orElse(0);
    }

    /** What a record that stands in Kafka twice contradicts: nothing at QoS 1; in transactions it cannot be. */
    public Optional<String> againstRepetition() {
        if (guarantee instanceof Guarantee.ExactlyOnce) {
            return Optional.empty();
        }
        return asks(0)
                ? Optional.of("QoS 0 is not at most once")
                : asks(2) ? Optional.of("at QoS 2 messages come twice while the task runs on") : Optional.empty();
    }

    private boolean asks(int qos) {
        return sessions.stream().flatMap(session -> session.filters().stream()).anyMatch(filter -> filter.qos() == qos);
    }

    private static MqttSourceConfig of(Map<String, String> props, Values values, Subscriptions subscriptions) {
        String connector = FrameworkConfig.connectorName(props);
        int task = Integer.parseInt(props.getOrDefault(TASK, "0"));
        List<SessionConfig> sessions = Sessions.of(props, values, subscriptions, connectOptions(values));
        return new MqttSourceConfig(
                connector,
                task,
                values.get(MqttKeys.CLUSTER_NAME),
                values.get(MqttKeys.URIS),
                sessions,
                new TlsTrust(
                        values.find(MqttKeys.TRUSTSTORE_LOCATION).map(Path::of),
                        values.get(MqttKeys.TRUSTSTORE_TYPE),
                        values.find(MqttKeys.TRUSTSTORE_PASSWORD),
                        values.get(MqttKeys.VERIFY_HOST)),
                values.find(MqttKeys.KEYSTORE_LOCATION)
                        .map(location -> new ClientIdentity(
                                Path.of(location),
                                values.get(MqttKeys.KEYSTORE_TYPE),
                                values.find(MqttKeys.KEYSTORE_PASSWORD),
                                values.find(MqttKeys.KEY_PASSWORD))),
                values.get(MqttKeys.ALPN),
                values.get(MqttKeys.BACKOFF_INITIAL),
                values.get(MqttKeys.BACKOFF_MAX),
                values.get(MqttKeys.IDLE_RECONNECT),
                values.get(MqttKeys.TAKEOVER_WAIT),
                values.get(MqttKeys.SESSION_LOST),
                values.get(MqttKeys.RETAINED),
                guarantee(values),
                new MessageMapper(
                        subscriptions.routes(),
                        subscriptions.others(),
                        values.find(MappingKeys.TOPIC_PATTERN),
                        ParseErrorRules.of(values),
                        values.get(MappingKeys.HEADERS)),
                new IntakeLimits(
                        values.get(MqttKeys.BUFFER_RECORDS),
                        values.get(MqttKeys.BUFFER_BYTES),
                        values.get(MqttKeys.RECEIVE_MAXIMUM),
                        values.get(MqttKeys.QOS_ZERO_OVERFLOW),
                        values.get(MqttKeys.RETAINED) == RetainHandling.SKIP),
                values.get(MqttKeys.BATCH_RECORDS),
                Warnings.of(values, subscriptions, sessions.size()));
    }

    /**
     * A task is not told whether its worker writes in transactions. Where {@code exactly.once.support=required} stands, a distributed worker has made sure of it when it took the configuration; a standalone one does not
     * look, and a distributed one does not look again when it is restarted with other settings. The intake finds out with the first record that is stored.
     */
    private static Guarantee guarantee(Values values) {
        return requiresExactlyOnce(values)
                ? new Guarantee.ExactlyOnce(values.get(MqttKeys.LEDGER_TOPIC))
                : new Guarantee.AtLeastOnce();
    }

    static boolean requiresExactlyOnce(Values values) {
        return says(values, EXACTLY_ONCE_SUPPORT, "required");
    }

    /** Whether a configuration as it was given asks Connect for exactly once. */
    public static boolean requiresExactlyOnce(Map<String, String> props) {
        return requiresExactlyOnce(MqttKeys.SPEC.read(props, new Problems()));
    }

    /** @return why exactly once cannot be had; empty if it can, on a worker that supports it */
    public static Optional<String> againstExactlyOnce(Map<String, String> props) {
        Problems problems = new Problems();
        Values values = MqttKeys.SPEC.read(props, problems);
        Subscriptions subscriptions = Subscriptions.read(values, (spec, faults) -> spec.read(props, faults), problems);
        if (!subscriptions.allAtQosTwo()) {
            return Optional.of("it needs QoS 2 for every filter (mqtt.qos); at QoS 1 MQTT confirms no PUBACK");
        }
        return subscriptions
                .overlap()
                .map(pair -> pair + " match the same topics, and the broker may send a message once for each");
    }

    /** Of a session whose client id is still to be said. */
    private static ConnectOptions connectOptions(Values values) {
        return new ConnectOptions(
                values.get(MqttKeys.VERSION).first(),
                values.get(MqttKeys.VERSION).fallsBack(),
                "",
                values.find(MqttKeys.USERNAME),
                password(values),
                values.get(MqttKeys.KEEPALIVE),
                values.get(MqttKeys.SESSION_EXPIRY),
                values.get(MqttKeys.RECEIVE_MAXIMUM),
                values.get(MqttKeys.MAX_PACKET_BYTES).intValue(),
                will(values),
                values.get(MqttKeys.CONNECT_TIMEOUT));
    }

    private static Optional<Password> password(Values values) {
        return values.find(MqttKeys.PASSWORD_FILE)
                .<Password>map(file -> new Password.InFile(Path.of(file)))
                .or(() -> values.find(MqttKeys.PASSWORD).map(Password.Given::new));
    }

    private static Optional<Will> will(Values values) {
        return values.find(MqttKeys.WILL_TOPIC)
                .map(topic -> new Will(
                        topic,
                        values.get(MqttKeys.WILL_PAYLOAD),
                        values.get(MqttKeys.WILL_QOS),
                        values.get(MqttKeys.WILL_RETAINED),
                        values.get(MqttKeys.WILL_DELAY)));
    }

    /** What is right key by key but not together. */
    private static void crossCheck(Values values, Subscriptions subscriptions, Problems problems) {
        subscriptions.check(problems);
        Sessions.check(values, subscriptions, problems);
        checkUris(values, problems);
        checkBackoff(values, problems);
        checkBuffer(values, problems);
        checkCredentials(values, problems);
        checkTls(values, problems);
        checkAlpn(values, problems);
        checkWill(values, problems);
        ParseErrorRules.check(values, subscriptions, problems);
        checkTolerance(values, subscriptions, problems);
        checkExactlyOnce(values, subscriptions, problems);
    }

    /**
     * Without transactions Connect tells a task in the same words of a record that a transform dropped and, if errors are tolerated, of one that Kafka refused: by {@code commitRecord} without metadata (KIP-779). The latter's
     * message would be acknowledged, and lost. With transactions, a record that Kafka refuses ends the transaction and the task.
     */
    private static void checkTolerance(Values values, Subscriptions subscriptions, Problems problems) {
        if (subscriptions.acknowledges() && says(values, ERRORS_TOLERANCE, "all") && !requiresExactlyOnce(values)) {
            problems.add(
                    ERRORS_TOLERANCE,
                    "with all, Connect passes over records that Kafka refuses, and does not tell them from those that a transform"
                            + " drops: their messages would be acknowledged to the broker and lost",
                    "Remove it, or set none. For payloads that are not of value.format, errors.parse=dlq puts them into a topic of their own"
                            + " and errors.parse=raw passes them on, as bytes; for"
                            + " records that one transform cannot take, give it a predicate that spares them; for converters whose"
                            + " registry is away, errors.retry.timeout; for records too large, producer.override.max.request.size or"
                            + " a smaller mqtt.max.packet.bytes. With mqtt.qos=2 and exactly.once.support=required it may stay: there"
                            + " a record that Kafka refuses fails the task, and only what converters and transforms cannot take is"
                            + " dropped. With mqtt.qos=0 it may stay too.");
        }
    }

    private static boolean says(Values values, String key, String value) {
        return values.original(key)
                .filter(given -> value.equalsIgnoreCase(given.trim()))
                .isPresent();
    }

    private static void checkExactlyOnce(Values values, Subscriptions subscriptions, Problems problems) {
        if (!requiresExactlyOnce(values)) {
            return;
        }
        subscriptions.checkExactlyOnce(problems);
        if (says(values, TRANSACTION_BOUNDARY, "interval")) {
            problems.add(
                    TRANSACTION_BOUNDARY,
                    "with interval, every step of the handshake of QoS 2 would wait for the end of an interval",
                    "Remove it, or set poll, the default.");
        }
        values.find(MqttKeys.LEDGER_TOPIC).ifPresent(topic -> checkLedgerTopic(topic, subscriptions, problems));
    }

    private static void checkLedgerTopic(String topic, Subscriptions subscriptions, Problems problems) {
        if (!KafkaTopicName.legal(topic).equals(topic)) {
            problems.add(
                    MqttKeys.LEDGER_TOPIC.name(),
                    "\"" + topic + "\" is no legal Kafka topic name",
                    "Use letters, digits, ., _ and -.");
        }
        if (subscriptions.writesTo(topic)) {
            problems.add(
                    MqttKeys.LEDGER_TOPIC.name(),
                    "\"" + topic + "\" is a kafka.topic too, whose readers would meet bookkeeping records",
                    "Give it a name of its own.");
        }
    }

    private static void checkUris(Values values, Problems problems) {
        if (values.find(MqttKeys.URIS).filter(List::isEmpty).isPresent()) {
            problems.add(
                    MqttKeys.URIS.name(),
                    "it has an @, as of credentials in a URI",
                    "Write tcp://host:port, and the credentials into mqtt.username and mqtt.password. In the path or the query of a"
                            + " WebSocket, write %40 for it.");
        }
    }

    private static void checkBackoff(Values values, Problems problems) {
        values.find(MqttKeys.BACKOFF_INITIAL)
                .ifPresent(initial -> values.find(MqttKeys.BACKOFF_MAX)
                        .filter(max -> max.compareTo(initial) < 0)
                        .ifPresent(max -> problems.add(
                                MqttKeys.BACKOFF_MAX.name(),
                                max.toMillis() + " is less than retry.backoff.initial.ms=" + initial.toMillis(),
                                "Raise it, or lower the other.")));
    }

    private static void checkBuffer(Values values, Problems problems) {
        values.find(MqttKeys.MAX_PACKET_BYTES)
                .ifPresent(packet -> values.find(MqttKeys.BUFFER_BYTES)
                        .filter(buffer -> buffer < packet)
                        .ifPresent(buffer -> problems.add(
                                MqttKeys.BUFFER_BYTES.name(),
                                buffer + " cannot hold one packet of mqtt.max.packet.bytes=" + packet,
                                "Raise it, or lower the other.")));
    }

    private static void checkCredentials(Values values, Problems problems) {
        boolean old =
                values.find(MqttKeys.VERSION).filter(VersionChoice::mayBeOld).isPresent();
        if (values.written(MqttKeys.PASSWORD) && values.written(MqttKeys.PASSWORD_FILE)) {
            problems.add(
                    MqttKeys.PASSWORD_FILE.name(),
                    "it is set, and mqtt.password is too",
                    "Keep the one that the broker is to get.");
        }
        if (old
                && (values.written(MqttKeys.PASSWORD) || values.written(MqttKeys.PASSWORD_FILE))
                && !values.written(MqttKeys.USERNAME)) {
            problems.add(
                    MqttKeys.USERNAME.name(),
                    "it is absent, and MQTT 3.1.1 has no password without a user name",
                    "Set it, or use mqtt.version=5.");
        }
    }

    private static void checkTls(Values values, Problems problems) {
        boolean plain = values.find(MqttKeys.URIS)
                .filter(uris -> !uris.isEmpty() && uris.stream().noneMatch(Endpoint::tls))
                .isPresent();
        checkNeeded(
                MqttKeys.TRUSTSTORE_LOCATION,
                List.of(MqttKeys.TRUSTSTORE_TYPE, MqttKeys.TRUSTSTORE_PASSWORD),
                values,
                problems);
        checkNeeded(
                MqttKeys.KEYSTORE_LOCATION,
                List.of(MqttKeys.KEYSTORE_TYPE, MqttKeys.KEYSTORE_PASSWORD, MqttKeys.KEY_PASSWORD),
                values,
                problems);
        for (Key<String> store : List.of(MqttKeys.TRUSTSTORE_LOCATION, MqttKeys.KEYSTORE_LOCATION)) {
            if (plain && values.written(store)) {
                problems.add(
                        store.name(),
                        "it is set, but no URI in mqtt.uris uses TLS",
                        "Write ssl:// instead of tcp://, or wss:// instead of ws://, or remove the key.");
            }
        }
    }

    private static void checkAlpn(Values values, Problems problems) {
        boolean none = values.find(MqttKeys.URIS)
                .filter(uris -> !uris.isEmpty() && uris.stream().noneMatch(Endpoint::offersProtocols))
                .isPresent();
        boolean asked =
                values.find(MqttKeys.ALPN).filter(list -> !list.isEmpty()).isPresent();
        if (none && asked) {
            problems.add(
                    MqttKeys.ALPN.name(),
                    "it is set, but mqtt.uris has no ssl:// URI, and over WebSocket nothing is offered",
                    "Write ssl:// for the URI, or remove the key.");
        }
    }

    private static void checkWill(Values values, Problems problems) {
        checkNeeded(
                MqttKeys.WILL_TOPIC,
                List.of(MqttKeys.WILL_PAYLOAD, MqttKeys.WILL_QOS, MqttKeys.WILL_RETAINED, MqttKeys.WILL_DELAY),
                values,
                problems);
        boolean old = values.find(MqttKeys.VERSION)
                .filter(VersionChoice.V3_1_1::equals)
                .isPresent();
        values.find(MqttKeys.WILL_DELAY)
                .filter(delay -> old && !delay.isZero())
                .ifPresent(delay -> problems.add(
                        MqttKeys.WILL_DELAY.name(),
                        delay.toMillis()
                                + " has no effect with mqtt.version=3.1.1, whose brokers publish the will at once",
                        "Use mqtt.version=5, or remove the key."));
    }

    /** Keys that have no effect without another; their defaults are no fault. */
    private static void checkNeeded(Key<?> needed, List<Key<?>> keys, Values values, Problems problems) {
        if (values.written(needed)) {
            return;
        }
        for (Key<?> key : keys) {
            if (values.chosen(key)) {
                problems.add(
                        key.name(),
                        "it is set, but " + needed.name() + " is not",
                        "Set " + needed.name() + ", or remove the key.");
            }
        }
    }
}
