package io.penstock.chaos.planted;

import io.penstock.chaos.check.Hop;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Topology;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Mistakes that an engineer could make in a connector, each as a patch of its sources. A run with one of them must end in a
 * breach: an instrument that does not see them sees nothing.
 */
public enum PlantedBug {
    ACK_BEFORE_KAFKA(
            "The MQTT source acknowledges a message as soon as it holds it, before Kafka has it.",
            "source-mqtt",
            Profile.MQTT,
            "after a kill of the worker that has the source",
            new Sign(Sign.QOS_1, Counter.MISSING),
            new Sign(Sign.QOS_2, Counter.MISSING)),
    DUPLICATES_DROPPED(
            "The MQTT source takes each message that comes with DUP for one that Kafka has.",
            "source-mqtt",
            Profile.MQTT,
            "after a kill of the worker that has the source, or a lost connection to the broker",
            new Sign(Sign.QOS_1, Counter.MISSING),
            new Sign(Sign.QOS_2, Counter.MISSING)),
    MEMORY_LEFT_OUT(
            "The MQTT source leaves out of its offset which messages of QoS 2 it has stored.",
            "source-mqtt",
            Profile.MQTT,
            "after a kill of the worker that has the source, in transactions",
            new Sign(Sign.QOS_2, Counter.REPEATED)),
    RECEIPT_BEFORE_COMMIT(
            "The MQTT source sends PUBREC as soon as it holds a message, before the transaction that remembers it is committed.",
            "source-mqtt",
            Profile.MQTT,
            "after a kill of the worker that has the source, in transactions",
            new Sign(Sign.QOS_2, Counter.MISSING)),
    BLIND_COMMIT_RETRY(
            "The JDBC sink writes a batch again without asking the ledger, after the connection was lost under a COMMIT.",
            "sink-jdbc",
            Profile.JDBC,
            "after a cut or swallowed answers at a COMMIT",
            new Sign(Sign.INSERT, Counter.TWICE)),
    LEDGER_WITHOUT_EPOCH(
            "The JDBC sink moves a ledger row whoever holds it, so that a former owner writes too.",
            "sink-jdbc",
            Profile.JDBC,
            "after a worker was frozen for longer than its session",
            new Sign(Sign.INSERT, Counter.TWICE)),
    LEDGER_BEFORE_ROWS(
            "The JDBC sink commits its position before the rows, in a transaction of its own.",
            "sink-jdbc",
            Profile.JDBC,
            "after any failure in the middle of a flush",
            new Sign(Sign.INSERT, Counter.MISSING),
            new Sign(Sign.UPSERT, Counter.MISSING)),
    DEAD_LETTER_SKIPPED(
            "The JDBC sink logs records that do not fit their table, and goes on without a dead letter.",
            "sink-jdbc",
            Profile.JDBC,
            "without any fault",
            new Sign(Sign.INSERT, Counter.DEAD_LETTERS_MISSING),
            new Sign(Sign.UPSERT, Counter.DEAD_LETTERS_MISSING)),
    FIRST_CHANGE_WINS(
            "The JDBC sink keeps the first of a batch's changes to a key, not the last.",
            "sink-jdbc",
            Profile.JDBC,
            "without any fault",
            new Sign(Sign.UPSERT, Counter.MISSING),
            new Sign(Sign.UPSERT, Counter.ALTERED)),
    S3_WITHOUT_PUT_IF_ABSENT(
            "The S3 sink puts commit records and objects over what stands there, so that a former owner's append is not refused.",
            "sink-s3",
            Profile.S3,
            "after a worker was frozen for longer than its session",
            new Sign(Sign.PLAIN, Counter.MISSING),
            new Sign(Sign.PLAIN, Counter.TWICE)),
    PARTIAL_OBJECT_AFTER_POISON(
            "The S3 sink stores the open file when a bad record comes, and takes it for the whole one when the file is complete.",
            "sink-s3",
            Profile.S3,
            "without any fault",
            new Sign(Sign.PLAIN, Counter.DAMAGED),
            new Sign(Sign.TIMED, Counter.MISSING)),
    STALE_LINE_AFTER_POISON(
            "The S3 sink writes what is left of the record before, when a bad record comes.",
            "sink-s3",
            Profile.S3,
            "without any fault",
            new Sign(Sign.PLAIN, Counter.TWICE),
            new Sign(Sign.TIMED, Counter.TWICE)),
    FULLEST_FILE_ONLY(
            "The S3 sink commits the fullest of a partition's open files, and a position beyond the records of all.",
            "sink-s3",
            Profile.S3,
            "without any fault",
            new Sign(Sign.FIELD, Counter.MISSING),
            new Sign(Sign.TIMED, Counter.MISSING)),
    GROUP_OFFSET_TRUSTED(
            "Both sinks begin where the consumer group stands, whatever the ledger says.",
            "common",
            Profile.JDBC,
            "after a kill of a worker",
            new Sign(Sign.INSERT, Counter.TWICE));

