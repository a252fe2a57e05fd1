package io.penstock.bench.s3;

import io.penstock.s3.format.Compression;
import io.penstock.s3.format.FileFormat;
import io.penstock.s3.format.ParquetOptions;
import java.util.Map;

/**
 * A format: as the sink is set to write it, as the floors write it, and how files of it are looked into.
 *
 * @param settings of the connector
 */
record Form(Map<String, String> settings, FileFormat format, Contents.Reader reader) {

    static final Form JSON_LINES =
            new Form(Map.of("format", "jsonl"), new FileFormat.JsonLines(Compression.NONE), JsonText::contents);

    /** Values that are lines of JSON already. */
    static final Form BYTES = new Form(
            Map.of("format", "bytes"), new FileFormat.Bytes(Compression.NONE, "\n", ".bin"), JsonText::contents);

    static final Form AVRO =
            new Form(Map.of("format", "avro"), new FileFormat.Avro(Compression.NONE), TableFiles::avro);

    /** With the compression that others have by default; laid out as with the sink's default buffer. */
    static final Form PARQUET = new Form(
            Map.of("format", "parquet", "s3.compression.type", "snappy"),
            new FileFormat.Parquet(Compression.SNAPPY, new ParquetOptions(4 << 20, 1 << 20, true)),
            TableFiles::parquet);
}
