package io.penstock.mqtt.config;

import io.penstock.common.config.ConfigSpec;
import io.penstock.common.config.Key;
import io.penstock.common.config.Secret;
import io.penstock.mqtt.client.Endpoint;
import io.penstock.mqtt.client.RetainHandling;
import io.penstock.mqtt.client.StoreType;
import io.penstock.mqtt.client.TopicFilter;
import io.penstock.mqtt.client.VersionChoice;
import io.penstock.mqtt.client.Will;
import io.penstock.mqtt.intake.QosZeroOverflow;
import io.penstock.mqtt.intake.SessionLost;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** Every key of the MQTT source, declared once; the reference page is made from these. */
public final class MqttKeys {
    private static final String CONNECTION = "Connection";
    private static final String SUBSCRIPTION = "Subscription";
    private static final String INTAKE = "Intake";

    static final int MAX_SESSIONS = 1_000;

    /** No dots: one parts the name from what is said of it. */
    private static final Pattern ROW_NAME = Pattern.compile("[A-Za-z0-9_-]+");

    public static final Key<List<Endpoint>> URIS = Key.parsed(
                    "mqtt.uris",
                    MqttKeys::endpoints,
                    "tcp://host:port, ssl://host:port, ws://host:port/path or wss://host:port/path, several parted by commas")
            .group(CONNECTION)
            .display("Broker URIs")
            .doc(
                    "Where the broker listens: tcp://host:port, ssl://host:port (TLS), or ws://host:port/path and wss://host:port/path"
                            + " (WebSocket without and with TLS; the path is that of the broker, often /mqtt). Of several, parted by commas, the next"
                            + " is tried when one does not answer. With exactly once they must be one"
                            + " cluster that shares its sessions, or messages come twice that another broker holds for the client id. One URI must not"
                            + " lead to several brokers that keep sessions of their own.")
            .unquoted()
            .importance(Importance.HIGH)
            .required();

    public static final Key<VersionChoice> VERSION = Key.choice(
                    "mqtt.version", List.of(VersionChoice.values()), VersionChoice::toString)
            .group(CONNECTION)
            .display("MQTT version")
            .doc(
                    "Protocol version to speak: 5 or 3.1.1; auto: 5, and 3.1.1 from the moment on that a broker answers that it does not"
                            + " know 5, until the task starts again. A broker that only hangs up is asked for 5 again. With 3.1.1 the broker decides"
                            + " how long it keeps the session, and with exactly once each new connection brings the retained messages"
                            + " again.")
            .importance(Importance.MEDIUM)
            .defaultsTo("5");

    public static final Key<String> CLUSTER_NAME = Key.string("mqtt.cluster.name")
            .group(CONNECTION)
            .display("Cluster name")
            .doc("Name of the broker or broker cluster in the source offset. Give it another when mqtt.uris begins to"
                    + " point to another cluster, whose sessions are others.")
            .importance(Importance.LOW)
            .defaultsTo("default");

    public static final Key<String> CLIENT_ID = Key.parsed("mqtt.client.id", MqttKeys::clientId, "a short name")
            .group(CONNECTION)
            .display("Client id")
            .doc(
                    "Name of the session at the broker, which holds what Kafka does not have yet: it must stay the same"
                            + " over restarts and belong to this connector alone. Where mqtt.sessions is more than 1, the others have"
                            + " -1, -2 and so on behind it. By default it is penstock-, the connector's name and -0, and the others end in -1 and so on.")
            .importance(Importance.HIGH)
            .optional();

    public static final Key<String> USERNAME = Key.string("mqtt.username")
            .group(CONNECTION)
            .display("User name")
            .doc("User name to log in with.")
            .importance(Importance.HIGH)
            .optional();

    public static final Key<Secret> PASSWORD = Key.secret("mqtt.password")
            .group(CONNECTION)
            .display("Password")
            .doc(
                    "Password to log in with. A broker that refuses the first login fails the task at once. One that took a login before and refuses it"
                            + " later, as when its directory of users is away, is asked again for ever, with a WARN each time, the metric logins-refused, and"
                            + " connected at 0; a task that is restarted meanwhile fails.")
            .importance(Importance.HIGH)
            .optional();

    public static final Key<String> PASSWORD_FILE = Key.string("mqtt.password.file")
            .group(CONNECTION)
            .display("Password file")
            .doc(
                    "File with the password or token (JWT) to log in with, in place of mqtt.password: read again for each connection."
                            + " White space at its end, such as a line break, is cut off. Once the task was connected, a login that the broker refuses or ends is tried"
                            + " again, since the file may be replaced at any moment.")
            .importance(Importance.MEDIUM)
            .optional();

