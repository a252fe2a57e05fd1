package io.penstock.quickstart.parts;

import java.util.List;

/** What lies in {@code config-examples/}, and what the worker must know to resolve it. */
final class ConnectorFiles {

    static final String MQTT_SOURCE = "mqtt-source-vehicle-positions.json";
    static final String JDBC_SINK = "jdbc-sink-vehicle-positions.json";
    static final String S3_SINK = "s3-sink-vehicle-positions.json";

    static final List<String> ALL = List.of(MQTT_SOURCE, JDBC_SINK, S3_SINK);

    static final String MQTT_URI = "PENSTOCK_MQTT_URI";
    static final String JDBC_URL = "PENSTOCK_JDBC_URL";
    static final String JDBC_USER = "PENSTOCK_JDBC_USER";
    static final String JDBC_PASSWORD = "PENSTOCK_JDBC_PASSWORD";
    static final String S3_URL = "PENSTOCK_S3_URL";
    static final String S3_BUCKET = "PENSTOCK_S3_BUCKET";
    static final String S3_REGION = "PENSTOCK_S3_REGION";
    static final String S3_ACCESS_KEY_ID = "PENSTOCK_S3_ACCESS_KEY_ID";
    static final String S3_SECRET_ACCESS_KEY = "PENSTOCK_S3_SECRET_ACCESS_KEY";

    /** The environment variables that the examples name. */
    static final List<String> VARIABLES = List.of(
            MQTT_URI,
            JDBC_URL,
            JDBC_USER,
            JDBC_PASSWORD,
            S3_URL,
            S3_BUCKET,
            S3_REGION,
            S3_ACCESS_KEY_ID,
            S3_SECRET_ACCESS_KEY);

    private ConnectorFiles() {}
}
