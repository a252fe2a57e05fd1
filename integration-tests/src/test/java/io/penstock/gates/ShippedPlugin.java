package io.penstock.gates;

/** What a plugin's ZIP promises. */
enum ShippedPlugin {
    MQTT_SOURCE(
            "penstock-source-mqtt",
            "source-mqtt",
            Kind.SOURCE,
            "io.penstock.mqtt.MqttSourceConnector",
            6 * 1024 * 1024),
    JDBC_SINK("penstock-sink-jdbc", "sink-jdbc", Kind.SINK, "io.penstock.jdbc.JdbcSinkConnector", 10 * 1024 * 1024),
    S3_SINK("penstock-sink-s3", "sink-s3", Kind.SINK, "io.penstock.s3.S3SinkConnector", 25 * 1024 * 1024);

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

    final String artifact;
    final String module;
    final Kind kind;

    /** The class that a user names in {@code connector.class}. */
    final String connector;

    /** The size that its page promises not to exceed. */
    final long maxBytes;

    ShippedPlugin(String artifact, String module, Kind kind, String connector, long maxBytes) {
        this.artifact = artifact;
        this.module = module;
        this.kind = kind;
        this.connector = connector;
        this.maxBytes = maxBytes;
    }
}
