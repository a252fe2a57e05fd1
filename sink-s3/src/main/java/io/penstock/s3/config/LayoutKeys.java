package io.penstock.s3.config;

import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.common.record.FieldPath;
import io.penstock.common.template.Template;
import io.penstock.s3.partition.EpochUnit;
import io.penstock.s3.partition.KeySegment;
import io.penstock.s3.partition.Layout;
import io.penstock.s3.partition.ObjectKey;
import io.penstock.s3.partition.PartitionerKind;
import io.penstock.s3.partition.PathFormat;
import io.penstock.s3.partition.PathRecord;
import io.penstock.s3.partition.PathVocabulary;
import io.penstock.s3.partition.RecordMoment;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.connect.sink.SinkRecord;

/** The keys that deal records to files, and what they make together. */
final class LayoutKeys {

    static final Key<PartitionerKind> PARTITIONER = Key.oneOf("partitioner", PartitionerKind.class)
            .group(FileKeys.LAYOUT)
            .display("Partitioner")
            .doc(
                    "How the records of a topic partition are dealt to files, and what ${partition.path} is. none: one file at a"
                            + " time, partition=<number>; time: by path.format; field: by partition.field.name; template: by"
                            + " path.template. Files that are open together are committed together.")
            .importance(Importance.HIGH)
            .defaultsTo("none");
    static final Key<PathFormat> PATH_FORMAT = Key.parsed(
                    "path.format",
                    PathFormat::parse,
                    "daily, hourly, hive, or a pattern of java.time's DateTimeFormatter")
            .group(FileKeys.LAYOUT)
            .display("Path of a time")
            .doc(
                    "The path with partitioner=time. daily: year=2026/month=11/day=22, hourly: the same and /hour=13, hive:"
                            + " dt=2026-11-22/hour=13, or a pattern, with plain text in single quotes.")
            .defaultsTo("hive");
    static final Key<ZoneId> TIMEZONE = Key.parsed(
                    "timezone", LayoutKeys::zone, "a zone such as UTC or Europe/Helsinki")
            .group(FileKeys.LAYOUT)
            .display("Time zone")
            .doc("The zone of path.format, and of rotate.schedule.interval.ms and rotate.interval.ms.")
            .defaultsTo("UTC");
    static final Key<Locale> LOCALE = Key.parsed("locale", LayoutKeys::locale, "a language tag such as en or en-US")
            .group(FileKeys.LAYOUT)
            .display("Locale")
            .doc(
                    "The language of months and days in path.format, and whose weeks w and e count: en-GB has those of ISO 8601.")
            .importance(Importance.LOW)
            .defaultsTo("en");
    static final Key<Duration> PARTITION_DURATION = Key.millis(
                    "partition.duration.ms", Duration.ofMillis(1), Duration.ofDays(3650))
            .group(FileKeys.LAYOUT)
            .display("Span of a path")
            .doc(
                    "With partitioner=time, moments are cut down to multiples of this, by the zone's clock: 600000 with a"
                            + " pattern that has minutes makes a path for each ten minutes. Not set, or -1: what path.format shows.")
            .none("-1")
            .optional();
    static final Key<String> TIMESTAMP_EXTRACTOR = Key.choice(
                    "timestamp.extractor", List.of("record", "recordfield", "wallclock"), name -> name)
            .group(FileKeys.LAYOUT)
            .display("Which time")
            .doc(
                    "Which moment partitioner=time goes by, and ${timestamp|…} of path.template. record: the record's timestamp; recordfield: the field"
                            + " timestamp.field; wallclock: when the task takes the record.")
            .defaultsTo("record");
    static final Key<FieldPath> TIMESTAMP_FIELD = Key.parsed(
                    "timestamp.field", FieldPath::parse, "the name of a field, with dots into nested ones")
            .group(FileKeys.LAYOUT)
            .display("Time field")
            .doc(
                    "The field of the value that timestamp.extractor=recordfield reads: a Connect Timestamp or Date, one of Debezium's"
                            + " dates and timestamps, an ISO 8601 text (UTC where it has no zone), or a plain number, by"
                            + " timestamp.field.unit. A record where it is something else, or beyond the year 9999, is an errant one.")
            .optional();
    static final Key<EpochUnit> TIMESTAMP_UNIT = Key.oneOf("timestamp.field.unit", EpochUnit.class)
            .group(FileKeys.LAYOUT)
            .display("Unit of the time field")
            .doc(
                    "What plain numbers in timestamp.field count since 1970: ms, s, us (microseconds) or ns. Fields whose schema"
                            + " says it, as Connect's and Debezium's do, go by their schema. A plain number that is no moment between 1971"
                            + " and 9999 in this unit makes an errant record; the message says which unit it looks like.")
            .defaultsTo("ms");
    static final Key<List<FieldPath>> FIELD_NAMES = Key.parsed(
                    "partition.field.name",
                    LayoutKeys::fields,
                    "names of fields, parted by commas, with dots into nested ones")
            .group(FileKeys.LAYOUT)
            .display("Fields of the path")
            .doc("The fields of the value that partitioner=field goes by; the path is name=value/name=value.")
            .optional();
    static final Key<Template<PathRecord>> PATH_TEMPLATE = Key.parsed(
                    "path.template",
                    text -> Template.parse(text, new PathVocabulary()),
                    "a template of ${" + String.join("}, ${", new PathVocabulary().known()) + "}")
            .group(FileKeys.LAYOUT)
            .display("Path template")
            .doc(
                    "The path with partitioner=template, such as country=${value.country}/dt=${timestamp|yyyy-MM-dd|UTC}."
                            + " ${timestamp|…} goes by timestamp.extractor. Values are made safe: a slash in one begins no new segment.")
            .optional();
    static final Key<String> NULL_NAME = Key.parsed(
                    "partition.null.name",
                    LayoutKeys::nullName,
                    "a text of letters, digits, hyphens, underscores and dots")
            .group(FileKeys.LAYOUT)
            .display("Name of null")
            .doc(
                    "What stands in paths for a value that is null, missing or empty. The default is what Hive, Spark, Trino and"
                            + " DuckDB read as null; a value that is called so is escaped.")
            .importance(Importance.LOW)
            .defaultsTo("__HIVE_DEFAULT_PARTITION__");

