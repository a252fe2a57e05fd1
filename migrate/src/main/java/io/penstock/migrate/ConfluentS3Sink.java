package io.penstock.migrate;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Confluent's S3 sink, by its source of 2026-07-28 and that of its storage libraries of 2026-07-16. */
final class ConfluentS3Sink {

    private static final String PROVIDER = "s3.credentials.provider.";

    private ConfluentS3Sink() {}

    static void translate(Translation to) {
        to.expect(
                "storage.class",
                name -> simple(name).equals("S3Storage"),
                "there is one storage: S3.",
                "there is one storage: S3.");
        to.keep("s3.bucket.name", "s3.region", "store.url", "s3.ssea.name", "s3.sse.kms.key.id", "s3.acl.canned");
        if (to.made("s3.region").isEmpty()) {
            to.set("s3.region", "us-west-2", "that is the default there.");
        }
        S3Rotation.credentials(to);
        provider(to);
        format(to);
        layout(to);
        rotation(to);
        nulls(to);
        to.rename("s3.path.style.access.enabled", "s3.path.style", "");
        to.keep("s3.object.tagging.key.value.pairs");
        requests(to);
        leftOut(to);
        to.dropAll("confluent.", "no licence is needed.");
    }

    private static void provider(Translation to) {
        to.take(PROVIDER + "class").ifPresent(name -> {
            switch (simple(name)) {
                case "DefaultCredentialsProvider", "DefaultAWSCredentialsProviderChain" ->
                    to.dropped(PROVIDER + "class", "the SDK's chain is what is used without it.");
                case "AwsAssumeRoleCredentialsProvider" -> {
                    to.changed(PROVIDER + "class", "roles are assumed by aws.sts.role.arn here.");
                    to.rename(PROVIDER + "sts.role.arn", "aws.sts.role.arn", "");
                    to.rename(PROVIDER + "sts.role.external.id", "aws.sts.role.external.id", "");
                    to.rename(PROVIDER + "sts.role.session.name", "aws.sts.role.session.name", "");
                    to.rename(PROVIDER + "sts.aws.access.key.id", "aws.access.key.id", "");
                    to.rename(PROVIDER + "sts.aws.secret.key.id", "aws.secret.access.key", "");
                }
                default -> {
                    to.put(PROVIDER + "class", name);
                    to.remaining(PROVIDER).forEach(to::keep);
                    to.decide(
                            PROVIDER + "class",
                            "is carried over: put its jar beside the plugin's, and look that it is of the AWS SDK 2.");
                }
            }
        });
        to.dropAll(PROVIDER, "nothing reads it.");
    }

    private static void format(Translation to) {
        String format = to.take("format.class").map(ConfluentS3Sink::simple).orElse("");
        switch (format) {
            case "JsonFormat" -> {
                form(to, "jsonl", "JsonFormat is jsonl here, and names end in .jsonl.");
                to.take("json.decimal.format")
                        .ifPresentOrElse(form -> decimals(to, form), () -> decimals(to, "base64"));
            }
            case "AvroFormat" -> form(to, "avro", "AvroFormat is avro here.");
            case "ByteArrayFormat" -> form(to, "bytes", "ByteArrayFormat is bytes here.");
            case "ParquetFormat" -> form(to, "parquet", "ParquetFormat is parquet here.");
            default ->
                to.decide(
                        "format.class",
                        "is none that has a counterpart: format is one of jsonl, bytes, avro, parquet.");
        }
        compression(to, format);
        if (format.equals("AvroFormat") || format.equals("ParquetFormat")) {
            String rule = to.takeLower("schema.compatibility").orElse("none");
            to.set(
                    "schema.change",
                    rule.equals("none") ? "rotate" : "project",
                    rule.equals("none")
                            ? "each change of the schema ends a file there. separate makes fewer files."
                            : "of schemas that are compatible the newest is written there.");
        } else {
            to.drop("files of this format have no schema.", "schema.compatibility");
        }
        to.keep("format.bytearray.extension", "format.bytearray.separator");
    }

    private static void form(Translation to, String ours, String text) {
        to.put("format", ours);
        to.changed("format.class", text);
    }

    private static void decimals(Translation to, String form) {
        if (form.equalsIgnoreCase("numeric")) {
            to.dropped("json.decimal.format", "decimals are numbers.");
        } else {
            to.changed(
                    "json.decimal.format", "is not numeric: decimals were Base64 there, and are plain numbers here.");
        }
    }