    /** One of the ways in which a hop can be bad. */
    private enum Counter {
        MISSING,
        TWICE,
        /** Where some repetitions are allowed, one that is not. */
        REPEATED,
        ALTERED,
        DEAD_LETTERS_MISSING,
        DAMAGED;

        boolean shows(Hop hop) {
            return switch (this) {
                case MISSING -> hop.missing() > 0;
                case TWICE -> hop.twice() > 0;
                case REPEATED -> hasBreach(hop, "twice");
                case ALTERED -> hop.altered() > 0;
                // Without those of Connect's converter, which Connect itself may lose.
                case DEAD_LETTERS_MISSING -> hasBreach(hop, "dead letters missing");
                case DAMAGED -> hasBreach(hop, "damaged");
            };
        }

        private static boolean hasBreach(Hop hop, String kind) {
            return hop.breaches().stream().anyMatch(breach -> breach.matches("(?s)\\d+ " + kind + ": .*"));
        }
    }

    /** A hop and what is bad there. */
    private record Sign(String hop, Counter counter) {

        private static final String QOS_1 = Topology.QOS_1_SOURCE + " → kafka";
        private static final String QOS_2 = Topology.QOS_2_SOURCE + " → kafka";
        private static final String INSERT = "kafka → " + Topology.INSERT_SINK;
        private static final String UPSERT = "kafka → " + Topology.UPSERT_SINK;
        private static final String PLAIN = "kafka → " + Topology.PLAIN_SINK;
        private static final String TIMED = "kafka → " + Topology.TIMED_SINK;
        private static final String FIELD = "kafka → " + Topology.FIELD_SINK;

        boolean shows(Hop other) {
            return other.name().equals(hop) && counter.shows(other);
        }

        @Override
        public String toString() {
            return hop + ": " + counter.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private static final Path DIRECTORY = Path.of("integration-tests", "planted-bugs");

    private final String title;
    private final String module;
    private final Profile profile;
    private final String occasion;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Sign> signs;

    PlantedBug(String title, String module, Profile profile, String occasion, Sign... signs) {
        this.title = title;
        this.module = module;
        this.profile = profile;
        this.occasion = occasion;
        this.signs = List.of(signs);
    }

    /** What is wrong, in one sentence. */
    public String title() {
        return title;
    }

    /** Directory of the Maven module whose sources it changes. */
    public String module() {
        return module;
    }

    /** Which runs hunt it best; those of the whole pipeline can catch it too. */
    public Profile profile() {
        return profile;
    }

    /** Whether it is in the code that runs in transactions only. */
    public boolean needsTransactions() {
        return this == MEMORY_LEFT_OUT || this == RECEIPT_BEFORE_COMMIT;
    }

    /** Whether a run of this profile can catch it. */
    public boolean runsIn(Profile other) {
        return other == profile || other == Profile.ALL;
    }

    /** Whether the hops show what this bug does, and not just anything. */
    public boolean isCaught(List<Hop> hops) {
        return hops.stream().anyMatch(hop -> signs.stream().anyMatch(sign -> sign.shows(hop)));
    }

    /** What the checker should see, and after which faults. */
    public String symptom() {
        return signs.stream().map(Sign::toString).collect(Collectors.joining(" or ")) + ", " + occasion;
    }

    /** The unified diff, relative to the repository. */
    public Path patch() {
        return DIRECTORY.resolve(name().toLowerCase(Locale.ROOT).replace('_', '-') + ".patch");
    }
}
