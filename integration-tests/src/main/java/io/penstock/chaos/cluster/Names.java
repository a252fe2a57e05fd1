package io.penstock.chaos.cluster;

import java.util.List;
import java.util.Locale;

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

    /** Holds a row for each time that a row of {@link #UPSERTED} was overwritten with an older record. */
    public static final String REGRESSIONS = "regressions";

    public static final String PLAIN_BUCKET = "chaos-plain";
    public static final String TIMED_BUCKET = "chaos-timed";

    /** Of the row or line: where Connect found the record in Kafka. */
    public static final String PARTITION_FIELD = "kafka_partition";

    public static final String OFFSET_FIELD = "kafka_offset";

    /** The group of the Connect cluster. */
    public static final String GROUP = "chaos";

    private static final String COLUMNS = "publisher integer, sequence bigint, key text, speed double precision,"
            + " digest text, padding text, " + PARTITION_FIELD + " integer, " + OFFSET_FIELD + " bigint";

    /**
     * To be run in this order. A table without a key, so that nothing but the ledger keeps rows from coming twice; one with a key, and a trigger
     * that remembers what the last state of a row does not show. A key has one partition, so that its offsets can be compared.
     */
    public static final List<String> TABLES = List.of(
            "CREATE TABLE " + INSERTED + " (" + COLUMNS + ", arrival bigserial)",
            "CREATE TABLE " + UPSERTED + " (id text PRIMARY KEY, " + COLUMNS + ")",
            "CREATE TABLE " + REGRESSIONS + " (id text, " + PARTITION_FIELD
                    + " integer, old_offset bigint, new_offset bigint)",
            "CREATE FUNCTION remember_regression() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public."
                    + REGRESSIONS + " VALUES (OLD.id, NEW." + PARTITION_FIELD + ", OLD." + OFFSET_FIELD + ", NEW."
                    + OFFSET_FIELD + "); RETURN NEW; END $$",
            "CREATE TRIGGER remember_regression BEFORE UPDATE ON " + UPSERTED + " FOR EACH ROW WHEN (NEW."
                    + OFFSET_FIELD + " < OLD." + OFFSET_FIELD + ") EXECUTE FUNCTION remember_regression()");

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
