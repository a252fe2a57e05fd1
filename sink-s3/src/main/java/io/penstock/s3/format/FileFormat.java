package io.penstock.s3.format;

import io.penstock.s3.buffer.MemoryBudget;
import java.util.Optional;

/** {@code format} with what belongs to it. Immutable. */
public sealed interface FileFormat {

    /** What object names end in, with its dot. */
    String extension();

    String contentType();

    /** Of the whole object; empty where the format compresses what is in it. */
    Optional<String> contentEncoding();

    /** What of a record its files hold. */
    Envelope envelope();

    /** The largest record that may enter a file, in bytes as encoded. */
    default long largestRecord(long bufferBytes) {
        return bufferBytes / 4;
    }

    /** @param budget that all open files draw on */
    FormatWriter open(MemoryBudget budget);

    private static FormatWriter stream(RecordEncoder encoder, Compression compression, MemoryBudget budget) {
        return compression == Compression.ZSTD
                ? new FrameWriter(encoder, BlockCodec.of(compression), budget)
                : new StreamWriter(encoder, compression == Compression.GZIP, budget);
    }

    /** One JSON text a line (RFC 8259, UTF-8), lines ended by a single line feed. */
    record JsonLines(Compression compression, Envelope envelope) implements FileFormat {

        /** Of values alone. */
        public JsonLines(Compression compression) {
            this(compression, Envelope.NONE);
        }

        @Override
        public String extension() {
            return ".jsonl" + compression.streamExtension();
        }

        @Override
        public String contentType() {
            return "application/x-ndjson";
        }

        @Override
        public Optional<String> contentEncoding() {
            return compression.contentEncoding();
        }

        @Override
        public FormatWriter open(MemoryBudget budget) {
            return stream(new JsonLinesEncoder(envelope), compression, budget);
        }
    }

    /**
     * The values as they are.
     *
     * @param separator follows each value
     * @param suffix with its dot
     */
    record Bytes(Compression compression, String separator, String suffix) implements FileFormat {

        @Override
        public Envelope envelope() {
            return Envelope.NONE;
        }

        @Override
        public String extension() {
            return suffix + compression.streamExtension();
        }

        @Override
        public String contentType() {
            return "application/octet-stream";
        }

        @Override
        public Optional<String> contentEncoding() {
            return compression.contentEncoding();
        }

        @Override
        public FormatWriter open(MemoryBudget budget) {
            return stream(new BytesEncoder(separator), compression, budget);
        }
    }

    /** Object container files. */
    record Avro(Compression codec, RowOptions rows) implements FileFormat {

        /** Of values alone, each by its own schema. */
        public Avro(Compression codec) {
            this(codec, RowOptions.VALUES);
        }

        @Override
        public Envelope envelope() {
            return rows.envelope();
        }

        @Override
        public String extension() {
            return ".avro";
        }

        @Override
        public String contentType() {
            return "application/avro";
        }

        @Override
        public Optional<String> contentEncoding() {
            return Optional.empty();
        }

        @Override
        public FormatWriter open(MemoryBudget budget) {
            return new AvroFiles(codec, rows, budget);
        }
    }

    /** Parquet files. */
    record Parquet(Compression codec, ParquetOptions options, RowOptions rows) implements FileFormat {

        /** Of values alone, each by its own schema. */
        public Parquet(Compression codec, ParquetOptions options) {
            this(codec, options, RowOptions.VALUES);
        }

        @Override
        public Envelope envelope() {
            return rows.envelope();
        }

        @Override
        public String extension() {
            return codec.blockExtension() + ".parquet";
        }

        @Override
        public String contentType() {
            return "application/vnd.apache.parquet";
        }

        @Override
        public Optional<String> contentEncoding() {
            return Optional.empty();
        }

        @Override
        public long largestRecord(long bufferBytes) {
            return options.rowGroupBytes() / 2;
        }

        @Override
        public FormatWriter open(MemoryBudget budget) {
            return new ParquetFiles(options, codec, rows, budget);
        }
    }
}