    public static final Key<Duration> KEEPALIVE = Key.millis(
                    "mqtt.keepalive.ms", Duration.ofSeconds(1), Duration.ofSeconds(65_535))
            .group(CONNECTION)
            .display("Keep-alive")
            .doc(
                    "How long either side may be silent. A ping is sent every half of it; a dead connection is found"
                            + " within one and a half times of it. Counted in whole seconds; the broker may ask for a shorter one.")
            .importance(Importance.LOW)
            .defaultsTo("30000");

    public static final Key<Duration> IDLE_RECONNECT = Key.millis(
                    "mqtt.idle.reconnect.ms", Duration.ZERO, Duration.ofDays(1))
            .group(CONNECTION)
            .display("Reconnect when idle")
            .doc(
                    "After so long without a message, though the broker answers pings and every message is acknowledged, the task says"
                            + " goodbye and resumes its session on a new connection. For brokers that forget to send what they hold:"
                            + " HiveMQ CE 2025.5 may after another client has taken a session over, as each rebalance does, and then"
                            + " sends nothing until the session is resumed. Choose it longer than the pauses between messages: each time the"
                            + " broker must resume the session, and with MQTT 3.1.1 it may send the retained messages again. Of QoS 0, what is published"
                            + " in between is lost, and of every QoS where the broker sets the expiry to 0. It is looked at with each answer to a"
                            + " ping, every half mqtt.keepalive.ms, once the filters are granted. 0: never.")
            .importance(Importance.LOW)
            .defaultsTo("0");

    public static final Key<Duration> CONNECT_TIMEOUT = Key.millis(
                    "mqtt.connect.timeout.ms", Duration.ofMillis(100), Duration.ofMinutes(10))
            .group(CONNECTION)
            .display("Connect timeout")
            .doc("Longest wait for the TCP connection, for the TLS handshake, and for each of the broker's answers, to"
                    + " CONNECT and to SUBSCRIBE.")
            .importance(Importance.LOW)
            .defaultsTo("10000");

    public static final Key<Duration> SESSION_EXPIRY = Key.millis(
                    "mqtt.session.expiry.ms", Duration.ofSeconds(1), Duration.ofSeconds(0xFFFF_FFFFL))
            .group(CONNECTION)
            .display("Session expiry")
            .doc("How long the broker keeps the session, and messages for it, while the task is away; 4294967295000"
                    + " means for ever. The broker may grant less, which is logged. MQTT 3.1.1 has no such setting:"
                    + " its broker decides.")
            .importance(Importance.MEDIUM)
            .defaultsTo("604800000");

    public static final Key<Long> MAX_PACKET_BYTES = Key.bytes("mqtt.max.packet.bytes", 1024, 268_435_460)
            .group(CONNECTION)
            .display("Maximum packet size")
            .doc(
                    "Largest packet to accept. An MQTT 5 broker is told, and drops larger messages without a word; with 3.1.1 a larger"
                            + " one fails the task. The default leaves room for headers in a request of Kafka's default size; bytes that the JSON"
                            + " converter writes as Base64 need 680000 or less, or a larger producer.override.max.request.size.")
            .importance(Importance.LOW)
            .defaultsTo("900000");

    public static final Key<String> WILL_TOPIC = Key.parsed("mqtt.will.topic", Will::topic, "a topic without wildcards")
            .group(CONNECTION)
            .display("Will topic")
            .doc(
                    "Topic to which the broker publishes the will when the connection breaks, and when the task fails by what it"
                            + " finds itself, such as a malformed payload. A task that is stopped, or that Connect ends since a converter, a"
                            + " transform or Kafka refused a record, says goodbye, and no will is published.")
            .importance(Importance.LOW)
            .optional();

    public static final Key<String> WILL_PAYLOAD = Key.parsed("mqtt.will.payload", Will::bounded, "a text")
            .group(CONNECTION)
            .display("Will payload")
            .doc("Payload of the will, as UTF-8. Blanks at its ends are cut off, as from all values.")
            .importance(Importance.LOW)
            .defaultsTo("");

    public static final Key<Integer> WILL_QOS = Key.parsed("mqtt.will.qos", MqttKeys::qos, "0, 1 or 2")
            .group(CONNECTION)
            .display("Will QoS")
            .doc("QoS of the will.")
            .importance(Importance.LOW)
            .defaultsTo("0");

