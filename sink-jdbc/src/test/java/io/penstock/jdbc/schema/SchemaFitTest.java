package io.penstock.jdbc.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;

/** Which columns a validated table may have for a schema. */
class SchemaFitTest {

    private static Set<ColumnType> takers(Schema schema) {
        ColumnSpec wanted = new ColumnSpec("c", Inference.ofSchema("c", schema));
        return Stream.of(ColumnType.values())
                .filter(type -> SchemaFit.takes(new Column("c", type, "its_type", Column.ANY_SCALE), wanted, schema))
                .collect(Collectors.toSet());
    }

    private static Schema time(Schema.Type type, String name) {
        return SchemaBuilder.type(type).name("io.debezium.time." + name).build();
    }

    @Test
    void aTimeThatIsACountGoesIntoNumbersThatAreWideEnough() {
        assertThat(takers(time(Schema.Type.INT32, "Date")))
                .contains(ColumnType.DATE, ColumnType.INT32, ColumnType.INT64, ColumnType.DECIMAL, ColumnType.TEXT)
                .doesNotContain(ColumnType.INT16, ColumnType.BYTES);
        assertThat(takers(time(Schema.Type.INT64, "MicroTimestamp")))
                .contains(ColumnType.TIMESTAMP, ColumnType.INT64, ColumnType.DECIMAL)
                .doesNotContain(ColumnType.INT32, ColumnType.DATE);
        assertThat(takers(time(Schema.Type.STRING, "ZonedTimestamp"))).doesNotContain(ColumnType.INT32);
        assertThat(takers(org.apache.kafka.connect.data.Date.SCHEMA)).doesNotContain(ColumnType.INT64);
    }

    @Test
    void decimalsGoIntoIntegersWhereTheyNeedHaveNoFraction() {
        Schema variable = SchemaBuilder.struct()
                .name(DebeziumTypes.VARIABLE_SCALE_DECIMAL)
                .field("scale", Schema.INT32_SCHEMA)
                .field("value", Schema.BYTES_SCHEMA)
                .build();
        assertThat(takers(variable)).contains(ColumnType.INT64, ColumnType.DECIMAL);
        assertThat(takers(Decimal.schema(0))).contains(ColumnType.INT64);
        assertThat(takers(Decimal.schema(2))).contains(ColumnType.DECIMAL).doesNotContain(ColumnType.INT64);
    }

    @Test
    void bytesAreTextOnlyWhereTheyAreBits() {
        Schema bits = SchemaBuilder.bytes().name(DebeziumTypes.BITS).build();
        assertThat(takers(bits)).containsExactlyInAnyOrder(ColumnType.BYTES, ColumnType.OTHER, ColumnType.TEXT);
        assertThat(takers(Schema.BYTES_SCHEMA)).containsExactly(ColumnType.BYTES);
    }

    @Test
    void smallIntegersMayBeTruthValues() {
        assertThat(takers(Schema.INT16_SCHEMA)).contains(ColumnType.BOOLEAN);
        assertThat(takers(Schema.INT64_SCHEMA)).doesNotContain(ColumnType.BOOLEAN);
    }
}