    private LayoutKeys() {}

    static Layout layout(Values values) {
        String nullName = values.get(NULL_NAME);
        return switch (values.get(PARTITIONER)) {
            case NONE -> new Layout.Plain();
            case TIME ->
                new Layout.ByTime(
                        values.get(PATH_FORMAT),
                        moment(values),
                        values.get(TIMEZONE),
                        values.get(LOCALE),
                        values.find(PARTITION_DURATION),
                        nullName);
            case FIELD -> new Layout.ByFields(values.get(FIELD_NAMES), nullName);
            case TEMPLATE -> new Layout.ByTemplate(values.get(PATH_TEMPLATE), moment(values), nullName);
        };
    }

    private static RecordMoment moment(Values values) {
        String extractor = values.get(TIMESTAMP_EXTRACTOR);
        if (extractor.equals("wallclock")) {
            return new RecordMoment.WallClock();
        }
        return extractor.equals("record")
                ? new RecordMoment.Timestamp()
                : RecordMoment.Field.of(values.get(TIMESTAMP_FIELD), values.get(TIMESTAMP_UNIT));
    }

    /** Adds the faults between keys. */
    static void crossCheck(Values values, Problems problems) {
        Optional<PartitionerKind> kind = values.find(PARTITIONER);
        if (kind.isEmpty()) {
            return;
        }
        needs(values, problems, kind.get(), PartitionerKind.FIELD, FIELD_NAMES);
        needs(values, problems, kind.get(), PartitionerKind.TEMPLATE, PATH_TEMPLATE);
        for (Key<?> key : List.of(PATH_FORMAT, PARTITION_DURATION)) {
            belongs(values, problems, kind.get(), PartitionerKind.TIME, key);
        }
        checkMoment(values, problems, kind.get());
        if (kind.get() == PartitionerKind.NONE && values.chosen(NULL_NAME)) {
            problems.add(
                    NULL_NAME.name(), "it has no effect with partitioner=none", "Set a partitioner, or remove it.");
        }
        // Configurations of other sinks have locale and timezone whatever their partitioner is: that alone misleads
        // nobody.
        if (kind.get() == PartitionerKind.TEMPLATE
                && values.chosen(TIMEZONE)
                && !values.written(FileKeys.ROTATE_SCHEDULE)
                && !values.written(FileKeys.ROTATE_INTERVAL)) {
            problems.add(
                    TIMEZONE.name(),
                    "it has no effect with partitioner=" + name(kind.get())
                            + " and neither rotate.schedule.interval.ms nor rotate.interval.ms",
                    "Set partitioner=time, name the zone in the template, or remove it.");
        }
        checkPaths(values, problems, kind.get());
    }

