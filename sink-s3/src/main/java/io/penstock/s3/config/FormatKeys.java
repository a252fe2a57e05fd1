package io.penstock.s3.config;

import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.s3.format.Compression;
import io.penstock.s3.format.FileFormat;
import io.penstock.s3.format.FormatKind;
import io.penstock.s3.rotate.SchemaChange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The keys that say what files hold. */
final class FormatKeys {

    static final Key<FormatKind> FILE_FORMAT = Key.oneOf("format", FormatKind.class)
            .group(FileKeys.FORMAT)
            .display("File format")
            .doc("jsonl: the value as one line of JSON. Dates, times and timestamps are ISO 8601 texts in UTC, decimals"
                    + " plain numbers, bytes base64 texts, maps with other keys than texts arrays of pairs; NaN and"
                    + " infinities make a record an errant one. bytes: values that are bytes or texts, as they are. avro: object container files, by the values'"
                    + " own schemas, or by schemas inferred from values that have none.")
            .importance(Importance.HIGH)
            .defaultsTo("jsonl");
    static final Key<Compression> COMPRESSION = Key.oneOf("s3.compression.type", Compression.class)
            .group(FileKeys.FORMAT)
            .display("Compression")
            .doc("How files are compressed: jsonl and bytes as a whole, by gzip, which also sets the objects'"
                    + " Content-Encoding; avro in blocks, by gzip (which Avro calls deflate), snappy or zstd.")
            .defaultsTo("none");
    static final Key<String> BYTES_SEPARATOR = Key.parsed(
                    "format.bytearray.separator", Escapes::parse, "a text, with \\n, \\r, \\t, \\0 and \\\\, or none")
            .group(FileKeys.FORMAT)
            .display("Separator of values")
            .doc("What follows each value with format=bytes: a text, in which \\n, \\r, \\t and \\0 stand for what they"
                    + " are elsewhere, or the word none. Values are not searched for it.")
            .importance(Importance.LOW)
            .defaultsTo("\\n");
    static final Key<String> BYTES_EXTENSION = Key.parsed(
                    "format.bytearray.extension",
                    FormatKeys::extension,
                    "a dot and letters, digits, hyphens, underscores and dots")
            .group(FileKeys.FORMAT)
            .display("Extension of files of bytes")
            .doc("What object names end in with format=bytes, before that of the compression.")
            .importance(Importance.LOW)
            .defaultsTo(".bin");
    static final Key<SchemaChange> SCHEMA_CHANGE = Key.oneOf("schema.change", SchemaChange.class)
            .group(FileKeys.FORMAT)
            .display("Records of several schemas")
            .doc(
                    "An avro file has one schema. separate: records of several schemas go to files of their own, open side by"
                            + " side and committed together, so that interleaved versions make one file each. rotate: a record of"
                            + " another schema ends the open files of its partition.")
            .defaultsTo("separate");
    static final Key<NullValues> NULL_VALUES = Key.oneOf("behavior.on.null.values", NullValues.class)
            .group(FileKeys.FORMAT)
            .display("Records without a value")
            .doc(
                    "What becomes of a record without a value (a tombstone): write writes null as its line, with"
                            + " format=jsonl; ignore passes over it, fail fails the task, dlq sends it to the dead letter queue.")
            .defaultsTo("ignore");

    private FormatKeys() {}

    static FileFormat format(Values values) {
        Compression compression = values.get(COMPRESSION);
        return switch (values.get(FILE_FORMAT)) {
            case JSONL -> new FileFormat.JsonLines(compression);
            case AVRO -> new FileFormat.Avro(compression);
            case BYTES -> new FileFormat.Bytes(compression, values.get(BYTES_SEPARATOR), values.get(BYTES_EXTENSION));
        };
    }

    /** Adds the faults between keys. */
    static void crossCheck(Values values, Problems problems) {
        Optional<FormatKind> kind = values.find(FILE_FORMAT);
        if (kind.isEmpty()) {
            return;
        }
        for (Key<?> key : List.of(BYTES_SEPARATOR, BYTES_EXTENSION)) {
            belongs(values, problems, kind.get(), kind.get() == FormatKind.BYTES, "format=bytes", key);
        }
        belongs(values, problems, kind.get(), kind.get() == FormatKind.AVRO, "format=avro", SCHEMA_CHANGE);
        values.find(COMPRESSION)
                .filter(compression -> !kind.get().has(compression))
                .ifPresent(compression -> problems.add(
                        COMPRESSION.name(),
                        "format=" + name(kind.get()) + " has no " + name(compression),
                        "Use one of " + names(kind.get()) + "."));
        if (kind.get() != FormatKind.JSONL && values.find(NULL_VALUES).equals(Optional.of(NullValues.WRITE))) {
            problems.add(
                    NULL_VALUES.name(),
                    "format=" + name(kind.get()) + " has no form for a record without a value",
                    "Use ignore, dlq or fail, or format=jsonl.");
        }
    }

    private static void belongs(
            Values values, Problems problems, FormatKind kind, boolean owner, String remedy, Key<?> key) {
        // By what was written: a config provider's reference that is not resolved yet counts as set.
        boolean written =
                values.original(key.name()).filter(text -> !text.isBlank()).isPresent();
        if (!owner && written) {
            problems.add(key.name(), "it has no effect with format=" + name(kind), "Set " + remedy + ", or remove it.");
        }
    }

    private static String names(FormatKind kind) {
        return String.join(
                ", ",
                List.of(Compression.values()).stream()
                        .filter(kind::has)
                        .map(FormatKeys::name)
                        .toList());
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String extension(String text) {
        if (!text.matches("\\.[A-Za-z0-9._-]*[A-Za-z0-9]")) {
            throw new IllegalArgumentException("it cannot be the end of an object's name");
        }
        return text;
    }
}
