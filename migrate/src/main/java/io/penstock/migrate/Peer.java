package io.penstock.migrate;

import io.penstock.common.config.ConfigSpec;
import io.penstock.jdbc.JdbcSinkConnector;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.mqtt.MqttSourceConnector;
import io.penstock.mqtt.config.MqttKeys;
import io.penstock.s3.S3SinkConnector;
import io.penstock.s3.config.S3SinkConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.connect.connector.Connector;

/**
 * A connector that users come from.
 *
 * @param classes what its {@code connector.class} says, old names too
 * @param ours which of ours takes its place
 * @param offsets what its users must do about where it goes on
 */
record Peer(
        String name,
        List<String> classes,
        Supplier<Connector> ours,
        ConfigSpec spec,
        Consumer<Translation> translator,
        String offsets) {

    private static final String SINK =
            "stop the other connector (PUT /connectors/NAME/stop), look that its offsets are committed, and create ours"
                    + " under the SAME NAME: its consumer group, connect-NAME, goes on where it stood. ";

    private static final String TABLE =
            SINK + "No row in offsets.table means no opinion: the group decides. What the other had written beyond its"
                    + " committed offsets is written again, once. The way back is the same.";

    private static final String BUCKET = SINK
            + "No commit records in the bucket mean no opinion: the group decides. What the other had written beyond"
            + " its committed offsets is then in two objects, as their names differ. The way back is the same.";

    private static final String LENSES_BUCKET = BUCKET
            + " The other keeps positions in an index in the bucket too: compare it with the group's before you start"
            + " ours, and remove it before you go back.";

    private static final String SESSION =
            "the position is the broker's session, by client id, and not an offset of Connect's. Under a client id of its"
                    + " own, ours starts beside the other, which is stopped then: messages in between are there twice. Started"
                    + " after it, those in between are missing.";

    static final List<Peer> ALL = List.of(
            jdbc("Confluent JDBC sink", "io.confluent.connect.jdbc.JdbcSinkConnector", ConfluentJdbcSink::translate),
            jdbc("Aiven JDBC sink", "io.aiven.connect.jdbc.JdbcSinkConnector", AivenJdbcSink::translate),
            jdbc("Debezium JDBC sink", "io.debezium.connector.jdbc.JdbcSinkConnector", DebeziumJdbcSink::translate),
            s3("Confluent S3 sink", "io.confluent.connect.s3.S3SinkConnector", ConfluentS3Sink::translate, BUCKET),
            s3(
                    "Aiven S3 sink",
                    "io.aiven.kafka.connect.s3.AivenKafkaConnectS3SinkConnector",
                    AivenS3Sink::translate,
                    BUCKET),
            s3(
                    "Lenses S3 sink",
                    "io.lenses.streamreactor.connect.aws.s3.sink.S3SinkConnector",
                    LensesS3Sink::translate,
                    LENSES_BUCKET),
            mqtt(
                    "Confluent MQTT source",
                    List.of("io.confluent.connect.mqtt.MqttSourceConnector"),
                    ConfluentMqttSource::translate),
            mqtt(
                    "Lenses MQTT source",
                    List.of(
                            "io.lenses.streamreactor.connect.mqtt.source.MqttSourceConnector",
                            "com.datamountaineer.streamreactor.connect.mqtt.source.MqttSourceConnector"),
                    LensesMqttSource::translate));

    private static Peer jdbc(String name, String connectorClass, Consumer<Translation> translator) {
        return new Peer(name, List.of(connectorClass), JdbcSinkConnector::new, JdbcSinkConfig.SPEC, translator, TABLE);
    }

    private static Peer s3(String name, String connectorClass, Consumer<Translation> translator, String offsets) {
        return new Peer(name, List.of(connectorClass), S3SinkConnector::new, S3SinkConfig.SPEC, translator, offsets);
    }

    private static Peer mqtt(String name, List<String> classes, Consumer<Translation> translator) {
        return new Peer(name, classes, MqttSourceConnector::new, MqttKeys.SPEC, translator, SESSION);
    }

    static Optional<Peer> of(String connectorClass) {
        return ALL.stream()
                .filter(peer -> peer.classes().contains(connectorClass))
                .findFirst();
    }

    @Override
    public String toString() {
        return name;
    }

    /** Whether a class comes with one of these makers' connectors or distributions, and not with Kafka. */
    static boolean brings(String className) {
        return Stream.of("io.confluent.", "io.aiven.", "io.debezium.", "io.lenses.", "com.datamountaineer.")
                .anyMatch(className::startsWith);
    }
}
