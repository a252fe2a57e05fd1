package io.penstock.migrate;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lenses' S3 sink, by its source of 2026-05-03. */
final class LensesS3Sink {

    private static final String PREFIX = "connect.s3.";
    private static final String KCQL = PREFIX + "kcql";
    private static final Set<String> KNOWN_PROPERTIES =
            Set.of("flush.size", "flush.count", "flush.interval", "partition.include.keys", "store.envelope");

    private LensesS3Sink() {}

    static void translate(Translation to) {
        to.rename(PREFIX + "aws.region", "s3.region", "");
        to.rename(PREFIX + "aws.access.key", "aws.access.key.id", "");
        to.rename(PREFIX + "aws.secret.key", "aws.secret.access.key", "");
        to.drop("keys are used where they are set, else the SDK's chain.", PREFIX + "aws.auth.mode");
        to.renamed(
                PREFIX + "custom.endpoint",
                "store.url",
                endpoint -> endpoint.contains("://") ? endpoint : "https://" + endpoint,
                "");
        to.take(PREFIX + "vhost.bucket").ifPresent(value -> {
            to.put("s3.path.style", Boolean.parseBoolean(value) ? "false" : "true");
            to.changed(PREFIX + "vhost.bucket", "is s3.path.style here, the other way round.");
        });
        to.rename(PREFIX + "path.style.access", "s3.path.style", "");
        String format = to.take(KCQL).map(text -> kcql(to, text)).orElseGet(() -> {
            to.decide(KCQL, "is missing.");
            return "";
        });
        compression(to, format);
        nulls(to, format);
        LensesErrors.translate(to, PREFIX, true);
        requests(to);
    }

    private static String kcql(Translation to, String text) {
        Optional<List<Kcql>> statements = Kcql.parse(text);
        if (statements.isEmpty()) {
            to.decide(
                    KCQL,
                    "has a clause that this command does not carry over. Say it by s3.bucket.name, topics, file.name.template,"
                            + " partitioner, format, flush.size, file.max.bytes and file.max.age.ms.");
            return "";
        }
        Kcql first = statements.get().get(0);
        boolean alike = statements.get().stream()
                .allMatch(each -> each.target().equals(first.target())
                        && each.clauses().equals(first.clauses())
                        && each.properties().equals(first.properties()));
        if (!alike) {
            to.decide(
                    KCQL,
                    "has statements that differ in more than the topic. Make a connector of each: its name has to be new, and"
                            + " its group set to where this one stands. The first is carried over.");
        }
        to.changed(
                KCQL,
                "is keys of its own here: s3.bucket.name, topics.dir, format, path.template, flush.size and others.");
        topics(to, statements.get());
        target(to, first.target());
        partitions(to, first);
        limits(to, first.properties());
        for (String property : first.properties().keySet()) {
            if (!KNOWN_PROPERTIES.contains(property) && !property.startsWith("padding.")) {
                to.decide(KCQL, "has a property of PROPERTIES that has no counterpart: " + known(property));
            }
        }
        if (Boolean.parseBoolean(first.properties().getOrDefault("store.envelope", "false"))) {
            to.put("envelope", "full");
            to.decide(
                    KCQL,
                    "store.envelope is envelope=full here, whose fields have other names. Change who reads them.");
        }
        return format(to, first.clause("STOREAS").orElse("JSON"));
    }

    private static String known(String property) {
        return property.matches("[a-z.]{1,60}") ? property : "one of an unusual name";
    }

    private static void topics(Translation to, List<Kcql> statements) {
        if (to.made("topics").isEmpty() && to.made("topics.regex").isEmpty()) {
            to.put("topics", statements.stream().map(Kcql::source).distinct().collect(Collectors.joining(",")));
        }
        Set<String> consumed = to.made("topics")
                .map(topics -> Set.copyOf(List.of(topics.split("\\s*,\\s*", -1))))
                .orElse(Set.of());
        boolean all = statements.stream().anyMatch(each -> each.source().equals("*"));
        boolean same = consumed.isEmpty()
                || consumed.equals(statements.stream().map(Kcql::source).collect(Collectors.toSet()));
        if (!all && !same) {
            to.decide(KCQL, "names other topics than the key topics, which is what counts here.");
        }
    }

    private static void target(Translation to, String target) {
        int colon = target.indexOf(':');
        to.put("s3.bucket.name", colon < 0 ? target : target.substring(0, colon));
        String prefix = colon < 0 ? "" : target.substring(colon + 1).replaceAll("^/+|/+$", "");
        if (prefix.isEmpty()) {
            to.put(
                    "file.name.template",
                    "${topic}/${partition.path}/${topic}-${partition}-${start.offset}${extension}");
        } else {
            to.put("topics.dir", prefix);
        }
        to.note("objects have other names than before, by file.name.template; those of before stay where they are.");
    }

    private static void partitions(Translation to, Kcql statement) {
        List<String> fields = statement.clauses().getOrDefault("PARTITIONBY", List.of());
        if (fields.isEmpty()) {
            to.put("partitioner", "none");
            return;
        }
        boolean named = Boolean.parseBoolean(statement.properties().getOrDefault("partition.include.keys", "true"));
        List<Optional<String>> parts =
                fields.stream().map(LensesS3Sink::variable).toList();
        if (parts.stream().anyMatch(Optional::isEmpty)) {
            to.decide(
                    KCQL, "PARTITIONBY has what path.template cannot say. Set partitioner=template and path.template.");
            to.put("partitioner", "none");
            return;
        }
        StringBuilder path = new StringBuilder();
        for (int at = 0; at < fields.size(); at++) {
            String name = fields.get(at).replaceFirst("^_(value|header)\\.", "").replaceFirst("^_", "");
            path.append(at == 0 ? "" : "/")
                    .append(named ? name + "=" : "")
                    .append("${" + parts.get(at).orElseThrow() + "}");
        }
        to.put("partitioner", "template");
        to.put("path.template", path.toString());
    }

