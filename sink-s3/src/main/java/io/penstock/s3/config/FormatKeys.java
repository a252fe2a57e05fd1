package io.penstock.s3.config;

import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.s3.format.Compression;
import io.penstock.s3.format.Envelope;
import io.penstock.s3.format.FileFormat;
import io.penstock.s3.format.FormatKind;
import io.penstock.s3.format.ParquetOptions;
import io.penstock.s3.format.RowOptions;
import io.penstock.s3.rotate.SchemaChange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The keys that say what files hold. */
final class FormatKeys {

    private static final long MAX_ROW_GROUP = 1L << 30;

    static final Key<FormatKind> FILE_FORMAT = Key.oneOf("format", FormatKind.class)
            .group(FileKeys.FORMAT)
            .display("File format")
            .doc("jsonl: the value as one line of JSON. Dates, times and timestamps are ISO 8601 texts in UTC, decimals"
                    + " plain numbers, bytes base64 texts, maps with other keys than texts arrays of pairs; NaN and"
                    + " infinities make a record an errant one. bytes: values that are bytes or texts, as they are. avro: object container files, by the values'"
                    + " own schemas, or by schemas inferred from values that have none. parquet: Parquet files, by such"
                    + " schemas too.")
            .importance(Importance.HIGH)
            .defaultsTo("jsonl");
    static final Key<Compression> COMPRESSION = Key.oneOf("s3.compression.type", Compression.class)
            .group(FileKeys.FORMAT)
            .display("Compression")
            .doc("How files are compressed: jsonl and bytes as a whole, by gzip or zstd, which also sets the objects'"
                    + " Content-Encoding; avro in blocks, by gzip (which Avro calls deflate), snappy or zstd;"
                    + " parquet in pages, by any of them (lz4 is LZ4_RAW).")
            .defaultsTo("none");
    static final Key<String> BYTES_SEPARATOR = Key.parsed(
                    "format.bytearray.separator",
                    Escapes::parse,
                    "a text, with \\n, \\r, \\t, \\s, \\0 and \\\\, or none")
            .verbatim()
            .group(FileKeys.FORMAT)
            .display("Separator of values")
            .doc("What follows each value with format=bytes: a text, in which \\n, \\r, \\t and \\0 stand for what they"
                    + " are elsewhere and \\s for a blank, or the word none. Values are not searched for it.")
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
    static final Key<Long> PARQUET_ROW_GROUP = Key.bytes("parquet.row.group.bytes", 1024 * 1024, MAX_ROW_GROUP)
            .group(FileKeys.FORMAT)
            .display("Row group")
            .doc(
                    "The most in a row group with format=parquet, as its records are held before they are dealt to columns. Four"
                            + " times as much of buffer.memory.bytes is set aside to make one row group at a time. Not set: an eighth"
                            + " of buffer.memory.bytes, which is the most.")
            .optional();
    static final Key<Long> PARQUET_PAGE = Key.bytes("parquet.page.bytes", 64 * 1024, 64L * 1024 * 1024)
            .group(FileKeys.FORMAT)
            .display("Page")
            .doc("After how many bytes a page of a column ends, with format=parquet; at most a quarter of a row group.")
            .importance(Importance.LOW)
            .defaultsTo(Long.toString(1024 * 1024));
    static final Key<Boolean> PARQUET_DICTIONARY = Key.bool("parquet.dictionary")
            .group(FileKeys.FORMAT)
            .display("Dictionary")
            .doc("Whether columns of few values are written as numbers of a dictionary, with format=parquet.")
            .importance(Importance.LOW)
            .defaultsTo("true");
    static final Key<SchemaChange> SCHEMA_CHANGE = Key.oneOf("schema.change", SchemaChange.class)
            .group(FileKeys.FORMAT)
            .display("Records of several schemas")
            .doc(
                    "An avro or parquet file has one schema. separate: records of several schemas go to files of their own, open side by"
                            + " side and committed together, so that interleaved versions make one file each. rotate: a record of"
                            + " another schema ends the open files of its partition. project: as separate, but values of an older version are"
                            + " written by the newest that the task has seen of their topic, where nothing of them is lost by it.")
            .defaultsTo("separate");
    static final Key<Envelope> ENVELOPE = Key.oneOf("envelope", Envelope.class)
            .group(FileKeys.FORMAT)
            .display("Envelope")
            .doc(
                    "What of a record a file holds. none: its value. full: topic, partition, offset, timestamp, timestamp_type, key, headers and"
                            + " value, in fields of these names, with format=jsonl, avro or parquet; tombstones are written as records whose"
                            + " value is null. With ByteArrayConverter for key.converter, value.converter and header.converter a topic can be restored from jsonl and avro"
                            + " bit for bit (S3RestoreSourceConnector).")
            .defaultsTo("none");
    static final Key<NullValues> NULL_VALUES = Key.oneOf("behavior.on.null.values", NullValues.class)
            .group(FileKeys.FORMAT)
            .display("Records without a value")
            .doc("What becomes of a record without a value (a tombstone): write writes null as its line, with"
                    + " format=jsonl; ignore passes over it, fail fails the task, dlq sends it to the dead letter queue."
                    + " With envelope=full tombstones are records like any other, and this has no effect.")
            .defaultsTo("ignore");

