package io.penstock.chaos.cluster;

import java.util.Locale;
import java.util.Map;

/** What things are called in Kafka and in the targets. Connectors and services are named by the {@link io.penstock.chaos.plan.Topology}. */
public final class Names {

    public static final String TOPIC = "chaos";
    public static final int PARTITIONS = 6;

    /** What the source subscribes to. */
    public static final String MQTT_FILTER = "chaos/#";

    /** The client id of the source. */
    public static final String MQTT_SESSION = "chaos-source";

    public static final String DATABASE = "chaos";
    public static final String INSERTED = "inserted";
    public static final String UPSERTED = "upserted";

    public static final String PLAIN_BUCKET = "chaos-plain";
    public static final String TIMED_BUCKET = "chaos-timed";

    /** Of the row or line: where Connect found the record in Kafka. */
    public static final String PARTITION_FIELD = "kafka_partition";

    public static final String OFFSET_FIELD = "kafka_offset";

    /** The group of the Connect cluster. */
    public static final String GROUP = "chaos";

    private static final String COLUMNS = "publisher integer, sequence bigint, key text, speed double precision,"
            + " digest text, padding text, " + PARTITION_FIELD + " integer, " + OFFSET_FIELD + " bigint";

    /** By table: without a key, so that nothing but the ledger keeps rows from coming twice; and with one. */
    static final Map<String, String> TABLES = Map.of(
            INSERTED, "CREATE TABLE " + INSERTED + " (" + COLUMNS + ", arrival bigserial)",
            UPSERTED, "CREATE TABLE " + UPSERTED + " (id text PRIMARY KEY, " + COLUMNS + ")");

    private Names() {}

    /** The topic of a sink's dead letters. */
    public static String deadLetters(String connector) {
        return connector + "-dead";
    }

    /** The variable in a worker's environment that tells under which port it reaches a target. */
    static String portVariable(String target) {
        return "CHAOS_" + target.toUpperCase(Locale.ROOT) + "_PORT";
    }
}
