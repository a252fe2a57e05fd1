package io.penstock.s3.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;

class PartSchemasTest {

    private static final int MANY = 300;

    private final PartSchemas<FileSchema> parts = new PartSchemas<>(schema -> FileSchema.ANY, false);

    private static List<Schema> required() {
        List<Schema> schemas = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            schemas.add(SchemaBuilder.string().name("s" + i).build());
        }
        return schemas;
    }

    /** A copy is another object, whose hash is asked for anew. */
    @Test
    void makesTheOptionalCopyOfASchemaOnce() {
        List<Schema> schemas = required();
        List<Schema> copies = new ArrayList<>();
        schemas.forEach(schema -> copies.add(parts.of("t", schema, "v")));
        for (int i = 0; i < MANY; i++) {
            assertThat(parts.of("t", schemas.get(i), "v")).isSameAs(copies.get(i));
        }
    }

    @Test
    void knowsTheLastSchemaOfManyTopics() {
        List<Schema> schemas = required();
        for (int i = 0; i < MANY; i++) {
            parts.of("t" + i, schemas.get(i), "v");
            parts.keep();
        }
        for (int i = 0; i < MANY; i++) {
            Schema last = parts.of("t" + i, null, null);
            assertThat(last).isNotNull().extracting(Schema::name).isEqualTo("s" + i);
        }
    }
}
