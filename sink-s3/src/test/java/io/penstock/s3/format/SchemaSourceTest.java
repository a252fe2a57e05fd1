package io.penstock.s3.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class SchemaSourceTest {

    private final List<WeakReference<Compiled>> compiled = new ArrayList<>();

    /** The names of a structure's fields. */
    private record Compiled(List<String> names, long heldChars) implements FileSchema {}

    private SchemaSource<Compiled> source(int mostFields, long chars) {
        return new SchemaSource<>("test", RowOptions.VALUES, schema -> {
            List<String> names = schema.fields().stream().map(Field::name).toList();
            if (names.size() > mostFields) {
                throw new Unwritable("too many for the format");
            }
            Compiled fields = new Compiled(names, chars);
            compiled.add(new WeakReference<>(fields));
            return fields;
        });
    }

    private static List<String> taken(SchemaSource<Compiled> source, String topic, Object value) {
        SinkRecord record = new SinkRecord(topic, 0, null, null, null, value, 0);
        List<String> names = source.encode(record, (fields, unused) -> {}).names();
        source.remember();
        return names;
    }

    private static Map<String, Object> fields(int from, int to) {
        Map<String, Object> value = new LinkedHashMap<>();
        for (int i = from; i < to; i++) {
            value.put("f" + i, 1);
        }
        return value;
    }

    @Test
    void proposesTheSameAgainWhatWasNotRemembered() {
        SchemaSource<Compiled> source = source(9, 1);
        taken(source, "t", Map.of("a", 1));

        source.encode(new SinkRecord("t", 0, null, null, null, Map.of("b", 1), 1), (fields, value) -> {});
        SinkRecord refused = new SinkRecord("t", 0, null, null, Schema.STRING_SCHEMA, null, 2);
        assertThatThrownBy(() -> source.encode(refused, (fields, value) -> {})).hasMessageContaining("without a value");
        source.remember();

        assertThat(taken(source, "t", Map.of("a", 2))).containsExactly("a");
    }

    @Test
    void holdsNoSchemaThatALargerOneHasReplaced() {
        SchemaSource<Compiled> source = source(2_000, 1);

        for (int i = 0; i < 300; i++) {
            taken(source, "t", fields(i, i + 1));
        }

        assertThat(compiled).hasSize(300);
        await().untilAsserted(() -> {
            System.gc();
            assertThat(compiled.stream().filter(reference -> reference.get() != null))
                    .hasSizeLessThanOrEqualTo(1);
        });
        assertThat(taken(source, "t", fields(0, 1))).hasSize(300); // and the largest is there
    }

    @Test
    void forgetsTheTopicsThatWereSeenLeastWhenSchemasFillTheMemory() {
        SchemaSource<Compiled> source = source(9, 1_000_000);

        taken(source, "t0", Map.of("a", 1, "b", 1));
        for (int i = 1; i < 5; i++) {
            taken(source, "t" + i, Map.of("a", 1, "b", 1));
        }

        assertThat(taken(source, "t4", Map.of("a", 1))).containsExactly("a", "b");
        assertThat(taken(source, "t0", Map.of("a", 1))).containsExactly("a");
    }

    @Test
    void beginsAnotherSchemaWhereOneWouldGrowTooLarge() {
        SchemaSource<Compiled> source = source(5_000, 1);
        taken(source, "t", fields(0, 1_995));

        assertThat(taken(source, "t", fields(1_990, 2_010))).hasSize(20);
        assertThat(taken(source, "t", fields(0, 1))).hasSize(1_995);
        assertThatThrownBy(() -> taken(source, "t", fields(0, 2_001))).hasMessageContaining("more than 2000 fields");
    }

    @Test
    void beginsAnotherSchemaWhereTheFormatRefusesALargerOne() {
        SchemaSource<Compiled> source = source(5, 1);
        taken(source, "t", fields(0, 4));

        assertThat(taken(source, "t", fields(3, 6))).hasSize(3);
        assertThat(taken(source, "t", fields(6, 8))).containsExactly("f3", "f4", "f5", "f6", "f7");
    }
}
