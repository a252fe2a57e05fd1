package io.penstock.s3.format;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** Writes values with and without a schema as JSON: Structs and maps as objects, a text as a JSON text, bytes as base64. */
final class JsonValues {

    private final StructWriters structs = new StructWriters();
    private final SchemalessWriter schemaless = new SchemalessWriter(structs);

    /** @throws IOException and unchecked exceptions when the value has no form in JSON */
    void write(JsonGenerator json, @Nullable Schema schema, @Nullable Object value) throws IOException {
        if (schema == null || value == null) {
            schemaless.write(json, value);
        } else {
            Fields.check(schema, value);
            structs.of(schema).write(json, value);
        }
    }
}