    private static Optional<String> variable(String field) {
        if (field.equals("_topic") || field.equals("_partition") || field.equals("_key")) {
            return Optional.of(field.substring(1));
        }
        if (field.matches("_(key|value|header)\\.[A-Za-z0-9_.-]+")) {
            return Optional.of(field.substring(1));
        }
        return field.matches("[A-Za-z][A-Za-z0-9_.-]*") ? Optional.of("value." + field) : Optional.empty();
    }

    private static void limits(Translation to, Map<String, String> properties) {
        boolean counted = !to.takeFlag(PREFIX + "disable.flush.count", false);
        if (!counted) {
            to.changed(PREFIX + "disable.flush.count", "is a flush.size that nothing reaches here.");
        }
        String count = counted ? properties.getOrDefault("flush.count", "") : "2147483647";
        limit(to, "flush.size", count, 1, "50000", "flush.count");
        limit(to, "file.max.bytes", properties.getOrDefault("flush.size", ""), 1, "500000000", "flush.size");
        limit(to, "file.max.age.ms", properties.getOrDefault("flush.interval", ""), 1000, "3600000", "flush.interval");
    }

    private static void limit(Translation to, String ours, String given, long unit, String byDefault, String theirs) {
        if (given.matches("[1-9]\\d{0,11}")) {
            to.put(ours, Long.toString(Math.multiplyExact(Long.parseLong(given), unit)));
        } else {
            to.set(ours, byDefault, "that is what " + theirs + " is there by default.");
        }
    }

    private static String format(Translation to, String stored) {
        switch (stored.toUpperCase(Locale.ROOT)) {
            case "JSON" -> to.put("format", "jsonl");
            case "AVRO" -> to.put("format", "avro");
            case "PARQUET" -> to.put("format", "parquet");
            case "TEXT" -> to.put("format", "bytes");
            case "BYTES" -> {
                to.put("format", "bytes");
                to.put("format.bytearray.separator", "none");
                to.set("flush.size", "1", "an object holds one record there.");
            }
            default -> {
                to.put("format", "jsonl");
                to.decide(
                        KCQL,
                        "STOREAS names a format that has no counterpart: format is one of jsonl, bytes, avro, parquet.");
            }
        }
        return to.made("format").orElse("");
    }

    private static void compression(Translation to, String format) {
        to.take(PREFIX + "compression.codec").ifPresent(given -> {
            String codec = switch (given.toUpperCase(Locale.ROOT)) {
                case "UNCOMPRESSED" -> "none";
                case "DEFLATE" -> "gzip";
                default -> given.toLowerCase(Locale.ROOT);
            };
            boolean ofText = format.equals("jsonl") || format.equals("bytes");
            Set<String> possible =
                    ofText ? Set.of("none", "gzip", "zstd") : Set.of("none", "gzip", "zstd", "snappy", "lz4");
            if (possible.contains(codec)) {
                to.put("s3.compression.type", codec);
                to.changed(PREFIX + "compression.codec", "is s3.compression.type here.");
            } else {
                to.decide(
                        PREFIX + "compression.codec",
                        "is no compression of this format here. Choose s3.compression.type.");
            }
        });
        to.drop("levels are the libraries' own.", PREFIX + "compression.level");
    }

    private static void nulls(Translation to, String format) {
        boolean skipped = to.takeFlag(PREFIX + "skip.null.values", false);
        if (skipped) {
            to.put("behavior.on.null.values", "ignore");
            to.changed(PREFIX + "skip.null.values", "is behavior.on.null.values=ignore here.");
        } else {
            to.set(
                    "behavior.on.null.values",
                    format.equals("jsonl") ? "write" : "fail",
                    "tombstones are not passed over there unless skip.null.values says so.");
        }
    }

    private static void requests(Translation to) {
        to.rename(PREFIX + "http.retry.interval", "retry.backoff.initial.ms", "");
        to.rename(PREFIX + "http.socket.timeout", "s3.request.timeout.ms", "");
        to.drop(
                "outages are waited out, unless retry.timeout.ms bounds them.",
                PREFIX + "http.max.retries",
                PREFIX + "http.connection.timeout",
                PREFIX + "pool.max.connections");
        to.take(PREFIX + "exactly.once.enable").ifPresent(value -> {
            to.put("delivery.guarantee", Boolean.parseBoolean(value) ? "exactly_once" : "at_least_once");
            to.changed(PREFIX + "exactly.once.enable", "is delivery.guarantee here.");
        });
        to.dropAll(PREFIX + "indexes.", "commit records in the bucket have its place, under _penstock.");
        to.drop("commit records in the bucket have its place, under _penstock.", PREFIX + "seek.max.files");
        to.drop("nothing is kept on the worker's disk.", PREFIX + "local.tmp.directory");
        to.dropAll(PREFIX + "padding.", "offsets have 20 digits.");
        to.drop(
                "schema.change says what becomes of other schemas.",
                PREFIX + "schema.change.detector",
                PREFIX + "latest.schema.optimization.enabled");
        to.drop("files of the store are not deleted.", PREFIX + "delete.mode");
    }
}