    private FormatKeys() {}

    static FileFormat format(Values values) {
        Compression compression = values.get(COMPRESSION);
        return switch (values.get(FILE_FORMAT)) {
            case JSONL -> new FileFormat.JsonLines(compression, values.get(ENVELOPE));
            case AVRO -> new FileFormat.Avro(compression, rows(values));
            case PARQUET -> new FileFormat.Parquet(compression, parquet(values), rows(values));
            case BYTES -> new FileFormat.Bytes(compression, values.get(BYTES_SEPARATOR), values.get(BYTES_EXTENSION));
        };
    }

    private static RowOptions rows(Values values) {
        return new RowOptions(values.get(ENVELOPE), values.get(SCHEMA_CHANGE) == SchemaChange.PROJECT);
    }

    /** An envelope has room for a record without a value. */
    static NullValues nullValues(Values values) {
        return values.get(ENVELOPE) == Envelope.FULL ? NullValues.WRITE : values.get(NULL_VALUES);
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
        belongs(values, problems, kind.get(), kind.get().hasSchema(), "format=avro or parquet", SCHEMA_CHANGE);
        for (Key<?> key : List.of(PARQUET_ROW_GROUP, PARQUET_PAGE, PARQUET_DICTIONARY)) {
            belongs(values, problems, kind.get(), kind.get() == FormatKind.PARQUET, "format=parquet", key);
        }
        if (kind.get() == FormatKind.PARQUET) {
            checkParquet(values, problems);
        }
        values.find(COMPRESSION)
                .filter(compression -> !kind.get().has(compression))
                .ifPresent(compression -> problems.add(
                        COMPRESSION.name(),
                        "format=" + name(kind.get()) + " has no " + name(compression),
                        "Use one of " + names(kind.get()) + "."));
        checkEnvelope(values, problems, kind.get());
    }

    private static void checkEnvelope(Values values, Problems problems, FormatKind kind) {
        boolean enveloped = values.find(ENVELOPE).equals(Optional.of(Envelope.FULL));
        if (enveloped && kind == FormatKind.BYTES) {
            problems.add(
                    ENVELOPE.name(),
                    "format=bytes holds values as they are and nothing beside them",
                    "Use format=jsonl, avro or parquet: with ByteArrayConverter they hold the same bytes.");
        }
        if (enveloped
                && values.chosen(NULL_VALUES)
                && !values.find(NULL_VALUES).equals(Optional.of(NullValues.WRITE))) {
            problems.add(
                    NULL_VALUES.name(),
                    "with envelope=full a record without a value is written like any other",
                    "Remove it, or set envelope=none.");
        }
        if (!enveloped && kind != FormatKind.JSONL && values.find(NULL_VALUES).equals(Optional.of(NullValues.WRITE))) {
            problems.add(
                    NULL_VALUES.name(),
                    "format=" + name(kind) + " has no form for a record without a value",
                    "Use ignore, dlq or fail, or format=jsonl, or envelope=full.");
        }
    }

    private static void checkParquet(Values values, Problems problems) {
        Optional<Long> buffer = values.find(DeliveryKeys.BUFFER_MEMORY);
        Optional<Long> rowGroup = values.find(PARQUET_ROW_GROUP);
        Optional<Long> part = FileKeys.partSize(values);
        if (buffer.isEmpty()) {
            return;
        }
        rowGroup.filter(bytes -> bytes > ParquetOptions.largestRowGroup(buffer.get()))
                .ifPresent(bytes -> problems.add(
                        PARQUET_ROW_GROUP.name(),
                        bytes + " is more than an eighth of buffer.memory.bytes=" + buffer.get(),
                        "Use at most " + ParquetOptions.largestRowGroup(buffer.get())
                                + ", or raise buffer.memory.bytes."));
        part.filter(bytes -> rowGroup.isEmpty() && buffer.get() < 6 * bytes)
                .ifPresent(bytes -> problems.add(
                        DeliveryKeys.BUFFER_MEMORY.name(),
                        buffer.get() + " is less than six times s3.part.size (" + bytes
                                + " bytes a part), and format=parquet takes half of it to make row groups",
                        "Use at least " + 6 * bytes + ", or set parquet.row.group.bytes."));
    }

    private static ParquetOptions parquet(Values values) {
        long largest = Math.min(ParquetOptions.largestRowGroup(values.get(DeliveryKeys.BUFFER_MEMORY)), MAX_ROW_GROUP);
        return new ParquetOptions(
                values.find(PARQUET_ROW_GROUP).orElse(largest),
                values.get(PARQUET_PAGE).intValue(),
                values.get(PARQUET_DICTIONARY));
    }

    private static void belongs(
            Values values, Problems problems, FormatKind kind, boolean owner, String remedy, Key<?> key) {
        if (!owner && values.chosen(key)) {
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
