package io.penstock.s3.format;

import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.buffer.SegmentedBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;

/**
 * Parquet files without Hadoop. An open file holds its records as they were encoded, in chunks of the budget, until they make a row
 * group; then they are dealt to columns, in memory that is set aside for one row group at a time. So hundreds of files can be open
 * without a buffer for each column of each, and no record that fails has touched any column.
 */
final class ParquetFiles implements FormatWriter {

    /** Minima and maxima in the footer and the indexes are cut to it, which readers know how to take. */
    private static final int STATISTICS_BYTES = 64;

    /** What the indexes have of a page: its minimum and maximum, where it is, how many rows and nulls it has. */
    private static final long PAGE_INDEX_BYTES = 2 * STATISTICS_BYTES + 64;

    private static final int LENGTH_BYTES = Integer.BYTES;
    private static final int SMALLEST_DICTIONARY_BYTES = 4 * 1024;

    private final ParquetOptions options;
    private final MemoryBudget budget;
    private final PageCompressor compressor;
    private final CountingAllocator allocator = new CountingAllocator();
    private final SchemaSource<ParquetSchema> schemas;
    private final OpenSchemas openSchemas;
    private byte[] record = new byte[0];

    ParquetFiles(ParquetOptions options, Compression compression, RowOptions rows, MemoryBudget budget) {
        this.options = options;
        this.budget = budget;
        this.openSchemas = new OpenSchemas(budget);
        this.compressor = new PageCompressor(compression);
        this.schemas = new SchemaSource<>("Parquet", rows, schema -> bounded(new ParquetCompiler().compile(schema)));
        budget.acquire(options.workshopBytes());
    }

    private ParquetSchema bounded(ParquetSchema schema) {
        if (overhead(schema) > options.rowGroupBytes() / 2) {
            throw new Unwritable("a schema has " + schema.columns().length + " columns, more than"
                    + " parquet.row.group.bytes=" + options.rowGroupBytes() + " has room for (by default an eighth of"
                    + " buffer.memory.bytes)");
        }
        return schema;
    }

    @Override
    public FileSchema encode(SinkRecord record, Scratch scratch) {
        scratch.reset();
        return schemas.encode(record, (schema, value) -> schema.root().write(scratch, value, 0, 0));
    }

    @Override
    public void remember() {
        schemas.remember();
    }

    @Override
    public FileBody begin(FileSchema schema, RecordCoordinates first, SegmentedBuffer target) {
        return new Body((ParquetSchema) schema, target);
    }

    @Override
    public long worstGrowth(FileSchema schema, long recordBytes, boolean open) {
        long held = SegmentedBuffer.worstGrowth(recordBytes + LENGTH_BYTES);
        long more = held + expansion(recordBytes + LENGTH_BYTES) + overhead((ParquetSchema) schema);
        return open ? more : more + expansion(0) + overhead((ParquetSchema) schema) + OpenSchemas.bytes(schema);
    }

    /** The memory in use for columns and pages now, and the most that ever was: for tests. */
    CountingAllocator allocator() {
        return allocator;
    }

    /** The most that a row group's columns, or the end of a file, take beside the values: headers of pages, indexes, the footer. */
    private long overhead(ParquetSchema schema) {
        long fullPages = 2 * options.rowGroupBytes() / largestPage(); // one may end when it is half full
        return 2 * SegmentedBuffer.CHUNK_BYTES
                + 3 * schema.nameChars()
                + 1_200L * schema.columns().length
                + PAGE_INDEX_BYTES * fullPages;
    }

    private int largestPage() {
        return (int) Math.min(options.pageBytes(), options.rowGroupBytes() / 4);
    }

    /** What values that do not compress grow by. */
    private long expansion(long bytes) {
        return compressor.maxLength((int) bytes) - bytes + bytes / 16;
    }

