package io.penstock.s3.format;

import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.buffer.SegmentedBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Avro object container files (Avro 1.12 specification, "Object Container Files"): a header with the schema, then blocks of
 * records, each compressed by itself. An open file holds one block of at most 64 KiB in the buffer, and one block at a time is
 * compressed beside it. Records of one schema make the same bytes: the marker between blocks comes from the schema and the first
 * record's coordinates.
 */
final class AvroFiles implements FormatWriter {

    private static final int BLOCK_BYTES = 64 * 1024;
    private static final int MARKER_BYTES = 16;
    private static final int HEADER_SHARE = 8;
    private static final int CRC_BYTES = 4;
    /** Two numbers before a block, a checksum and the marker after it. */
    private static final int BLOCK_FRAME_BYTES = 2 * 10 + CRC_BYTES + MARKER_BYTES;

    private final Compression compression;
    private final BlockPress press;
    private final MemoryBudget budget;
    private final SchemaSource<AvroSchema> schemas;
    private final OpenSchemas openSchemas;
    private final byte[] block = new byte[BLOCK_BYTES];
    private final Scratch frame = new Scratch(Integer.MAX_VALUE);

    AvroFiles(Compression compression, RowOptions rows, MemoryBudget budget) {
        this.compression = compression;
        this.press = new BlockPress(
                compression == Compression.GZIP ? new Deflate() : BlockCodec.of(compression), BLOCK_BYTES);
        this.budget = budget;
        this.openSchemas = new OpenSchemas(budget);
        this.schemas =
                new SchemaSource<>("Avro", rows, schema -> bounded(new AvroSchema(new AvroCompiler().compile(schema))));
    }

    /** A header must leave room for its records, of which one may take a quarter of the buffer. */
    private AvroSchema bounded(AvroSchema schema) {
        if (headerBytes(schema) > budget.limit() / HEADER_SHARE) {
            throw new Unwritable("a schema has " + schema.json().length()
                    + " characters, and no file's header may take more than an eighth of buffer.memory.bytes="
                    + budget.limit());
        }
        return schema;
    }

    @Override
    public FileSchema encode(SinkRecord record, Scratch scratch) {
        scratch.reset();
        return schemas.encode(record, (schema, value) -> schema.writer().write(scratch, value));
    }

    @Override
    public void remember() {
        schemas.remember();
    }

    @Override
    public FileBody begin(FileSchema schema, RecordCoordinates first, SegmentedBuffer target) {
        return new Body((AvroSchema) schema, first, target);
    }

    @Override
    public long worstGrowth(FileSchema schema, long recordBytes, boolean open) {
        long record = SegmentedBuffer.worstGrowth(press.maxLength((int) recordBytes) + BLOCK_FRAME_BYTES);
        return open
                ? record + reserve()
                : record + 2 * reserve() + SegmentedBuffer.worstGrowth(headerBytes(schema)) + OpenSchemas.bytes(schema);
    }

    /** What a block, once it is written, takes beyond what it took before. */
    private long reserve() {
        return SegmentedBuffer.worstGrowth(press.maxLength(BLOCK_BYTES) - BLOCK_BYTES + BLOCK_FRAME_BYTES);
    }

    private static long headerBytes(FileSchema schema) {
        return ((AvroSchema) schema).json().length() * 3L + 200;
    }

    private String codecName() {
        return switch (compression) {
            case NONE -> "null";
            case GZIP -> "deflate";
            case SNAPPY -> "snappy";
            case ZSTD -> "zstandard";
            case LZ4 -> throw new IllegalStateException("Avro has no LZ4");
        };
    }

    private final class Body implements FileBody {

        private final AvroSchema schema;
        private final SegmentedBuffer target;
        private final RecordBlocks records = new RecordBlocks(block, budget, this::write);
        private final byte[] marker;

        Body(AvroSchema schema, RecordCoordinates first, SegmentedBuffer target) {
            this.schema = schema;
            this.target = target;
            this.marker = marker(schema, first);
            openSchemas.opened(schema);
            budget.acquire(reserve());
            header(schema);
        }

        private void header(AvroSchema schema) {
            frame.reset();
            frame.write(new byte[] {'O', 'b', 'j', 1}, 0, 4);
            AvroBinary.number(frame, 2);
            AvroBinary.text(frame, "avro.codec");
            AvroBinary.text(frame, codecName());
            AvroBinary.text(frame, "avro.schema");
            AvroBinary.text(frame, schema.json());
            frame.write(0);
            frame.write(marker, 0, MARKER_BYTES);
            give();
        }

        @Override
        public void append(Scratch record) {
            records.append(record);
        }

        @Override
        public long pending() {
            return records.size();
        }

        @Override
        public void end() {
            budget.release(reserve());
            records.complete();
        }

        @Override
        public void discard() {
            budget.release(reserve());
            records.discard();
        }

        @Override
        public void gone() {
            openSchemas.closed(schema);
        }

        private void write(byte[] raw, int size, long count) {
            int length = press.press(raw, 0, size);
            boolean checksum = compression == Compression.SNAPPY;
            frame.reset();
            AvroBinary.number(frame, count);
            AvroBinary.number(frame, length + (checksum ? CRC_BYTES : 0));
            give();
            target.write(press.bytes(), 0, length);
            if (checksum) {
                CRC32 crc = new CRC32();
                crc.update(raw, 0, size);
                target.write(
                        ByteBuffer.allocate(CRC_BYTES)
                                .putInt((int) crc.getValue())
                                .array(),
                        0,
                        CRC_BYTES);
            }
            target.write(marker, 0, MARKER_BYTES);
        }

        private void give() {
            frame.appendTo(target);
        }
    }

    private static byte[] marker(AvroSchema schema, RecordCoordinates first) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(first.toString().getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(digest.digest(schema.json().getBytes(StandardCharsets.UTF_8)), MARKER_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
