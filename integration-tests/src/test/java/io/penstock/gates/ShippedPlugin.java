package io.penstock.gates;

import java.util.List;

/** What a plugin's ZIP promises. */
enum ShippedPlugin {
    MQTT_SOURCE(
            "penstock-source-mqtt",
            "source-mqtt",
            6 * 1024 * 1024,
            new Component(Kind.SOURCE, "io.penstock.mqtt.MqttSourceConnector")),
    JDBC_SINK(
            "penstock-sink-jdbc",
            "sink-jdbc",
            10 * 1024 * 1024,
            new Component(Kind.SINK, "io.penstock.jdbc.JdbcSinkConnector")),
    S3_SINK(
            "penstock-sink-s3",
            "sink-s3",
            25 * 1024 * 1024,
            new Component(Kind.SINK, "io.penstock.s3.S3SinkConnector"),
            new Component(Kind.SOURCE, "io.penstock.s3.S3RestoreSourceConnector"));

    /** The word of the manifest, and the file by which ServiceLoader finds the connector (KIP-898). */
    enum Kind {
        SOURCE("source", "META-INF/services/org.apache.kafka.connect.source.SourceConnector"),
        SINK("sink", "META-INF/services/org.apache.kafka.connect.sink.SinkConnector");

        final String word;
        final String service;

        Kind(String word, String service) {
            this.word = word;
            this.service = service;
        }
    }

    /** @param connector the class that a user names in {@code connector.class} */
    record Component(Kind kind, String connector) {}

    final String artifact;
    final String module;

    /** The size that its page promises not to exceed. */
    final long maxBytes;

    /** In the order of the manifest; one of each kind at most. */
    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    final List<Component> components;

    ShippedPlugin(String artifact, String module, long maxBytes, Component... components) {
        this.artifact = artifact;
        this.module = module;
        this.maxBytes = maxBytes;
        this.components = List.of(components);
    }
}