    private ParquetProperties properties(ParquetSchema schema) {
        // All dictionaries of a row group together stay well below its size: their tables are not in the allocator's
        // count.
        long dictionary = options.rowGroupBytes() / 8 / schema.columns().length;
        int page = largestPage();
        return ParquetProperties.builder()
                .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_1_0)
                .withAllocator(allocator)
                .withPageSize(page)
                .withMinRowCountForPageSizeCheck(1) // a hundred large records would be one page
                .withDictionaryEncoding(options.dictionary())
                .withDictionaryPageSize((int) Math.min(page, Math.max(dictionary, SMALLEST_DICTIONARY_BYTES)))
                .withStatisticsTruncateLength(STATISTICS_BYTES)
                .withColumnIndexTruncateLength(STATISTICS_BYTES)
                .withSizeStatisticsEnabled(false)
                .build();
    }

    private final class Body implements FileBody {

        private final ParquetSchema schema;
        private final ParquetProperties properties;
        private final SegmentedBuffer records = new SegmentedBuffer(budget, Long.MAX_VALUE);
        private final ParquetFileWriter file;
        private final byte[] length = new byte[LENGTH_BYTES];
        private long count;
        private int rowGroups;
        private long reserved;

        Body(ParquetSchema schema, SegmentedBuffer target) {
            this.schema = schema;
            this.properties = properties(schema);
            openSchemas.opened(schema);
            reserve();
            try {
                file = new ParquetFileWriter(
                        new ParquetTarget(target),
                        schema.message(),
                        ParquetFileWriter.Mode.CREATE,
                        options.rowGroupBytes(),
                        0,
                        STATISTICS_BYTES,
                        STATISTICS_BYTES,
                        true);
                file.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // memory does not fail
            }
        }

        /**
         * Keeps room for what ending the file takes beside the records: one more row group, and the footer. What was kept before
         * is given back while a row group is written.
         */
        private void reserve() {
            long wanted = expansion(records.size()) + (rowGroups + 1) * overhead(schema);
            if (wanted > reserved) {
                budget.acquire(wanted - reserved);
            } else {
                budget.release(reserved - wanted);
            }
            reserved = wanted;
        }

        @Override
        public void append(Scratch record) {
            if (records.size() + record.size() + LENGTH_BYTES > options.rowGroupBytes()) {
                writeRowGroup();
            }
            ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).putInt(record.size());
            records.write(length, 0, LENGTH_BYTES);
            record.appendTo(records);
            count++;
            reserve();
        }

        @Override
        public long pending() {
            return records.size();
        }

        @Override
        public void end() {
            writeRowGroup();
            budget.release(reserved);
            reserved = 0;
            try (file) {
                file.end(Map.of());
            } catch (IOException e) {
                throw new UncheckedIOException(e); // memory does not fail
            }
        }

        @Override
        public void discard() {
            budget.release(reserved);
            reserved = 0;
            records.clear();
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // memory does not fail
            }
        }

        @Override
        public void gone() {
            openSchemas.closed(schema);
        }

        private void writeRowGroup() {
            if (count == 0) {
                return;
            }
            try (ColumnChunkPageWriteStore pages = new ColumnChunkPageWriteStore(
                            compressor, schema.message(), allocator, STATISTICS_BYTES, true);
                    ColumnWriteStore columns = properties.newColumnWriteStore(schema.message(), pages, pages)) {
                deal(columns);
                columns.flush();
                records.clear(); // before what was made of them takes memory
                budget.release(reserved);
                reserved = 0;
                file.startBlock(count);
                pages.flushToFileWriter(file);
                file.endBlock();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // memory does not fail
            }
            rowGroups++;
            count = 0;
        }

        private void deal(ColumnWriteStore store) throws IOException {
            ParquetColumn[] columns = schema.columns();
            ColumnWriter[] writers = new ColumnWriter[columns.length];
            for (int i = 0; i < columns.length; i++) {
                writers[i] = store.getColumnWriter(columns[i].descriptor());
            }
            try (InputStream in = records.content().open()) {
                for (long i = 0; i < count; i++) {
                    int size = next(in);
                    ParquetEntries.replay(record, size, columns, writers);
                    store.endRecord();
                }
            }
        }

        private int next(InputStream in) throws IOException {
            in.readNBytes(length, 0, LENGTH_BYTES);
            int size = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
            if (record.length < size || record.length > Math.max(4 * size, SegmentedBuffer.CHUNK_BYTES)) {
                record = new byte[Math.max(size, SegmentedBuffer.CHUNK_BYTES)];
            }
            in.readNBytes(record, 0, size);
            return size;
        }
    }
}
