package io.penstock.s3.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class CompiledSchemasTest {

    private final List<Schema> compiled = new ArrayList<>();

    private CompiledSchemas<Sized> schemas(long chars) {
        return new CompiledSchemas<>(schema -> {
            compiled.add(schema);
            return new Sized(chars);
        });
    }

    private record Sized(long heldChars) implements FileSchema {}

    private static Schema version(int number) {
        return SchemaBuilder.int32().version(number).build();
    }

    @Test
    void compilesASchemaOnceWhateverObjectItIs() {
        CompiledSchemas<Sized> schemas = schemas(1);

        assertThat(schemas.of(version(1), 1)).isSameAs(schemas.of(version(1), 1));
        assertThat(compiled).hasSize(1);
    }

    @Test
    void forgetsLargeSchemasBeforeTheyFillTheMemory() {
        CompiledSchemas<Sized> schemas = schemas(1_000_000);

        for (int i = 0; i < 6; i++) {
            schemas.of(version(i), 1);
        }
        schemas.of(version(5), 1);
        assertThat(compiled).hasSize(6);
        schemas.of(version(0), 1);
        assertThat(compiled).hasSize(7);
    }

    @Test
    void findsOutOnceWhyASchemaHasNoForm() {
        // Given
        CompiledSchemas<Sized> schemas = new CompiledSchemas<>(schema -> {
            compiled.add(schema);
            throw new Unwritable("no form for " + schema.version());
        });
        Schema one = version(1);
        Schema other = version(2);

        // When / Then
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> schemas.of(one, 1))
                    .isInstanceOf(Unwritable.class)
                    .hasMessage("no form for 1");
            assertThatThrownBy(() -> schemas.of(other, 1))
                    .isInstanceOf(Unwritable.class)
                    .hasMessage("no form for 2");
        }
        assertThat(compiled).containsExactly(one, other);

        for (int i = 0; i < 1_000; i++) {
            Schema fresh = version(i);
            assertThatThrownBy(() -> schemas.of(fresh, 1)).isInstanceOf(Unwritable.class);
        }
        assertThat(schemas.refused()).as("held for later").isLessThanOrEqualTo(4);
    }

    @Test
    void refusesASchemaThatIsNestedTooDeepBeforeAnythingWalksIt() {
        Schema schema = Schema.INT32_SCHEMA;
        for (int i = 0; i < 100_000; i++) {
            schema = SchemaBuilder.array(schema).build();
        }
        Schema deep = schema;

        assertThatThrownBy(() -> schemas(1).of(deep, List.of())).hasMessageContaining("nested deeper");
        assertThat(compiled).isEmpty();
    }

    @Test
    void refusesAValueThatIsNestedTooDeepInASchemaThatHoldsItself() {
        CompiledSchemas<Sized> schemas = schemas(1);
        SchemaBuilder node = SchemaBuilder.struct().name("Node").optional();
        node.field("next", node);
        Struct list = new Struct(node);
        for (int i = 1; i < 200; i++) {
            list = new Struct(node).put("next", list);
        }
        Struct longest = list;
        Struct tooLong = new Struct(node).put("next", list);

        schemas.of(node, longest);
        assertThatThrownBy(() -> schemas.of(node, tooLong)).hasMessageContaining("nested deeper");
    }
}
