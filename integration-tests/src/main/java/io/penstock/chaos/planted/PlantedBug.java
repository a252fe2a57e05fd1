package io.penstock.chaos.planted;

import io.penstock.chaos.plan.Profile;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Mistakes that an engineer could make in a connector, each as a patch of its sources. A run with one of them must end in a
 * breach: an instrument that does not see them sees nothing.
 */
public enum PlantedBug {
    ACK_BEFORE_KAFKA(
            "The MQTT source acknowledges a message as soon as it holds it, before Kafka has it.",
            "source-mqtt",
            Profile.MQTT,
            "mqtt → kafka: missing, after a kill of the worker that has the source"),
    DUPLICATES_DROPPED(
            "The MQTT source takes each message that comes with DUP for one that Kafka has.",
            "source-mqtt",
            Profile.MQTT,
            "mqtt → kafka: missing, after a kill of the worker that has the source, or a lost connection to the broker"),
    BLIND_COMMIT_RETRY(
            "The JDBC sink writes a batch again without asking the ledger, after the connection was lost under a COMMIT.",
            "sink-jdbc",
            Profile.JDBC,
            "kafka → jdbc-insert: twice, after a cut or swallowed answers at a COMMIT"),
    LEDGER_WITHOUT_EPOCH(
            "The JDBC sink moves a ledger row whoever holds it, so that a former owner writes too.",
            "sink-jdbc",
            Profile.JDBC,
            "kafka → jdbc-insert: twice, after a worker was frozen for longer than its session"),
    LEDGER_BEFORE_ROWS(
            "The JDBC sink commits its position before the rows, in a transaction of its own.",
            "sink-jdbc",
            Profile.JDBC,
            "kafka → jdbc-insert and kafka → jdbc-upsert: missing, after any failure in the middle of a flush"),
    DEAD_LETTER_SKIPPED(
            "The JDBC sink logs records that do not fit their table, and goes on without a dead letter.",
            "sink-jdbc",
            Profile.JDBC,
            "kafka → jdbc-insert and kafka → jdbc-upsert: fewer dead letters than are due, without any fault"),
    FIRST_CHANGE_WINS(
            "The JDBC sink keeps the first of a batch's changes to a key, not the last.",
            "sink-jdbc",
            Profile.JDBC,
            "kafka → jdbc-upsert: altered, without any fault"),
    S3_WITHOUT_PUT_IF_ABSENT(
            "The S3 sink puts commit records and objects over what stands there, so that a former owner's append is not refused.",
            "sink-s3",
            Profile.S3,
            "kafka → s3-plain: missing or twice, after a worker was frozen for longer than its session"),
    PARTIAL_OBJECT_AFTER_POISON(
            "The S3 sink stores the open file when a bad record comes, and takes it for the whole one when the file is complete.",
            "sink-s3",
            Profile.S3,
            "kafka → s3-plain: objects that cannot be unpacked; kafka → s3-timed: missing; without any fault"),
    STALE_LINE_AFTER_POISON(
            "The S3 sink writes what is left of the record before, when a bad record comes.",
            "sink-s3",
            Profile.S3,
            "kafka → s3-plain and kafka → s3-timed: twice, without any fault"),
    GROUP_OFFSET_TRUSTED(
            "Both sinks begin where the consumer group stands, whatever the ledger says.",
            "common",
            Profile.JDBC,
            "kafka → jdbc-insert: twice, after a kill of a worker");

    private static final Path DIRECTORY = Path.of("integration-tests", "planted-bugs");

    private final String title;
    private final String module;
    private final Profile profile;
    private final String symptom;

    PlantedBug(String title, String module, Profile profile, String symptom) {
        this.title = title;
        this.module = module;
        this.profile = profile;
        this.symptom = symptom;
    }

    /** What is wrong, in one sentence. */
    public String title() {
        return title;
    }

    /** Directory of the Maven module whose sources it changes. */
    public String module() {
        return module;
    }

    /** Which runs can catch it. */
    public Profile profile() {
        return profile;
    }

    /** What the checker should see, and after which faults. */
    public String symptom() {
        return symptom;
    }

    /** The unified diff, relative to the repository. */
    public Path patch() {
        return DIRECTORY.resolve(name().toLowerCase(Locale.ROOT).replace('_', '-') + ".patch");
    }
}
