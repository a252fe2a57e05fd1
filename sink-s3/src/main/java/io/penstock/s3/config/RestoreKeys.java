package io.penstock.s3.config;

import io.penstock.common.config.Key;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The keys that say what is restored, and where to. */
final class RestoreKeys {

    private static final String GROUP = "Restore";

    static final Key<List<String>> TOPICS = Key.list("restore.topics")
            .group(GROUP)
            .display("Topics")
            .doc(
                    "The topics to restore, by the names that stand in the objects' keys. key.converter, value.converter and header.converter"
                            + " must be set for the connector: to ByteArrayConverter, or StringConverter where the sink had that.")
            .importance(Importance.HIGH)
            .required();
    static final Key<String> LEDGER_ID = Key.string("ledger.id")
            .group(GROUP)
            .display("Ledger id")
            .doc(
                    "The ledger.id of the sink that wrote the archive: its connector's name, unless it was set. Its commit records decide"
                            + " which objects belong to the archive. none: all objects do, for archives of delivery.guarantee=at_least_once and"
                            + " copies without _penstock/.")
            .importance(Importance.HIGH)
            .required();
    static final Key<String> TARGET = Key.string("restore.topic.name")
            .group(GROUP)
            .display("Target topic")
            .doc(
                    "The topic that records are written to, in which ${topic} stands for the archived one's name. It needs as many partitions"
                            + " as that one had. It may be ${topic} itself, where the sink does"
                            + " not archive that any more: it would archive what is restored, and the restore would follow it without end.")
            .importance(Importance.HIGH)
            .required();
    static final Key<Duration> RESCAN = Key.millis("restore.rescan.ms", Duration.ofSeconds(1), Duration.ofDays(1))
            .group(GROUP)
            .display("Rescan")
            .doc(
                    "How long after the end of the archive the bucket is listed again, for what has come since. Where listing it takes long,"
                            + " all files are listed after twenty times as long as that took only; meanwhile the sink's commit records say what has come.")
            .importance(Importance.LOW)
            .defaultsTo("60000");

    static final Key<Long> LISTING_BYTES = Key.bytes("restore.listing.bytes", 64 * 1024, Long.MAX_VALUE)
            .group(GROUP)
            .display("Memory for the listing")
            .doc(
                    "The most memory in a task for what it must remember of its partitions' files: some 50 bytes a file where keys are as the"
                            + " default template makes them (100 with ledger.id=none), and as much more as the key is long where they have nothing in"
                            + " common. An archive that needs more is refused (PEN-434).")
            .importance(Importance.LOW)
            .defaultsTo(Long.toString(256L * 1024 * 1024));

    static final Key<Long> READ_BYTES = Key.bytes("restore.read.bytes", 1024 * 1024, Long.MAX_VALUE)
            .group(GROUP)
            .display("Memory for reading")
            .doc(
                    "The most memory in a task for the contents of the files that are open together: those whose offsets interleave. With less than"
                            + " 200 KiB a file, parts of them are decoded or fetched again; with less than what their next records and parsers take, some"
                            + " 30 KiB a file (100 with .gz and avro), the task fails (PEN-435).")
            .importance(Importance.LOW)
            .defaultsTo(Long.toString(128L * 1024 * 1024));

    private RestoreKeys() {}
}