    public static final Key<Boolean> WILL_RETAINED = Key.bool("mqtt.will.retained")
            .group(CONNECTION)
            .display("Will retained")
            .doc("Whether the broker retains the will.")
            .importance(Importance.LOW)
            .defaultsTo("false");

    public static final Key<Duration> WILL_DELAY = Key.millis(
                    "mqtt.will.delay.ms", Duration.ZERO, Duration.ofSeconds(0xFFFF_FFFFL))
            .group(CONNECTION)
            .display("Will delay")
            .doc(
                    "How long an MQTT 5 broker waits for the task to come back before it publishes the will, in whole seconds."
                            + " MQTT 3.1.1 has no such delay.")
            .importance(Importance.LOW)
            .defaultsTo("0");

    public static final Key<String> TRUSTSTORE_LOCATION = Key.string("mqtt.ssl.truststore.location")
            .group(CONNECTION)
            .display("Trust store")
            .doc(
                    "File with the certificates to trust. Without it, the authorities that Java trusts. Read again for a new connection"
                            + " when it has changed.")
            .importance(Importance.MEDIUM)
            .optional();

    public static final Key<StoreType> TRUSTSTORE_TYPE = Key.oneOf("mqtt.ssl.truststore.type", StoreType.class)
            .group(CONNECTION)
            .display("Trust store type")
            .doc("How the trust store is written; pem is a file of certificates.")
            .importance(Importance.LOW)
            .defaultsTo("pkcs12");

    public static final Key<Secret> TRUSTSTORE_PASSWORD = Key.secret("mqtt.ssl.truststore.password")
            .group(CONNECTION)
            .display("Trust store password")
            .doc("Password of a pkcs12 or jks trust store.")
            .importance(Importance.MEDIUM)
            .optional();

    public static final Key<String> KEYSTORE_LOCATION = Key.string("mqtt.ssl.keystore.location")
            .group(CONNECTION)
            .display("Key store")
            .doc(
                    "File with the certificate that shows the broker who connects, and its private key. Read again for a new connection"
                            + " when it has changed.")
            .importance(Importance.MEDIUM)
            .optional();

    public static final Key<StoreType> KEYSTORE_TYPE = Key.oneOf("mqtt.ssl.keystore.type", StoreType.class)
            .group(CONNECTION)
            .display("Key store type")
            .doc("How the key store is written; pem is a file with the certificate, those of its chain, and the key in"
                    + " PKCS #8, plain or encrypted.")
            .importance(Importance.LOW)
            .defaultsTo("pkcs12");

    public static final Key<Secret> KEYSTORE_PASSWORD = Key.secret("mqtt.ssl.keystore.password")
            .group(CONNECTION)
            .display("Key store password")
            .doc("Password of a pkcs12 or jks key store.")
            .importance(Importance.MEDIUM)
            .optional();

    public static final Key<Secret> KEY_PASSWORD = Key.secret("mqtt.ssl.key.password")
            .group(CONNECTION)
            .display("Key password")
            .doc(
                    "Password of the private key, if it is another than that of its store; of a pem file, that of an encrypted"
                            + " key.")
            .importance(Importance.LOW)
            .optional();

    public static final Key<Boolean> VERIFY_HOST = Key.bool("mqtt.ssl.verify.host")
            .group(CONNECTION)
            .display("Verify host name")
            .doc("Whether the broker's certificate must name the host in mqtt.uris. Without this, anyone with a"
                    + " trusted certificate can pose as the broker.")
            .importance(Importance.LOW)
            .defaultsTo("true");

    public static final Key<List<String>> ALPN = Key.list("mqtt.ssl.alpn")
            .group(CONNECTION)
            .display("ALPN protocols")
            .doc(
                    "Protocols to offer in the TLS handshake of ssl:// URIs, parted by commas and in the order of preference: some brokers"
                            + " listen on a port, such as 443, for several. AWS IoT, for example, wants mqtt or x-amzn-mqtt-ca there.")
            .importance(Importance.LOW)
            .defaultsTo("");

    public static final Key<Duration> BACKOFF_INITIAL = Key.millis(
                    "retry.backoff.initial.ms", Duration.ofMillis(1), Duration.ofMinutes(10))
            .group(CONNECTION)
            .display("First pause")
            .doc("Bound of the first pause before reconnecting; it doubles with each failure. The pause itself is"
                    + " drawn by chance below the bound.")
            .importance(Importance.LOW)
            .defaultsTo("200");

