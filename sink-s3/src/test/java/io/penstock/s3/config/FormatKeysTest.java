package io.penstock.s3.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.s3.format.Compression;
import io.penstock.s3.format.FileFormat;
import io.penstock.s3.format.ParquetOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatKeysTest {

    private static FileFormat format(String... more) {
        return config(more).files().format();
    }

    private static S3SinkConfig config(String... more) {
        Map<String, String> props = new HashMap<>(Map.of("name", "x", "s3.bucket.name", "b"));
        for (int i = 0; i < more.length; i += 2) {
            props.put(more[i], more[i + 1]);
        }
        return S3SinkConfig.parse(props);
    }

    @Test
    void readsWhatBelongsToTheFormat() {
        assertThat(format()).isEqualTo(new FileFormat.JsonLines(Compression.NONE));
        assertThat(format("s3.compression.type", "gzip").extension()).isEqualTo(".jsonl.gz");
        assertThat(format("s3.compression.type", "zstd").extension()).isEqualTo(".jsonl.zst");
        assertThat(format("format", "bytes", "s3.compression.type", "zstd").extension())
                .isEqualTo(".bin.zst");
        assertThat(format("format", "parquet", "s3.compression.type", "zstd").extension())
                .isEqualTo(".zstd.parquet");
        assertThat(format("format", "bytes")).isEqualTo(new FileFormat.Bytes(Compression.NONE, "\n", ".bin"));
        assertThat(format("format", "parquet"))
                .isEqualTo(new FileFormat.Parquet(Compression.NONE, new ParquetOptions(4 << 20, 1 << 20, true)));
        assertThat(format("format", "parquet", "s3.compression.type", "gzip").extension())
                .isEqualTo(".gz.parquet");
        assertThat(format("format", "parquet", "parquet.row.group.bytes", "1048576", "s3.part.size", "6000000"))
                .isEqualTo(new FileFormat.Parquet(Compression.NONE, new ParquetOptions(1 << 20, 1 << 20, true)));
        assertThat(format("format", "avro", "s3.compression.type", "snappy").extension())
                .isEqualTo(".avro");
        assertThat(format("format", "bytes", "format.bytearray.separator", "none"))
                .isEqualTo(new FileFormat.Bytes(Compression.NONE, "", ".bin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\t", "\r\n", " | ", " "})
    void takesWhiteSpaceInASeparatorAsItIs(String separator) {
        assertThat(format("format", "bytes", "format.bytearray.separator", separator))
                .isEqualTo(new FileFormat.Bytes(Compression.NONE, separator, ".bin"));
    }

    @Test
    void takesTheDefaultsThatAFormSendsBack() {
        assertThat(format(
                        "format", "jsonl",
                        "format.bytearray.separator", "\\n",
                        "format.bytearray.extension", ".bin",
                        "schema.change", "separate",
                        "parquet.row.group.bytes", "",
                        "parquet.page.bytes", "1048576",
                        "parquet.dictionary", "true"))
                .isEqualTo(new FileFormat.JsonLines(Compression.NONE));
    }

    @Test
    void writesTombstonesIntoEnvelopesWhateverTheFormat() {
        for (String format : List.of("jsonl", "avro", "parquet")) {
            assertThat(config("format", format, "envelope", "full").nullValues())
                    .isEqualTo(NullValues.WRITE);
            assertThat(config("format", format, "envelope", "full", "behavior.on.null.values", "write")
                            .nullValues())
                    .isEqualTo(NullValues.WRITE);
        }
        assertThat(config("format", "avro", "envelope", "none").nullValues()).isEqualTo(NullValues.IGNORE);
        assertThatThrownBy(() -> config("envelope", "full", "behavior.on.null.values", "fail"))
                .hasMessageContaining("behavior.on.null.values")
                .hasMessageContaining("written like any other");
    }

    @ParameterizedTest
    @CsvSource({
        "jsonl,format.bytearray.separator,|,no effect",
        "jsonl,format.bytearray.extension,.x,no effect",
        "bytes,format.bytearray.extension,bin,end of an object's name",
        "bytes,format.bytearray.extension,./bin,end of an object's name",
        "bytes,format.bytearray.separator,\\q,backslash",
        "bytes,behavior.on.null.values,write,no form",
        "avro,behavior.on.null.values,write,no form",
        "avro,s3.compression.type,lz4,no lz4",
        "jsonl,s3.compression.type,snappy,no snappy",
        "bytes,s3.compression.type,lz4,no lz4",
        "jsonl,schema.change,rotate,no effect",
        "bytes,envelope,full,nothing beside them",
        "avro,parquet.page.bytes,131072,no effect",
        "parquet,parquet.row.group.bytes,65536,from 1048576",
        "parquet,parquet.page.bytes,4096,from 65536",
        "parquet,parquet.row.group.bytes,4194305,an eighth of buffer.memory.bytes",
        "parquet,s3.part.size,6000000,six times s3.part.size",
        "parquet,behavior.on.null.values,write,no form"
    })
    void refusesWhatTheFormatLacks(String format, String key, String value, String why) {
        assertThatThrownBy(() -> format("format", format, key, value))
                .hasMessageContaining(key)
                .hasMessageContaining(why);
    }
}
