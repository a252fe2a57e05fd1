package io.penstock.s3.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Date;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Times of the day, Debezium's and Connect's, in every format that has a type for them. */
class DebeziumTimesTest {

    private static final long DAY_MILLIS = 86_400_000;

    static Stream<Arguments> times() {
        return SchemalessValuesTest.formats()
                .flatMap(format -> Stream.of(
                        Arguments.of(format, "Time", 1L),
                        Arguments.of(format, "MicroTime", 1_000L),
                        Arguments.of(format, "NanoTime", 1_000_000L)));
    }

    private static Object value(Schema schema, long number) {
        return schema.type() == Schema.Type.INT32 ? (Object) (int) number : (Object) number;
    }

    /** MySQL's go from -838:59:59 to 838:59:59, PostgreSQL's to 24:00:00. Readers refuse the file of one beyond its day, or show nonsense. */
    @ParameterizedTest
    @MethodSource("times")
    void refusesATimeBeyondItsDay(FileFormat format, String name, long unitsOfAMilli) {
        // Given
        Schema schema = (name.equals("Time") ? SchemaBuilder.int32() : SchemaBuilder.int64())
                .name("io.debezium.time." + name)
                .build();
        long day = DAY_MILLIS * unitsOfAMilli;
        WrittenFile file = new WrittenFile(format);
        file.add(WrittenFile.record(schema, value(schema, 0), 0));
        file.add(WrittenFile.record(schema, value(schema, day - 1), 1));

        // When / Then
        for (long beyond : new long[] {-1, day, 100 * 3_600_000L * unitsOfAMilli}) {
            assertThatThrownBy(() -> file.add(WrittenFile.record(schema, value(schema, beyond), 2)))
                    .hasMessageContaining("PEN-425")
                    .hasMessageContaining("not one of a day");
        }
        assertThat(file.end()).isNotEmpty();
    }

    /** Connect takes 24:00:00 for one, and what is no time at all from transforms. */
    @ParameterizedTest
    @MethodSource("io.penstock.s3.format.SchemalessValuesTest#formats")
    void refusesATimeOfConnectsBeyondItsDay(FileFormat format) {
        WrittenFile file = new WrittenFile(format);
        file.add(WrittenFile.record(Time.SCHEMA, new Date(DAY_MILLIS - 1), 0));
        for (long beyond : new long[] {-1, DAY_MILLIS, 100 * 3_600_000L}) {
            assertThatThrownBy(() -> file.add(WrittenFile.record(Time.SCHEMA, new Date(beyond), 1)))
                    .hasMessageContaining("PEN-425")
                    .hasMessageContaining("not one of a day");
        }
        assertThat(file.end()).isNotEmpty();
    }
}