    public static final Key<Duration> BACKOFF_MAX = Key.millis(
                    "retry.backoff.max.ms", Duration.ofMillis(1), Duration.ofHours(1))
            .group(CONNECTION)
            .display("Longest pause")
            .doc("Longest pause before reconnecting. The task reconnects for ever.")
            .importance(Importance.LOW)
            .defaultsTo("30000");

    public static final Key<Duration> TAKEOVER_WAIT = Key.millis(
                    "mqtt.takeover.wait.ms", Duration.ZERO, Duration.ofHours(1))
            .group(CONNECTION)
            .display("Wait after a takeover")
            .doc(
                    "How long a task whose session another client has taken over waits for Connect to stop it, before it"
                            + " fails with PEN-207; and how long one that Connect ends over records that are not committed holds that end back, on"
                            + " workers that write in transactions. It takes nothing meanwhile and does not come back. After a rebalance the old"
                            + " task meets its end that way. A worker that was away may get back the task that it never stopped:"
                            + " that the task fails is seen then only if it fails after all the others have said how they are; a worker that was away for longer is not covered.")
            .importance(Importance.LOW)
            .defaultsTo("30000");

    public static final Key<List<TopicFilter>> TOPICS = Key.parsed(
                    "mqtt.topics",
                    text -> CommaList.parse(text, TopicFilter::parse),
                    "topic filters parted by commas, for example plant/+/temperature,alarms/#")
            .group(SUBSCRIPTION)
            .display("Topic filters")
            .doc("Topic filters to subscribe to, parted by commas; + and # as in MQTT, $share/<group>/<filter> for a"
                    + " shared subscription. Their messages become records by kafka.topic, kafka.key and value.format. Filters"
                    + " that match the same topics are refused. A filter that is taken out is unsubscribed with the next"
                    + " start. Needed where mqtt.subscriptions is not set.")
            .importance(Importance.HIGH)
            .optional();

    public static final Key<List<String>> SUBSCRIPTIONS = Key.parsed(
                    "mqtt.subscriptions",
                    text -> CommaList.parse(text, MqttKeys::rowName),
                    "names parted by commas, for example temperatures,alarms")
            .group(SUBSCRIPTION)
            .display("Subscription rows")
            .doc(
                    "Names of subscriptions that have keys of their own, parted by commas; beside mqtt.topics or in its"
                            + " place. Of each, mqtt.subscription.<name>.filter is its one topic filter, and needed;"
                            + " mqtt.subscription.<name>.qos, .kafka.topic, .kafka.key, .kafka.partition, .kafka.timestamp, .kafka.timestamp.unit, .kafka.timestamp.max.ahead.ms, .value.format, .value.empty and .json.schema (with .location and .inline) say what differs from mqtt.qos and"
                            + " the connector's keys of those names; .no.local what differs from mqtt.no.local; .session which of several sessions (mqtt.sessions) has it; and .id, from 1 to"
                            + " 268435455, gives the subscription an identifier (MQTT 5), which the broker puts to each message that comes by it, and which becomes the header mqtt.subscription.id. Filters that match the same topics are refused.")
            .importance(Importance.HIGH)
            .optional();

    public static final Key<Integer> QOS = Key.parsed("mqtt.qos", MqttKeys::qos, "0, 1 or 2")
            .group(SUBSCRIPTION)
            .display("QoS")
            .doc(
                    "1: at least once, acknowledged to the broker when Kafka has the record. 2: the same, and nothing twice"
                            + " but after the end of a task; with exactly.once.support=required exactly once. 0: best effort, the broker keeps nothing. A message comes at the"
                            + " lower of this QoS and the one that it was published at.")
            .importance(Importance.HIGH)
            .defaultsTo("1");

    public static final Key<Boolean> NO_LOCAL = Key.bool("mqtt.no.local")
            .group(SUBSCRIPTION)
            .display("No local")
            .doc(
                    "Whether the broker is not to send a session what its own client id has published. All that a session publishes is its will: true keeps"
                            + " that out of Kafka where a filter of the same session matches mqtt.will.topic, not the wills of other sessions. It also keeps out what anyone else publishes under the client id."
                            + " MQTT 5 only, without effect on a broker that mqtt.version=auto finds to be older, and not for shared subscriptions.")
            .importance(Importance.LOW)
            .defaultsTo("false");

