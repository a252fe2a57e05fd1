package io.penstock.chaos.cluster;

import java.util.List;
import java.util.Locale;

/** What things are called in Kafka and in the targets. Connectors and services are named by the {@link io.penstock.chaos.plan.Topology}. */
public final class Names {

    public static final String TOPIC = "chaos";
    public static final int PARTITIONS = 6;

    /** Where the source that delivers exactly once commits what no message carries. */
    static final String MQTT_LEDGER = "chaos-mqtt-ledger";

    public static final String DATABASE = "chaos";
    public static final String INSERTED = "inserted";
    public static final String UPSERTED = "upserted";

    /** For each key of each partition the highest offset that {@link #UPSERTED} ever had under it, also when its row was deleted since. */
    private static final String HEIGHTS = "heights";

    /** Holds a row for each time that {@link #UPSERTED} took a record that was not newer than all before under its key. */
    public static final String REGRESSIONS = "regressions";

    /** The field of the payload that makes the paths of {@link io.penstock.chaos.plan.Topology#FIELD_SINK}. */
    public static final String ZONE_FIELD = "zone";

    /** Of the row or line: where Connect found the record in Kafka. */
    public static final String PARTITION_FIELD = "kafka_partition";

    public static final String OFFSET_FIELD = "kafka_offset";

    /** The group of the Connect cluster. */
    public static final String GROUP = "chaos";

    private static final String COLUMNS = "publisher integer, sequence bigint, key text, speed double precision,"
            + " digest text, padding text, " + PARTITION_FIELD + " integer, " + OFFSET_FIELD + " bigint";

    /**
     * To be run in this order. A table without a key, so that nothing but the ledger keeps rows from coming twice; one with a key, and a trigger
     * that remembers what the last state of a row does not show: that a record came behind a newer one, or a second time. It looks after
     * the statement, since before an INSERT nobody knows whether it will turn into an UPDATE.
     */
    public static final List<String> TABLES = List.of(
            "CREATE TABLE " + INSERTED + " (" + COLUMNS + ", arrival bigserial)",
            "CREATE TABLE " + UPSERTED + " (id text PRIMARY KEY, " + COLUMNS + ")",
            "CREATE TABLE " + REGRESSIONS + " (id text, " + PARTITION_FIELD
                    + " integer, old_offset bigint, new_offset bigint)",
            "CREATE TABLE " + HEIGHTS + " (id text, " + PARTITION_FIELD + " integer, height bigint, PRIMARY KEY (id, "
                    + PARTITION_FIELD + "))",
            "CREATE FUNCTION remember_regression() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public."
                    + HEIGHTS + " AS h VALUES (NEW.id, NEW." + PARTITION_FIELD + ", NEW." + OFFSET_FIELD
                    + ") ON CONFLICT (id, " + PARTITION_FIELD + ") DO UPDATE SET height = EXCLUDED.height"
                    + " WHERE h.height < EXCLUDED.height; IF NOT FOUND THEN INSERT INTO public." + REGRESSIONS
                    + " SELECT h.id, h." + PARTITION_FIELD + ", h.height, NEW." + OFFSET_FIELD + " FROM public."
                    + HEIGHTS
                    + " h WHERE h.id = NEW.id AND h." + PARTITION_FIELD + " = NEW." + PARTITION_FIELD
                    + "; END IF; RETURN NULL; END $$",
            "CREATE TRIGGER remember_regression AFTER INSERT OR UPDATE ON " + UPSERTED
                    + " FOR EACH ROW EXECUTE FUNCTION remember_regression()");

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
