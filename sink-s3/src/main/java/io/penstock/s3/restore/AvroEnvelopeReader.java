package io.penstock.s3.restore;

import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Object container files of envelopes whose keys and values are bytes or texts, as the sink writes them (Avro 1.12 specification, "Object
 * Container Files"); block by block.
 */
final class AvroEnvelopeReader implements EnvelopeReader {

    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int MARKER_BYTES = 16;
    private static final int CHECKSUM_BYTES = 4;

    /** One byte of snappy's makes no more than 64 (a copy of three bytes). */
    private static final int SNAPPY_MOST = 64;

    private final InputStream file;
    private final ZstdFrame frames;
    private final FileMemory memory;
    private final AvroInput container;
    private final String codec;
    private final AvroEnvelopeSchema schema;
    private final byte[] marker;
    private final Inflater inflater;
    private AvroInput block = new AvroInput(InputStream.nullInputStream());
    private long left;

    AvroEnvelopeReader(InputStream file, ZstdFrame frames, FileMemory memory) throws IOException {
        this(file, frames, memory, new Inflater(true));
    }

    /** @param inflater for raw deflate; ended with the reader, since what it holds is not on the heap */
    AvroEnvelopeReader(InputStream file, ZstdFrame frames, FileMemory memory, Inflater inflater) throws IOException {
        this.file = file;
        this.frames = frames;
        this.memory = memory;
        this.inflater = inflater;
        this.container = new AvroInput(file);
        if (!Arrays.equals(container.bytes(MAGIC.length), MAGIC)) {
            throw new NotReplayable("it is no Avro file");
        }
        Map<String, byte[]> metadata = metadata();
        this.codec = text(metadata, "avro.codec");
        this.schema = AvroEnvelopeSchema.parse(text(metadata, "avro.schema"));
        this.marker = container.bytes(MARKER_BYTES);
    }

    private Map<String, byte[]> metadata() throws IOException {
        Map<String, byte[]> metadata = new HashMap<>();
        for (long count = container.number(); count != 0; count = container.number()) {
            if (count < 0) {
                container.number(); // the size of what follows
            }
            for (long i = Math.abs(count); i > 0; i--) {
                metadata.put(container.text(), container.bytes());
            }
        }
        return metadata;
    }

    private static String text(Map<String, byte[]> metadata, String name) {
        return new String(metadata.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable ArchivedRecord next() throws IOException {
        while (left == 0) {
            int first = container.byteOrEnd();
            if (first < 0) {
                return null;
            }
            left = container.number(first);
            block = new AvroInput(new ByteArrayInputStream(decompressed(container.bytes())));
            if (!Arrays.equals(container.bytes(MARKER_BYTES), marker)) {
                throw new IOException("a block does not end where it says");
            }
        }
        left--;
        return record();
    }

    /** A block is held plain while its records are read. */
    private byte[] decompressed(byte[] raw) throws IOException {
        byte[] plain = switch (codec) {
            case "", "null" -> raw;
            case "deflate" -> inflated(raw);
            case "zstandard" -> zstd(raw);
            case "snappy" -> snappy(raw);
            default -> throw new NotReplayable("its codec is none of null, deflate, snappy and zstandard");
        };
        memory.block(plain.length);
        return plain;
    }

    private byte[] inflated(byte[] raw) throws IOException {
        inflater.reset();
        return new InflaterInputStream(new ByteArrayInputStream(raw), inflater).readAllBytes();
    }

    private byte[] zstd(byte[] raw) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(raw);
        Optional<byte[]> only = frames.next(in);
        return only.isPresent() && in.available() == 0
                ? only.get()
                : new ZstdInputStream(new ByteArrayInputStream(raw)).readAllBytes();
    }

    /** With a checksum of what is plain after it (Avro 1.12 specification, "snappy"). */
    private static byte[] snappy(byte[] raw) throws IOException {
        int length = raw.length - CHECKSUM_BYTES;
        if (length < 0) {
            throw new EOFException();
        }
        int size = SnappyDecompressor.getUncompressedLength(raw, 0);
        if (size < 0 || size / SNAPPY_MOST > length) {
            throw new IOException("a block is too short for its content");
        }
        byte[] plain = new byte[size];
        int written = new SnappyDecompressor().decompress(raw, 0, length, plain, 0, plain.length);
        CRC32 checksum = new CRC32();
        checksum.update(plain);
        if (written != size
                || (int) checksum.getValue()
                        != ByteBuffer.wrap(raw, length, CHECKSUM_BYTES).getInt()) {
            throw new IOException("a block has another checksum");
        }
        return plain;
    }

    private ArchivedRecord record() throws IOException {
        String topic = block.text();
        long partition = block.number();
        long offset = block.number();
        Long timestamp = block.number() == 0 ? null : block.number();
        block.text(); // the timestamp's type, which the target topic decides
        Object key = part(schema.textKeys());
        ConnectHeaders headers = headers();
        Object value = part(schema.textValues());
        return new ArchivedRecord(
                topic, (int) partition, offset, timestamp, schema(key), key, headers, schema(value), value);
    }

    private ConnectHeaders headers() throws IOException {
        ConnectHeaders headers = new ConnectHeaders();
        for (long count = block.number(); count != 0; count = block.number()) {
            if (count < 0) {
                block.number(); // the size of what follows
            }
            for (long i = Math.abs(count); i > 0; i--) {
                headers.add(block.text(), part(false), Schema.OPTIONAL_BYTES_SCHEMA);
            }
        }
        return headers;
    }

    private @Nullable Object part(boolean text) throws IOException {
        if (block.number() == 0) {
            return null;
        }
        return text ? block.text() : block.bytes();
    }

    /** Of null it is that of bytes: ByteArrayConverter asks even then. */
    private static Schema schema(@Nullable Object part) {
        return part instanceof String ? Schema.OPTIONAL_STRING_SCHEMA : Schema.OPTIONAL_BYTES_SCHEMA;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        file.close();
    }
}