    private static void checkMoment(Values values, Problems problems, PartitionerKind kind) {
        boolean asked = kind == PartitionerKind.TEMPLATE && asksForATime(values);
        for (Key<?> key : List.of(TIMESTAMP_EXTRACTOR, TIMESTAMP_FIELD, TIMESTAMP_UNIT)) {
            if (kind == PartitionerKind.TEMPLATE && !asked && values.chosen(key)) {
                problems.add(
                        key.name(),
                        "it has no effect: path.template has no ${timestamp|<pattern>|<zone>}",
                        "Add one, or remove it.");
            } else if (!asked) {
                belongs(values, problems, kind, PartitionerKind.TIME, key);
            }
        }
        if (asked || kind == PartitionerKind.TIME) {
            checkTimeField(values, problems);
        }
    }

    private static boolean asksForATime(Values values) {
        return values.find(PATH_TEMPLATE)
                .map(template -> template.variables().stream()
                        .anyMatch(variable -> variable.split("\\|", 2)[0].trim().equals("timestamp")))
                .orElse(true);
    }

    private static void checkTimeField(Values values, Problems problems) {
        Optional<String> extractor = values.find(TIMESTAMP_EXTRACTOR);
        boolean byField = extractor.equals(Optional.of("recordfield"));
        if (byField && !values.written(TIMESTAMP_FIELD)) {
            problems.add(
                    TIMESTAMP_FIELD.name(), "it is absent although timestamp.extractor=recordfield", "Name the field.");
        }
        for (Key<?> key : List.of(TIMESTAMP_FIELD, TIMESTAMP_UNIT)) {
            if (!byField && extractor.isPresent() && values.chosen(key)) {
                problems.add(
                        key.name(),
                        "it has no effect with timestamp.extractor=" + extractor.get(),
                        "Set timestamp.extractor=recordfield, or remove it.");
            }
        }
    }

    private static void checkPaths(Values values, Problems problems, PartitionerKind kind) {
        boolean shown = values.find(FileKeys.NAME_TEMPLATE)
                .map(template -> template.variables().contains("partition.path"))
                .orElse(true);
        if (kind != PartitionerKind.NONE && !shown) {
            problems.add(
                    FileKeys.NAME_TEMPLATE.name(),
                    "it lacks ${partition.path}, so that nothing shows what partitioner=" + name(kind) + " has dealt",
                    "Add it, or set partitioner=none.");
        }
        SinkRecord sample = new SinkRecord("topic", 0, null, null, null, null, 0);
        values.find(PATH_TEMPLATE)
                .map(template -> template.render(new PathRecord(
                        sample,
                        Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                        new RecordMoment.Timestamp(),
                        values.find(NULL_NAME).orElse("null"))))
                .flatMap(ObjectKey::fault)
                .ifPresent(fault -> problems.add(
                        PATH_TEMPLATE.name(), "it makes a path that cannot be part of a key: " + fault, "Correct it."));
    }

    private static void needs(
            Values values, Problems problems, PartitionerKind kind, PartitionerKind owner, Key<?> key) {
        if (kind == owner && !values.written(key)) {
            problems.add(key.name(), "it is absent although partitioner=" + name(owner), "Set it.");
        }
        belongs(values, problems, kind, owner, key);
    }

    private static void belongs(
            Values values, Problems problems, PartitionerKind kind, PartitionerKind owner, Key<?> key) {
        if (kind != owner && values.chosen(key)) {
            problems.add(
                    key.name(),
                    "it has no effect with partitioner=" + name(kind),
                    "Set partitioner=" + name(owner) + ", or remove it.");
        }
    }

    private static String name(PartitionerKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Locale locale(String text) {
        try {
            return new Locale.Builder().setLanguageTag(text.replace('_', '-')).build();
        } catch (IllformedLocaleException e) {
            throw new IllegalArgumentException("it is not a language tag", e);
        }
    }

    private static List<FieldPath> fields(String text) {
        List<FieldPath> fields = Stream.of(text.split(",", -1))
                .map(String::trim)
                .map(FieldPath::parse)
                .toList();
        if (fields.stream().distinct().count() < fields.size()) {
            throw new IllegalArgumentException("it names a field twice");
        }
        return fields;
    }

    private static String nullName(String text) {
        if (!KeySegment.ofValue(text, "").equals(text)) {
            throw new IllegalArgumentException("it cannot be a segment of a key");
        }
        return text;
    }
}
