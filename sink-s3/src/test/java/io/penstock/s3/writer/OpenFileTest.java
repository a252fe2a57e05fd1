package io.penstock.s3.writer;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.common.template.Template;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.buffer.SpillSpace;
import io.penstock.s3.chain.ChainFile;
import io.penstock.s3.config.S3SinkConfig;
import io.penstock.s3.format.Compression;
import io.penstock.s3.format.FileFormat;
import io.penstock.s3.format.FileSchema;
import io.penstock.s3.format.FormatWriter;
import io.penstock.s3.format.Scratch;
import io.penstock.s3.partition.FileStart;
import io.penstock.s3.partition.FileVocabulary;
import io.penstock.s3.partition.Layout;
import io.penstock.s3.rotate.SchemaChange;
import io.penstock.s3.store.ObjectHeaders;
import io.penstock.s3.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFileTest {

    /** A file that stays below its part size asks nothing of the store. */
    private static final ObjectStore NEVER_ASKED = (ObjectStore) Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (p, method, a) -> {
                throw new AssertionError("asked for " + method.getName());
            });

    private static OpenFile open(Compression compression, FormatWriter format, MemoryBudget budget) {
        S3SinkConfig.Files files = new S3SinkConfig.Files(
                "topics",
                Template.parse("k", new FileVocabulary()),
                new Layout.Plain(),
                new FileFormat.JsonLines(compression),
                SchemaChange.SEPARATE,
                64 << 20);
        FileStart start =
                new FileStart("topics", "t", "", new RecordCoordinates("t", 0, 0), 0, Optional.empty(), null, ".jsonl");
        Pace pace = new Pace(Waits.PUT, () -> 0);
        Headway headway = new Headway();
        UploadSession upload = new UploadSession(
                NEVER_ASKED,
                new DirectLedger(NEVER_ASKED, pace, headway, new Abreast(1, "u")),
                pace,
                headway,
                "n",
                "k",
                start.first(),
                ObjectHeaders.ofType("text/plain"));
        ObjectMetadata metadata = new ObjectMetadata("c", start.first(), FileSchema.ANY);
        return new OpenFile(
                start, "k", "n", 0, files, format, FileSchema.ANY, budget, SpillSpace.off(), upload, metadata);
    }

    /** Random bytes do not compress, zeros do so well that the compressor holds them back for long. */
    @ParameterizedTest
    @CsvSource({"NONE,false", "GZIP,false", "GZIP,true", "ZSTD,false", "ZSTD,true"})
    void neverTakesMoreMemoryThanItSaid(Compression compression, boolean compressible) throws IOException {
        // Given
        Random random = new Random(7);
        MemoryBudget budget = new MemoryBudget(64 << 20);
        FormatWriter format = new FileFormat.JsonLines(compression).open(budget);
        long promised = format.worstGrowth(FileSchema.ANY, 0, false);
        OpenFile file = open(compression, format, budget);
        assertThat(budget.used()).isLessThanOrEqualTo(promised);
        Scratch scratch = new Scratch(1 << 20);
        long written = 0;

        // When
        for (int i = 0; i < 2_000; i++) {
            byte[] record = new byte[1 + random.nextInt(i % 50 == 0 ? 200_000 : 2_000)];
            if (!compressible) {
                random.nextBytes(record);
            }
            scratch.reset();
            scratch.write(record, 0, record.length);
            long before = budget.used();
            file.append(scratch, i, null);
            written += record.length;
            assertThat(budget.used() - before)
                    .isLessThanOrEqualTo(format.worstGrowth(FileSchema.ANY, record.length, true));
        }
        long before = budget.used();
        file.end();
        assertThat(file.fitsInline()).isTrue();
        ChainFile sealed = file.inline(2_000);

        // Then
        assertThat(budget.used()).isLessThanOrEqualTo(before);
        assertThat(length(((ChainFile.Inline) sealed).content().open(), compression))
                .isEqualTo(written);
        file.committed();
        assertThat(budget.used()).isZero();
    }

    private static long length(InputStream raw, Compression compression) throws IOException {
        try (InputStream in = decompressed(raw, compression)) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** By libraries that have nothing to do with those that compress. */
    private static InputStream decompressed(InputStream raw, Compression compression) throws IOException {
        return switch (compression) {
            case GZIP -> new GZIPInputStream(raw);
            case ZSTD -> new ZstdInputStream(raw);
            case NONE, SNAPPY, LZ4 -> raw;
        };
    }
}