    /** Avro and Parquet have keys of their own there; {@code s3.compression.type} is for JSON and bytes. */
    private static void compression(Translation to, String format) {
        String key = switch (format) {
            case "AvroFormat" -> "avro.codec";
            case "ParquetFormat" -> "parquet.codec";
            default -> "s3.compression.type";
        };
        String byDefault = format.equals("ParquetFormat") ? "snappy" : "none";
        boolean given = !to.remaining(key).isEmpty();
        String codec = to.takeLower(key).orElse(byDefault);
        Stream.of("avro.codec", "parquet.codec", "s3.compression.type")
                .forEach(other -> to.drop("files of this format are compressed by " + key + " there.", other));
        String ours = switch (codec) {
            case "null", "uncompressed" -> "none";
            case "deflate" -> "gzip";
            case "zstandard" -> "zstd";
            default -> codec;
        };
        if (!Set.of("none", "gzip", "snappy", "zstd", "lz4").contains(ours)) {
            to.decide(key, "is no compression of ours. Choose s3.compression.type of none, gzip, snappy, zstd, lz4.");
        } else if (!given && !ours.equals("none")) {
            to.set("s3.compression.type", ours, "that is the default of " + key + " there.");
        } else if (given) {
            to.put("s3.compression.type", ours);
            if (!key.equals("s3.compression.type")) {
                to.changed(key, "is s3.compression.type here.");
            }
        }
    }

    private static void layout(Translation to) {
        to.keep("topics.dir", "timezone", "partition.field.name");
        to.take("locale").ifPresent(locale -> to.put("locale", locale.replace('_', '-')));
        String partitioner =
                to.take("partitioner.class").map(ConfluentS3Sink::simple).orElse("DefaultPartitioner");
        switch (partitioner) {
            case "DefaultPartitioner" -> to.put("partitioner", "none");
            case "FieldPartitioner" -> fields(to);
            case "TimeBasedPartitioner" -> {
                to.put("partitioner", "time");
                pattern(to);
                to.keep("partition.duration.ms");
            }
            case "HourlyPartitioner" -> fixed(to, "hourly");
            case "DailyPartitioner" -> fixed(to, "daily");
            default ->
                to.decide(
                        "partitioner.class",
                        "is a class that has no counterpart. partitioner is none, time, field or template; path.template can make"
                                + " any path of a record's parts.");
        }
        if (!partitioner.equals("DefaultPartitioner")) {
            to.changed("partitioner.class", "is partitioner here.");
        }
        to.drop(
                "has no effect with this partitioner.",
                "path.format",
                "partition.duration.ms",
                "partition.field.format.path");
        timestamps(to, partitioner.matches("TimeBased.*|Hourly.*|Daily.*"));
        names(to);
    }

    private static void fixed(Translation to, String format) {
        to.put("partitioner", "time");
        to.put("path.format", format);
    }

    private static void fields(Translation to) {
        String names = to.made("partition.field.name").orElse("");
        if (to.takeFlag("partition.field.format.path", true) || names.isEmpty()) {
            to.put("partitioner", "field");
            return;
        }
        to.remove("partition.field.name");
        to.put("partitioner", "template");
        to.put(
                "path.template",
                Stream.of(names.split(","))
                        .map(name -> "${value." + name.trim() + "}")
                        .collect(Collectors.joining("/")));
        to.changed(
                "partition.field.format.path",
                "without names in it the path is partitioner=template with path.template.");
    }

    private static void pattern(Translation to) {
        to.take("path.format")
                .ifPresentOrElse(
                        joda -> JodaPattern.inJavaTime(joda)
                                .ifPresentOrElse(
                                        pattern -> {
                                            to.put("path.format", pattern);
                                            if (!pattern.equals(joda)) {
                                                to.changed(
                                                        "path.format",
                                                        "years are y here, since Y is the year of the week.");
                                            }
                                        },
                                        () -> to.decide(
                                                "path.format",
                                                "has letters that mean something else in java.time's DateTimeFormatter, or quotes that do not"
                                                        + " match. Write it anew.")),
                        () -> to.decide("path.format", "is missing, which the TimeBasedPartitioner needs."));
    }

    private static void timestamps(Translation to, boolean byTime) {
        String extractor = to.take("timestamp.extractor").orElse("Wallclock");
        if (!byTime) {
            to.drop("only paths of time need it.", "timestamp.field");
            return;
        }
        switch (extractor.toLowerCase(Locale.ROOT)) {
            case "wallclock" ->
                to.set("timestamp.extractor", "wallclock", "the task's clock is meant there unless it says otherwise.");
            case "record" -> to.put("timestamp.extractor", "record");
            case "recordfield" -> {
                to.put("timestamp.extractor", "recordfield");
                to.keep("timestamp.field");
                if (to.made("timestamp.field").isEmpty()) {
                    to.set("timestamp.field", "timestamp", "that is the default there.");
                }
            }
            default ->
                to.decide(
                        "timestamp.extractor",
                        "is a class that has no counterpart: record, recordfield and wallclock are.");
        }
        to.drop("only RecordField reads it.", "timestamp.field");
    }

