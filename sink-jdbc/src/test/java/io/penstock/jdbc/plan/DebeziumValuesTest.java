package io.penstock.jdbc.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.DebeziumTypes;
import io.penstock.jdbc.schema.Inference;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Debezium's connectors make of times, numbers, bits and geometries. */
class DebeziumValuesTest {

    private static final long DAY = 86_400_000_000L;

    private static Object convert(ColumnType type, long count, Moment moment) {
        return Converters.to(type, moment).convert(count);
    }

    @ParameterizedTest
    @CsvSource({
        "EPOCH_DAY, 1, 86400000000",
        "EPOCH_DAY, -1, -86400000000",
        "EPOCH_MILLI, -1, -1000",
        "EPOCH_MICRO, -1, -1",
        "EPOCH_NANO, -1, -1",
        "EPOCH_NANO, 1999, 1",
        "EPOCH_NANO, -1000, -1"
    })
    void aCountSinceTheEpochIsAClockWithoutAZone(Moment moment, long count, long micros) {
        assertThat(convert(ColumnType.TIMESTAMP, count, moment)).isEqualTo(micros);
        assertThat(convert(ColumnType.INSTANT, count, moment)).isEqualTo(micros);
    }

    @Test
    void aDateTakesMidnightsOnly() {
        assertThat(convert(ColumnType.DATE, -719_162, Moment.EPOCH_DAY)).isEqualTo(-719_162L);
        assertThat(convert(ColumnType.DATE, 2_000_000, Moment.EPOCH_DAY)).isEqualTo(2_000_000L);
        assertThat(convert(ColumnType.DATE, -2 * DAY, Moment.EPOCH_MICRO)).isEqualTo(-2L);
        assertThatThrownBy(() -> convert(ColumnType.DATE, 1, Moment.EPOCH_MILLI))
                .isInstanceOf(Misfit.class);
        assertThatThrownBy(() -> convert(ColumnType.DATE, 1, Moment.MICRO_OF_DAY))
                .isInstanceOf(Misfit.class);
        assertThatThrownBy(() -> convert(ColumnType.DATE, Long.MAX_VALUE, Moment.EPOCH_DAY))
                .isInstanceOf(Misfit.class);
    }

    @Test
    void aTimeIsWithinADay() {
        assertThat(convert(ColumnType.TIME, 1, Moment.MILLI_OF_DAY)).isEqualTo(1_000L);
        assertThat(convert(ColumnType.TIME, DAY, Moment.MICRO_OF_DAY)).isEqualTo(DAY);
        assertThat(convert(ColumnType.TIME, 1_999, Moment.NANO_OF_DAY)).isEqualTo(1L);
        for (long outside : List.of(-1L, DAY + 1)) {
            assertThatThrownBy(() -> convert(ColumnType.TIME, outside, Moment.MICRO_OF_DAY))
                    .isInstanceOf(Misfit.class);
        }
        assertThatThrownBy(() -> convert(ColumnType.TIME, 1, Moment.EPOCH_MICRO))
                .isInstanceOf(Misfit.class);
        assertThatThrownBy(() -> convert(ColumnType.TIMESTAMP, 1, Moment.MICRO_OF_DAY))
                .isInstanceOf(Misfit.class);
    }

    @Test
    void whatALongCannotCountIsOutOfRange() {
        for (Moment moment : List.of(Moment.EPOCH_DAY, Moment.EPOCH_MILLI)) {
            assertThatThrownBy(() -> convert(ColumnType.TIMESTAMP, Long.MAX_VALUE, moment))
                    .isInstanceOf(Misfit.class);
        }
        assertThatThrownBy(() -> convert(ColumnType.TIMESTAMP, Long.MIN_VALUE, Moment.EPOCH_MICRO))
                .isInstanceOf(Misfit.class);
        assertThatThrownBy(() -> convert(ColumnType.TEXT, Long.MAX_VALUE, Moment.EPOCH_DAY))
                .isInstanceOf(Misfit.class);
    }

    @ParameterizedTest
    @CsvSource({
        "EPOCH_DAY, -1, 1969-12-31",
        "EPOCH_MILLI, -1, 1969-12-31T23:59:59.999",
        "EPOCH_MICRO, 1, 1970-01-01T00:00:00.000001",
        "EPOCH_NANO, -1, 1969-12-31T23:59:59.999999999",
        "MILLI_OF_DAY, 3723004, 01:02:03.004",
        "MICRO_OF_DAY, 1, 00:00:00.000001",
        "NANO_OF_DAY, 1, 00:00:00.000000001",
        "MICRO_OF_DAY, 86400000000, 24:00:00",
        "MICRO_OF_DAY, -1500000, -00:00:01.5",
        "MICRO_OF_DAY, 3020399000000, 838:59:59",
        "MICRO_OF_DAY, -3020399000001, -838:59:59.000001",
        "DURATION_MICROS, -1500000, PT-1.5S"
    })
    void asATextACountKeepsAllItsDigits(Moment moment, long count, String text) {
        assertThat(convert(ColumnType.TEXT, count, moment)).isEqualTo(text);
        assertThat(convert(ColumnType.INT64, count, moment)).isEqualTo(count);
        assertThat(convert(ColumnType.DECIMAL, count, moment)).isEqualTo(BigDecimal.valueOf(count));
    }

