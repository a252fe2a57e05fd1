package io.penstock.migrate;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Aiven's S3 sink, by its documentation and source of 2026-06-22, the old names of its keys included. */
final class AivenS3Sink {

    private static final String OTHER_FORM =
            "lines have another form there. envelope=full has topic, partition, offset, timestamp, timestamp_type, key, headers"
                    + " and value; envelope=none has the value alone, as format.output.envelope=false. Change who reads them, or"
                    + " the format.";

    private AivenS3Sink() {}

    static void translate(Translation to) {
        S3Rotation.credentials(to);
        old(to);
        to.rename("aws.s3.bucket.name", "s3.bucket.name", "");
        to.rename("aws.s3.region", "s3.region", "");
        to.renamed("aws.s3.endpoint", "store.url", AivenS3Sink::url, "");
        to.rename("aws.s3.sse.algorithm", "s3.ssea.name", "");
        to.keep("aws.sts.role.arn", "aws.sts.role.external.id", "aws.sts.role.session.name");
        to.renamed(
                "aws.sts.role.session.duration",
                "aws.sts.role.session.duration.ms",
                seconds -> seconds.matches("\\d{1,9}") ? seconds + "000" : seconds,
                "It is in milliseconds.");
        to.renamed("aws.sts.config.endpoint", "aws.sts.url", AivenS3Sink::url, "");
        to.expect(
                "aws.credentials.provider",
                name -> name.endsWith("DefaultAWSCredentialsProviderChain"),
                "the SDK's chain is what is used without it.",
                "s3.credentials.provider.class takes classes of the AWS SDK 2, whose jar lies beside the plugin's.");
        String format = format(to);
        rotation(to);
        names(to, format);
        S3Rotation.partSize(to, "aws.s3.part.size.bytes", format.equals("parquet"));
        to.rename("aws.s3.backoff.delay.ms", "retry.backoff.initial.ms", "");
        to.rename("aws.s3.backoff.max.delay.ms", "retry.backoff.max.ms", "");
        to.drop(
                "outages are waited out, unless retry.timeout.ms bounds them.",
                "aws.s3.backoff.max.retries",
                "kafka.retry.backoff.ms");
    }

    private static void old(Translation to) {
        Map.of(
                        "aws_access_key_id", "aws.access.key.id",
                        "aws_secret_access_key", "aws.secret.access.key",
                        "aws_s3_bucket", "s3.bucket.name",
                        "aws_s3_region", "s3.region")
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(pair -> to.rename(pair.getKey(), pair.getValue(), ""));
        to.renamed("aws_s3_endpoint", "store.url", AivenS3Sink::url, "");
    }

    private static String url(String endpoint) {
        return endpoint.contains("://") ? endpoint : "https://" + endpoint;
    }

    private static String format(Translation to) {
        String format = to.takeLower("format.output.type").orElse("csv");
        Optional<String> older = to.takeLower("output_fields");
        String fields = to.takeLower("format.output.fields")
                .or(() -> older)
                .orElse("value")
                .replace(" ", "");
        String encoding = to.takeLower("format.output.fields.value.encoding").orElse("base64");
        boolean wrapped = to.takeFlag("format.output.envelope", true);
        boolean plain = fields.equals("value") && !wrapped;
        switch (format) {
            case "csv" -> csv(to, fields.equals("value") && encoding.equals("none"));
            case "jsonl", "avro", "parquet" -> {
                to.put("format", format);
                to.changed("format.output.type", "is format here.");
                envelope(to, plain);
            }
            case "json" -> {
                to.put("format", "jsonl");
                to.decide("format.output.type", "an array of JSON has no counterpart: jsonl has an object a line.");
                envelope(to, plain);
            }
            default ->
                to.decide("format.output.type", "has no counterpart: format is one of jsonl, bytes, avro, parquet.");
        }
        compression(to, format);
        boolean lines = format.startsWith("json");
        if (format.equals("csv")) {
            to.set("behavior.on.null.values", "ignore", "the empty line that a tombstone left there is not written.");
        } else {
            to.set(
                    "behavior.on.null.values",
                    lines ? "write" : "fail",
                    lines ? "tombstones are written there." : "a tombstone fails the task there.");
        }
        return format;
    }