    public static final Key<Integer> SESSIONS = Key.integer("mqtt.sessions", 1, MAX_SESSIONS)
            .group(SUBSCRIPTION)
            .display("Sessions")
            .doc(
                    "How many sessions to keep at the broker, spread over the tasks (tasks.max; a task of each is fastest, 50 to a task are the most). Their client"
                            + " ids are fixed: mqtt.client.id, and the same with -1, -2 and so on. With more than one, set mqtt.share.group, by"
                            + " which the broker deals each message to one of them, so that messages of a topic lose their order; or give filters"
                            + " that do not overlap to each by mqtt.subscription.<name>.session. Sessions that are no more after lowering it stay"
                            + " at the broker, with their messages, until they expire; with a share group, brokers such as mosquitto go on dealing NEW"
                            + " messages to them, which nobody reads. The README's section on offsets and sessions says how to delete one.")
            .importance(Importance.MEDIUM)
            .defaultsTo("1");

    public static final Key<String> SHARE_GROUP = Key.parsed(
                    "mqtt.share.group", MqttKeys::shareGroup, "a name without /, +, # and comma")
            .group(SUBSCRIPTION)
            .display("Share group")
            .doc(
                    "Makes every filter a shared subscription, $share/<group>/<filter>, by which the broker deals each message to one of"
                            + " the sessions that have it. Brings no retained messages. Some brokers, HiveMQ CE among them, grant no more than"
                            + " QoS 1 to it, and then the task fails at QoS 2.")
            .importance(Importance.MEDIUM)
            .optional();

    public static final Key<Integer> RECEIVE_MAXIMUM = Key.integer("mqtt.receive.maximum", 1, 65_535)
            .group(SUBSCRIPTION)
            .display("Receive maximum")
            .doc("Messages that an MQTT 5 broker may have sent without an acknowledgement; the broker's own limit may"
                    + " be lower. Throughput is this window divided by the time that Kafka takes to commit.")
            .importance(Importance.MEDIUM)
            .defaultsTo("10000");

    public static final Key<RetainHandling> RETAINED = Key.oneOf("mqtt.retained", RetainHandling.class)
            .group(SUBSCRIPTION)
            .display("Retained messages")
            .doc(
                    "Messages that the broker retains, which it sends when a filter is subscribed to. new_subscription: if the"
                            + " session did not have the filter. always: then, and with each start of the task. skip: never; what comes all the same is"
                            + " acknowledged, dropped, and counted by the metric retained-skipped. MQTT 3.1.1 knows no such thing and sends them with each"
                            + " subscription: with each start of the task, with another broker, and exactly once, or with always, with each connection.")
            .importance(Importance.LOW)
            .defaultsTo("new_subscription");

    public static final Key<String> LEDGER_TOPIC = Key.string("mqtt.ledger.topic")
            .group(MappingKeys.GROUP)
            .display("Ledger topic")
            .doc(
                    "With exactly once (mqtt.qos=2 and exactly.once.support=required): Kafka topic for bookkeeping records,"
                            + " which have the client id as key and no value, and which commit what no message carries."
                            + " Several connectors may share it; let it be compacted.")
            .importance(Importance.LOW)
            .defaultsTo("penstock-mqtt-ledger");

    public static final Key<Integer> BUFFER_RECORDS = Key.integer("mqtt.buffer.max.messages", 1, 10_000_000)
            .group(INTAKE)
            .display("Buffered messages")
            .doc("Messages to hold that Kafka does not have yet. When it is reached, nothing more is read from the"
                    + " broker until Kafka has caught up.")
            .importance(Importance.MEDIUM)
            .defaultsTo("20000");

    public static final Key<Long> BUFFER_BYTES = Key.bytes("buffer.memory.bytes", 64 * 1024L, Long.MAX_VALUE)
            .group(INTAKE)
            .display("Buffer memory")
            .doc("Memory for messages that Kafka does not have yet, as they come from the broker; json values take"
                    + " several times that while they are on their way. When it is reached, nothing more is"
                    + " read from the broker until Kafka has caught up. At least mqtt.max.packet.bytes.")
            .importance(Importance.MEDIUM)
            .defaultsTo("33554432");