    @Test
    void infinityIsToldFromPointsInTime() {
        for (ColumnType type : List.of(ColumnType.TIMESTAMP, ColumnType.INSTANT)) {
            assertThat(convert(type, 9_223_372_036_825_200_000L, Moment.EPOCH_MICRO))
                    .isEqualTo(ColumnType.FOREVER);
            assertThat(convert(type, -9_223_372_036_832_400L, Moment.EPOCH_MILLI))
                    .isEqualTo(ColumnType.SINCE_EVER);
            assertThatThrownBy(() -> convert(type, Long.MAX_VALUE, Moment.EPOCH_MICRO))
                    .isInstanceOf(Misfit.class);
            assertThat(Converters.to(type, Moment.TIMESTAMP).convert("-290308-12-21T19:59:27.600000Z"))
                    .isEqualTo(ColumnType.SINCE_EVER);
            assertThat(Converters.to(type, Moment.TIMESTAMP).convert("infinity"))
                    .isEqualTo(ColumnType.FOREVER);
            assertThat(Converters.to(type, Moment.TIMESTAMP).convert("-infinity"))
                    .isEqualTo(ColumnType.SINCE_EVER);
            assertThat(convert(type, Long.MAX_VALUE, Moment.EPOCH_NANO)).isEqualTo(ColumnType.FOREVER);
            assertThat(convert(type, Long.MIN_VALUE, Moment.EPOCH_NANO)).isEqualTo(ColumnType.SINCE_EVER);
        }
    }

    @Test
    void textsThatSayThatTheyAreOfUtcAreDatesAndTimes() {
        assertThat(Converters.to(ColumnType.DATE, Moment.TIMESTAMP).convert("2005-05-12Z"))
                .isEqualTo(LocalDate.of(2005, 5, 12).toEpochDay());
        assertThat(Converters.to(ColumnType.TIME, Moment.TIMESTAMP).convert("10:30:01.5Z"))
                .isEqualTo(LocalTime.of(10, 30, 1).toNanoOfDay() / 1_000 + 500_000);
        assertThat(Inference.ofSchema("d", named(Schema.Type.STRING, DebeziumTypes.ISO_DATE)))
                .isEqualTo(ColumnType.DATE);
        assertThat(Inference.ofSchema("t", named(Schema.Type.STRING, DebeziumTypes.ISO_TIME)))
                .isEqualTo(ColumnType.TIME);
        assertThat(Inference.ofSchema("c", named(Schema.Type.STRING, DebeziumTypes.ISO_TIMESTAMP)))
                .isEqualTo(ColumnType.TIMESTAMP);
    }

    private static Schema named(Schema.Type type, String name) {
        return SchemaBuilder.type(type).name(name).build();
    }

    @Test
    void bitsComeWithTheHighestFirst() {
        assertThat(DebeziumValues.bits(new byte[] {0b0101, 0b11}, 12)).isEqualTo("001100000101");
        assertThat(DebeziumValues.bits(new byte[] {1}, 10)).isEqualTo("0000000001");
        assertThat(DebeziumValues.bits(new byte[] {(byte) 0x80}, Integer.MAX_VALUE))
                .isEqualTo("10000000");
        assertThat(DebeziumValues.bits(new byte[0], 3)).isEqualTo("000");
    }

    @Test
    void aGeometryGetsItsReferenceSystem() {
        // Given
        Schema point = SchemaBuilder.struct()
                .name("io.debezium.data.geometry.Geometry")
                .field("wkb", Schema.BYTES_SCHEMA)
                .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
                .build();
        String little = "0101000000000000000000f03f0000000000000040";
        String big = "00000000013ff00000000000004000000000000000";
        // When, Then as PostGIS writes SRID=4326;POINT(1 2)
        assertThat(DebeziumValues.extendedWkb(new Struct(point)
                        .put("wkb", HexFormat.of().parseHex(little))
                        .put("srid", 4326)))
                .isEqualTo("0101000020e6100000000000000000f03f0000000000000040");
        assertThat(DebeziumValues.extendedWkb(new Struct(point)
                        .put("wkb", HexFormat.of().parseHex(big))
                        .put("srid", 4326)))
                .isEqualTo("0020000001000010e63ff00000000000004000000000000000");
        assertThat(DebeziumValues.extendedWkb(
                        new Struct(point).put("wkb", HexFormat.of().parseHex(little))))
                .isEqualTo(little);
        assertThatThrownBy(() -> DebeziumValues.extendedWkb(new Struct(point).put("wkb", new byte[] {1})))
                .isInstanceOf(Misfit.class);
    }
}
