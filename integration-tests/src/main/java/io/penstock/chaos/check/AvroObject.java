package io.penstock.chaos.check;

import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/** An Avro object container file, by Avro's own reader. */
final class AvroObject {

    private AvroObject() {}

    /** Whatever stands before a failure is kept. */
    static void read(byte[] bytes, ObjectParser parser) throws IOException {
        try (DataFileReader<GenericRecord> file =
                new DataFileReader<>(new SeekableByteArrayInput(bytes), new GenericDatumReader<>())) {
            parser.schema(file.getSchema().toString());
            while (file.hasNext()) {
                // Which is JSON, and none that tells the branch of a union.
                parser.record(file.next().toString());
            }
            // The reader takes a block that is cut short for the end.
            if (file.previousSync() != bytes.length) {
                throw new IOException("its last whole block ends at " + file.previousSync() + " of " + bytes.length);
            }
        } catch (AvroRuntimeException e) {
            throw new IOException(e.getClass().getSimpleName(), e);
        }
    }
}
