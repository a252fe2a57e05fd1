package io.penstock.s3.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class AvroEnvelopeReaderTest {

    private static final String SCHEMA = """
            {"type":"record","name":"Envelope","fields":[
              {"name":"topic","type":"string"},{"name":"partition","type":"int"},{"name":"offset","type":"long"},
              {"name":"timestamp","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null},
              {"name":"timestamp_type","type":"string"},
              {"name":"key","type":["null","bytes"],"default":null},
              {"name":"headers","type":{"type":"array","items":{"type":"record","name":"io.penstock.s3.Header",
                "fields":[{"name":"key","type":"string"},{"name":"value","type":["null","bytes"],"default":null}]}}},
              {"name":"value","type":["null","bytes"],"default":null}]}
            """;

    private static byte[] record(long offset) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder avro = EncoderFactory.get().binaryEncoder(out, null);
        avro.writeString("t");
        avro.writeInt(0);
        avro.writeLong(offset);
        avro.writeIndex(0);
        avro.writeString("CreateTime");
        avro.writeIndex(0);
        avro.writeArrayStart();
        avro.setItemCount(0);
        avro.writeArrayEnd();
        avro.writeIndex(1);
        avro.writeBytes(new byte[100_000]);
        avro.flush();
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(out, new Deflater(6, true))) {
            deflate.write(plain);
        }
        return out.toByteArray();
    }

    /** With each record in a block of its own. */
    private static byte[] file(int records) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder avro = EncoderFactory.get().directBinaryEncoder(out, null);
        byte[] marker = new byte[16];
        avro.writeFixed(new byte[] {'O', 'b', 'j', 1});
        avro.writeMapStart();
        avro.setItemCount(2);
        avro.writeString("avro.codec");
        avro.writeBytes("deflate".getBytes(StandardCharsets.UTF_8));
        avro.writeString("avro.schema");
        avro.writeBytes(SCHEMA.getBytes(StandardCharsets.UTF_8));
        avro.writeMapEnd();
        avro.writeFixed(marker);
        for (long offset = 0; offset < records; offset++) {
            avro.writeLong(1);
            avro.writeBytes(deflated(record(offset)));
            avro.writeFixed(marker);
        }
        return out.toByteArray();
    }

    @Test
    void readsBlockAfterBlockByOneInflaterAndEndsIt() throws IOException {
        // Given
        Inflater inflater = new Inflater(true);
        List<Long> offsets = new ArrayList<>();

        // When
        try (AvroEnvelopeReader reader = new AvroEnvelopeReader(
                new ByteArrayInputStream(file(5)),
                new ZstdFrame(),
                new FileMemory(new ReadMemory(1024 * 1024)),
                inflater)) {
            for (ArchivedRecord next = reader.next(); next != null; next = reader.next()) {
                offsets.add(next.offset());
                assertThat((byte[]) next.value()).hasSize(100_000);
            }
        }

        // Then
        assertThat(offsets).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThatThrownBy(inflater::reset).as("its memory is given back").isInstanceOf(NullPointerException.class);
    }
}
