package io.penstock.s3.config;

import io.penstock.common.config.Key;
import io.penstock.common.config.Values;
import io.penstock.common.template.Template;
import io.penstock.s3.partition.FileStart;
import io.penstock.s3.partition.FileVocabulary;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The keys that say what objects are called, and when they are complete. */
final class FileKeys {

    static final String LAYOUT = "Layout";
    static final String FORMAT = "Format";
    private static final String ROTATION = "Rotation";
    private static final Duration FAR = Duration.ofDays(365);

    /** The least that S3 takes for any part of an upload but the last. */
    static final long MIN_PART_BYTES = 5L * 1024 * 1024;

    static final long MAX_PART_BYTES = Integer.MAX_VALUE;
    /** The most that S3 takes. */
    static final long MAX_PARTS = 10_000;
    /** A file is larger than file.max.bytes by its last record, what a compressor held back, and a footer: there are parts left for these. */
    static final long PLANNED_PARTS = MAX_PARTS - MAX_PARTS / 100;

    static final Key<String> TOPICS_DIR = Key.string("topics.dir")
            .group(LAYOUT)
            .display("Top directory")
            .doc(
                    "The first segment of object keys, for the template's ${topics.dir}. Empty is the default; for none, leave"
                            + " ${topics.dir} out of file.name.template.")
            .importance(Importance.HIGH)
            .defaultsTo("topics");
    static final Key<Template<FileStart>> NAME_TEMPLATE = Key.parsed(
                    "file.name.template",
                    text -> Template.parse(text, new FileVocabulary()),
                    "a template of ${topics.dir}, ${topic}, ${source.topic}, ${partition}, ${partition.path}, ${start.offset},"
                            + " ${timestamp|<pattern>|<zone>} and ${extension}")
            .group(LAYOUT)
            .display("Object key template")
            .doc(
                    "What objects are called. ${partition.path} is what the partitioner makes, partition=<number> without one. It must"
                            + " hold ${topic} (or ${source.topic}), ${partition} and ${start.offset}, so"
                            + " that no two share a key. ${topic} is the topic after transforms, ${source.topic} the one that"
                            + " was consumed; ${start.offset} has 20 digits, and a suffix -g<n> after the offsets were reset n"
                            + " times, and one of its own for each file with delivery.guarantee=at_least_once. Where a"
                            + " transform gives several topics one name, use ${source.topic}; ${timestamp|<pattern>|<zone>} is that of the file's first record.")
            .defaultsTo("${topics.dir}/${topic}/${partition.path}/${topic}-${partition}-${start.offset}${extension}");

    static final Key<Long> FLUSH_SIZE = Key.number("flush.size", 1, Long.MAX_VALUE)
            .group(ROTATION)
            .display("Records a file")
            .doc("A file is complete with this many records.")
            .importance(Importance.HIGH)
            .defaultsTo("100000");
    static final Key<Long> FILE_MAX_BYTES = Key.bytes("file.max.bytes", 1, Long.MAX_VALUE)
            .group(ROTATION)
            .display("Bytes a file")
            .doc("A file is complete with this many bytes, as stored; its last record may lead beyond them.")
            .importance(Importance.HIGH)
            .defaultsTo(Long.toString(128L * 1024 * 1024));
    static final Key<Duration> FILE_MAX_AGE = Key.millis("file.max.age.ms", Duration.ofMillis(1), FAR)
            .group(ROTATION)
            .display("Age of a file")
            .doc("A file is complete this long after its first record came, also when nothing more comes.")
            .importance(Importance.HIGH)
            .defaultsTo("300000");
    static final Key<Duration> ROTATE_INTERVAL = Key.millis("rotate.interval.ms", Duration.ofMillis(1), FAR)
            .group(ROTATION)
            .display("Record time a file")
            .doc(
                    "The open files are complete when a record comes whose time is beyond the next multiple of this after midnight of"
                            + " timezone (beyond a day: that much later than the first one's): 3600000 with hourly paths for a file an hour. The time is"
                            + " that of timestamp.extractor with partitioner=time or template, else the record's timestamp. Late records complete"
                            + " nothing: they join the open file of their path, or begin one. When nothing comes file.max.age.ms completes them:"
                            + " raise it beyond the interval, if files are to end by record time alone. Not set, or -1: record time does not matter.")
            .none("-1")
            .optional();

    static final Key<Duration> ROTATE_SCHEDULE = Key.millis(
                    "rotate.schedule.interval.ms", Duration.ofSeconds(1), Duration.ofDays(1))
            .group(ROTATION)
            .display("Schedule of files")
            .doc(
                    "Files are complete at the multiples of this after midnight of timezone, by the wall clock, also when nothing"
                            + " comes: 3600000 for every full hour. file.max.age.ms holds beside it: raise it, if files are to end by"
                            + " the schedule alone. Not set, or -1: no schedule.")
            .none("-1")
            .optional();

    static final Key<Long> PART_SIZE = Key.bytes("s3.part.size", MIN_PART_BYTES, MAX_PART_BYTES)
            .group(FORMAT)
            .display("Part size")
            .doc(
                    "Files larger than this go up in parts of this size while they grow; smaller ones ride in the commit"
                            + " record and are put whole. Parts are larger where file.max.bytes would need more than S3's 10000 of them.")
            .defaultsTo(Long.toString(MIN_PART_BYTES));

    private FileKeys() {}

    /** As large as it must be for the largest file to have no more parts than S3 takes; empty where one of the keys is at fault. */
    static Optional<Long> partSize(Values values) {
        Optional<Long> file = values.find(FILE_MAX_BYTES);
        return values.find(PART_SIZE).flatMap(part -> file.map(largest -> Math.max(part, largest / PLANNED_PARTS + 1)));
    }
}