    private static void names(Translation to) {
        String delimiter = to.take("file.delim").orElse("+");
        to.expect("directory.delim", "/"::equals, "it is / here.", "directories of a key are parted by / here.");
        if (delimiter.matches("[+_=,.@-]+")) {
            to.put(
                    "file.name.template",
                    "${topics.dir}/${topic}/${partition.path}/${topic}" + delimiter + "${partition}" + delimiter
                            + "${start.offset}${extension}");
            to.note(
                    "objects are called as before by file.name.template, but that offsets have 20 digits; those of before"
                            + " stay where they are.");
        } else {
            to.decide("file.delim", "has characters that object names are not given here. Set file.name.template.");
        }
        to.drop("offsets have 20 digits.", "filename.offset.zero.pad.width");
        to.expect(
                "s3.schema.partition.affix.type",
                "none"::equalsIgnoreCase,
                "it was off.",
                "the schema's name gets into paths by partitioner=template with ${schema.name} in path.template.");
    }

    private static void rotation(Translation to) {
        to.keep("flush.size", "rotate.interval.ms", "rotate.schedule.interval.ms");
        if (to.made("flush.size").isEmpty()) {
            to.decide("flush.size", "is missing, which the other connector needs.");
        }
        S3Rotation.noAge(to);
        S3Rotation.bytesToo(to);
        S3Rotation.partSize(
                to, "s3.part.size", to.made("format").filter("parquet"::equals).isPresent());
        if (to.made("rotate.interval.ms").filter(each -> !each.equals("-1")).isPresent()
                && !to.made("partitioner").filter("time"::equals).isPresent()) {
            to.changed("rotate.interval.ms", "goes by the record's timestamp here where paths are not of time.");
        }
        to.note(
                "flush.size and the other limits end all open files of a partition together here, so that files of several"
                        + " paths are smaller than there.");
    }

    private static void nulls(Translation to) {
        String behavior = to.takeLower("behavior.on.null.values").orElse("");
        boolean queued = to.takeFlag("report.null.values.to.dlq", true)
                && to.made("errors.tolerance").filter("all"::equalsIgnoreCase).isPresent()
                && to.made("errors.deadletterqueue.topic.name").isPresent();
        switch (behavior) {
            case "" -> to.set("behavior.on.null.values", "fail", "that is the default there.");
            case "fail" -> to.put("behavior.on.null.values", "fail");
            case "ignore" -> {
                to.put("behavior.on.null.values", queued ? "dlq" : "ignore");
                if (queued) {
                    to.changed(
                            "behavior.on.null.values",
                            "is dlq here, since report.null.values.to.dlq had what was ignored reported.");
                }
            }
            default -> {
                to.put("behavior.on.null.values", "fail");
                to.decide(
                        "behavior.on.null.values",
                        "tombstones had files of their own there. Here write puts null in their place with format=jsonl,"
                                + " envelope=full keeps them as records, dlq and ignore leave them out; until then they fail the task.");
            }
        }
        to.drop("it is said by behavior.on.null.values.", "tombstone.encoded.partition");
    }

    private static void requests(Translation to) {
        to.drop(
                "outages are waited out, as there, unless retry.timeout.ms bounds them.",
                "s3.part.retries",
                "retry.backoff.ms");
        to.renamed("s3.retry.backoff.ms", "retry.backoff.initial.ms", ForkedJdbc::rows, "");
        to.expect(
                "s3.object.tagging",
                value -> !Boolean.parseBoolean(value),
                "it was off.",
                "offsets and the number of records are in each object's metadata here, as penstock-…, and not in tags: whoever"
                        + " reads the tags has to read those.");
        to.ask("keys of the client's own (SSE-C) are not supported. Use s3.ssea.name.", "s3.sse.customer.key");
        to.ask(
                "a proxy is set for the worker: -Dhttp.proxyHost and -Dhttp.proxyPort of its JVM, or HTTP_PROXY in its"
                        + " environment.",
                "s3.proxy.url",
                "s3.proxy.user",
                "s3.proxy.password");
    }

    private static void leftOut(Translation to) {
        for (String key : List.of("store.kafka.keys", "store.kafka.headers")) {
            to.expect(
                    key,
                    value -> !Boolean.parseBoolean(value),
                    "it was off.",
                    "keys and headers have no files of their own here; envelope=full has them beside the value, in one file of"
                            + " another form.");
        }
        to.drop("there are no such files here.", "keys.format.class", "headers.format.class");
        to.drop(
                "exactly once does not need it here.",
                "enable.conditional.writes",
                "max.files.scan.limit",
                "rotate.file.on.partition.change");
        to.drop("buffer.memory.bytes bounds what all open files hold.", "partitioner.max.open.files");
        to.dropAll("s3.elastic.buffer.", "buffer.memory.bytes bounds what all open files hold.");
        to.drop("a stopping task writes nothing more; its last files are made by its heir.", "shutdown.timeout.ms");
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
