package io.penstock.s3.restore;

import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
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

    private final InputStream file;
    private final AvroInput container;
    private final String codec;
    private final AvroEnvelopeSchema schema;
    private final byte[] marker;
    private final Inflater inflater;
    private AvroInput block = new AvroInput(InputStream.nullInputStream());
    private long left;

    AvroEnvelopeReader(InputStream file) throws IOException {
        this(file, new Inflater(true));
    }

    /** @param inflater for raw deflate; ended with the reader, since what it holds is not on the heap */
    AvroEnvelopeReader(InputStream file, Inflater inflater) throws IOException {
        this.file = file;
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
            block = new AvroInput(decompressed(container.bytes()));
            if (!Arrays.equals(container.bytes(MARKER_BYTES), marker)) {
                throw new IOException("a block does not end where it says");
            }
        }
        left--;
        return record();
    }

    private InputStream decompressed(byte[] raw) throws IOException {
        return switch (codec) {
            case "", "null" -> new ByteArrayInputStream(raw);
            case "deflate" -> {
                inflater.reset();
                yield new InflaterInputStream(new ByteArrayInputStream(raw), inflater);
            }
            case "zstandard" -> new ZstdInputStream(new ByteArrayInputStream(raw));
            case "snappy" -> snappy(raw);
            default -> throw new NotReplayable("its codec is none of null, deflate, snappy and zstandard");
        };
    }

    private static InputStream snappy(byte[] raw) {
        int length = raw.length - CHECKSUM_BYTES;
        byte[] plain = new byte[SnappyDecompressor.getUncompressedLength(raw, 0)];
        new SnappyDecompressor().decompress(raw, 0, length, plain, 0, plain.length);
        return new ByteArrayInputStream(plain);
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
