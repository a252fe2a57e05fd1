package io.penstock.s3.config;

import io.penstock.common.config.DeliveryGuarantee;
import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.common.offset.WitnessCheck;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The keys that say what is promised, and within which memory. */
final class DeliveryKeys {

    private static final String GROUP = "Delivery";

    static final Key<DeliveryGuarantee> GUARANTEE = Key.oneOf("delivery.guarantee", DeliveryGuarantee.class)
            .group(GROUP)
            .display("Delivery guarantee")
            .doc(
                    "exactly_once: each record is in exactly one object, through crashes, rebalances and zombies; the store"
                            + " must honour If-None-Match on PutObject. at_least_once: any store, and a crash may write records"
                            + " again.")
            .importance(Importance.HIGH)
            .defaultsTo("exactly_once");
    static final Key<String> LEDGER_ID = Key.string("ledger.id")
            .group(GROUP)
            .display("Ledger id")
            .doc(
                    "Under which name commit records stand in the bucket: _penstock/<ledger id>/<topic>/<partition>/. Default:"
                            + " the connector's name. Two clusters that write to one bucket need different ones; a renamed"
                            + " connector keeps its place with its old one.")
            .optional();
    static final Key<Duration> RETENTION = Key.millis(
                    "commit.retention.ms", Duration.ofMinutes(10), Duration.ofDays(3650))
            .group(GROUP)
            .display("Retention of commit records")
            .doc("How long old commit records are kept. A task that slept longer is still fenced, by one listing more.")
            .importance(Importance.LOW)
            .defaultsTo(Long.toString(Duration.ofDays(7).toMillis()));
    static final Key<WitnessCheck> WITNESS_CHECK = Key.oneOf("witness.check", WitnessCheck.class)
            .group(GROUP)
            .display("Witness check")
            .doc(
                    "How closely a record that is delivered again must resemble the one that was stored, before a topic counts"
                            + " as created anew: record compares timestamp, key and value; timestamp is for transforms that"
                            + " change values at random.")
            .importance(Importance.LOW)
            .defaultsTo("record");
    static final Key<Long> BUFFER_MEMORY = Key.bytes("buffer.memory.bytes", 1024 * 1024, Long.MAX_VALUE)
            .group(GROUP)
            .display("Buffer memory")
            .doc(
                    "The most that a task holds for all its open files; what claims take is beside it. Under pressure the partition with the oldest data"
                            + " completes its file. At least three times s3.part.size, with format=parquet six times unless"
                            + " parquet.row.group.bytes is set.")
            .defaultsTo(Long.toString(32L * 1024 * 1024));

    static final Key<Path> SPILL_DIR = Key.parsed(
                    "buffer.spill.dir", DeliveryKeys::absolute, "the absolute path of a directory on each worker")
            .group(GROUP)
            .display("Spill directory")
            .doc(
                    "A directory on a local disk of each worker, to which the task may write; full chunks of open files go there"
                            + " when buffer.memory.bytes has no room for them, so that many open files become large objects. What"
                            + " formats and compressors hold before they give it out (blocks of avro, row groups of parquet, frames"
                            + " of zstd, gzip's window) stays in memory: jsonl and bytes gain the most. Each task has one file there"
                            + " without a name. When the disk is full, files are committed early, as they are without the key.")
            .importance(Importance.LOW)
            .optional();
    static final Key<Long> SPILL_BYTES = Key.bytes("buffer.spill.bytes", 1024 * 1024, 1L << 44)
            .group(GROUP)
            .display("Spill bytes")
            .doc("The most that one task keeps in buffer.spill.dir; to be set with it.")
            .importance(Importance.LOW)
            .optional();

    static final Key<Integer> CLAIM_CONCURRENCY = Key.integer("claim.concurrency", 1, 64)
            .group(GROUP)
            .display("Claims side by side")
            .doc(
                    "How many partitions are claimed at a time when the task is given many. Each may hold its partition's last"
                            + " commit record (at most s3.part.size, or a quarter of buffer.memory.bytes up to 16 MiB) in memory"
                            + " meanwhile, and all together listings of some ten megabytes, beside buffer.memory.bytes.")
            .importance(Importance.LOW)
            .defaultsTo("4");

    static final Key<Integer> UPLOAD_CONCURRENCY = Key.integer("upload.concurrency", 1, 32)
            .group(GROUP)
            .display("Files made visible side by side")
            .doc(
                    "How many files of one batch are made visible at a time, once the batch's commit record stands; 1: one after"
                            + " the other. The partition's next batch waits for all of them. They are sent out of"
                            + " buffer.memory.bytes, without copies.")
            .importance(Importance.LOW)
            .defaultsTo("8");

    private static Path absolute(String text) {
        Path path = Path.of(text);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("it is not absolute");
        }
        return path;
    }

    /** Whether there is such a directory is looked at where the task runs. */
    static void checkSpill(Values values, Problems problems) {
        boolean directory = values.written(SPILL_DIR);
        boolean bytes = values.written(SPILL_BYTES);
        if (directory && !bytes) {
            problems.add(
                    SPILL_BYTES.name(),
                    "it is not set, and buffer.spill.dir is",
                    "Say how much of the disk one task may take.");
        } else if (bytes && !directory) {
            problems.add(
                    SPILL_DIR.name(), "it is not set, and buffer.spill.bytes is", "Set it, or take the other out.");
        }
    }

    private DeliveryKeys() {}
}