    public static final Key<QosZeroOverflow> QOS_ZERO_OVERFLOW = Key.oneOf("mqtt.qos0.overflow", QosZeroOverflow.class)
            .group(INTAKE)
            .display("Overflow at QoS 0")
            .doc(
                    "What becomes of messages of QoS 0 when the buffer is full. block: nothing more is read, and the broker drops"
                            + " what it cannot send. drop_oldest: the oldest that Connect does not have yet makes room, so that the"
                            + " newest are kept; the metric qos0-drops counts them. Messages of QoS 1 and 2 are never dropped.")
            .importance(Importance.LOW)
            .defaultsTo("block");

    public static final Key<SessionLost> SESSION_LOST = Key.oneOf("mqtt.session.lost", SessionLost.class)
            .group(CONNECTION)
            .display("Lost session")
            .doc(
                    "What the task does when the broker has forgotten its session, with all messages that waited in it. warn: it says so, the"
                            + " metric sessions-lost counts it, and it goes on in a new session. fail: it subscribes, so that the broker keeps what comes"
                            + " from then on, takes nothing more, and fails with PEN-218 once Kafka has what it holds; restarted, by someone or perhaps by a rebalance of Connect, it goes on. It fails too, with PEN-211, where the"
                            + " broker keeps no session at all. A loss before the connector's first record is not noticed, nor is one by the next task where this one is stopped or dies before it has failed, and of several mqtt.uris that do not share their sessions each"
                            + " change to another counts as a loss.")
            .importance(Importance.MEDIUM)
            .defaultsTo("warn");

    public static final Key<Integer> BATCH_RECORDS = Key.integer("batch.max.records", 1, 100_000)
            .group(INTAKE)
            .display("Records per poll")
            .doc("Records to hand to Connect at once.")
            .importance(Importance.LOW)
            .defaultsTo("2000");

    public static final ConfigSpec SPEC = PeerKeys.addTo(ConfigSpec.builder("MQTT source")
                    .keys(URIS, VERSION, CLUSTER_NAME, CLIENT_ID, USERNAME, PASSWORD, PASSWORD_FILE)
                    .keys(KEEPALIVE, CONNECT_TIMEOUT)
                    .keys(SESSION_EXPIRY, MAX_PACKET_BYTES, TRUSTSTORE_LOCATION, TRUSTSTORE_TYPE, TRUSTSTORE_PASSWORD)
                    .keys(WILL_TOPIC, WILL_PAYLOAD, WILL_QOS, WILL_RETAINED, WILL_DELAY)
                    .keys(KEYSTORE_LOCATION, KEYSTORE_TYPE, KEYSTORE_PASSWORD, KEY_PASSWORD)
                    .keys(VERIFY_HOST, ALPN, IDLE_RECONNECT, BACKOFF_INITIAL, BACKOFF_MAX, TAKEOVER_WAIT, SESSION_LOST)
                    .keys(TOPICS, SUBSCRIPTIONS, QOS, NO_LOCAL, SESSIONS, SHARE_GROUP, RECEIVE_MAXIMUM, RETAINED)
                    .keys(MappingKeys.ALL)
                    .keys(LEDGER_TOPIC)
                    .keys(BUFFER_RECORDS, BUFFER_BYTES, QOS_ZERO_OVERFLOW, BATCH_RECORDS)
                    .passThrough(SubscriptionRow.PREFIX))
            .build();

    private MqttKeys() {}

    /** Nothing for a text that may hold credentials, since the message of a faulty value repeats it; the cross-check speaks of those. */
    private static List<Endpoint> endpoints(String text) {
        return text.indexOf('@') < 0 ? CommaList.parse(text, Endpoint::parse) : List.of();
    }

    private static String clientId(String text) {
        if (text.indexOf('\0') >= 0 || text.length() > 1000) {
            throw new IllegalArgumentException("a client id has no null character and at most 1000 characters");
        }
        return text;
    }

    private static String shareGroup(String text) {
        TopicFilter.parse("a").sharedBy(text);
        if (text.indexOf('/') >= 0) {
            throw new IllegalArgumentException("a share name has no / [MQTT-4.8.2-1]");
        }
        if (text.indexOf(',') >= 0) {
            throw new IllegalArgumentException(
                    "it is one name, and no list; a comma parts filters in the source offset");
        }
        return text;
    }

    private static String rowName(String text) {
        if (!ROW_NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("a name has letters, digits, _ and - only");
        }
        return text;
    }

    private static int qos(String text) {
        return switch (text) {
            case "0" -> 0;
            case "1" -> 1;
            case "2" -> 2;
            default -> throw new IllegalArgumentException("it is no QoS");
        };
    }
}