    private static void csv(Translation to, boolean asTheyAre) {
        if (asTheyAre) {
            to.put("format", "bytes");
            to.changed("format.output.type", "values as they are, a line each, are format=bytes here.");
        } else {
            to.put("format", "jsonl");
            to.decide(
                    "format.output.type",
                    "is csv, the default there, with Base64 in it, which has no counterpart. format=bytes has values as they are,"
                            + " a line each; jsonl, which stands there now, has a line of JSON.");
        }
    }

    private static void envelope(Translation to, boolean plain) {
        to.put("envelope", plain ? "none" : "full");
        if (plain) {
            to.changed("format.output.envelope", "false with fields=value is envelope=none here.");
        } else {
            to.decide("format.output.fields", OTHER_FORM);
        }
    }

    private static void compression(Translation to, String format) {
        Optional<String> older = to.takeLower("output_compression");
        Optional<String> given = to.takeLower("file.compression.type").or(() -> older);
        String codec = given.orElse("gzip");
        if (codec.equals("snappy") && !(format.equals("avro") || format.equals("parquet"))) {
            to.decide("file.compression.type", "snappy is for avro and parquet here. Choose gzip, zstd or none.");
        } else if (given.isPresent()) {
            to.put("s3.compression.type", codec);
            to.changed("file.compression.type", "is s3.compression.type here.");
        } else {
            to.set("s3.compression.type", "gzip", "that is the default there.");
        }
    }

    private static void rotation(Translation to) {
        Optional<String> most = to.take("file.max.records").filter(count -> !count.matches("0+"));
        if (most.isPresent()) {
            to.put("flush.size", most.get());
            to.changed("file.max.records", "is flush.size here.");
        } else {
            to.set("flush.size", "2147483647", "a file has no bound of records there.");
        }
        to.set(
                "file.max.age.ms",
                "60000",
                "files end there with the worker's offset.flush.interval.ms, which is this by default.");
        S3Rotation.bytesToo(to);
    }

    /** Its prefix is a text before the name, and a template too. */
    private static void names(Translation to, String format) {
        String zone = zone(to);
        Optional<String> older = to.take("aws_s3_prefix");
        String prefix = to.take("aws.s3.prefix").or(() -> older).orElse("");
        String codec = to.made("s3.compression.type").orElse("none");
        String extension = (format.equals("avro") ? ".avro" : "")
                + switch (codec) {
                    case "gzip" -> ".gz";
                    case "zstd" -> ".zst";
                    case "snappy" -> ".snappy";
                    default -> "";
                };
        String given = to.take("file.name.template").orElse("{{topic}}-{{partition}}-{{start_offset}}" + extension);
        AivenTemplate.inOurs(prefix + given, zone)
                .ifPresentOrElse(
                        template -> {
                            to.put("file.name.template", template);
                            to.changed(
                                    "file.name.template",
                                    "variables are ${…} here, with aws.s3.prefix before them; offsets have 20 digits, partitions are not"
                                            + " padded, and ${timestamp|…} is that of the file's first record.");
                        },
                        () -> to.decide(
                                "file.name.template",
                                "or aws.s3.prefix has a variable that has no counterpart. A file a key has none at all (a table, by the"
                                        + " JDBC sink, has); for dates in paths use partitioner=time or template."));
        to.ask("name the prefix in file.name.template.", "file.prefix.template");
    }

    private static String zone(Translation to) {
        String zone = "UTC";
        for (String key : List.of("timestamp.timezone", "file.name.timestamp.timezone")) {
            Optional<String> given = to.take(key);
            if (given.isPresent()) {
                zone = given.get();
                to.changed(key, "stands in each ${timestamp|…} of file.name.template.");
            }
        }
        to.drop("${timestamp|…} is that of the file's first record.", "timestamp.source", "file.name.timestamp.source");
        return zone.equals("Z") ? "UTC" : zone;
    }
}
