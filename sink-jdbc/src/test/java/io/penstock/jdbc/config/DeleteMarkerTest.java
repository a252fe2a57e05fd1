package io.penstock.jdbc.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.common.record.FieldPath;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class DeleteMarkerTest {

    private static final DeleteMarker MARKER = new DeleteMarker(FieldPath.parse("meta.op"), Set.of("d"));

    @Test
    void marksByANestedField() {
        assertThat(MARKER.marks(Map.of("meta", Map.of("op", "d")))).isTrue();
        assertThat(MARKER.marks(Map.of("meta", Map.of("op", "u")))).isFalse();
        assertThat(MARKER.marks(null)).isFalse();
    }

    /** The transform Flatten joins names by a dot. */
    @Test
    void marksByAFieldWhoseNameHasADot() {
        Schema flat =
                SchemaBuilder.struct().field("meta.op", Schema.STRING_SCHEMA).build();

        assertThat(MARKER.marks(new Struct(flat).put("meta.op", "d"))).isTrue();
        assertThat(MARKER.marks(new Struct(flat).put("meta.op", "u"))).isFalse();
        assertThat(MARKER.marks(Map.of("meta.op", "d"))).isTrue();
    }
}
