package io.penstock.s3.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {

    private static final Decimals MONEY = new Decimals(8, 2);

    @ParameterizedTest
    @CsvSource({
        "1,100",
        "-1.5,-150",
        "1.50000,150",
        "999999.99,99999999",
        "1E5,10000000",
        "0.01,1",
        "0E50000000,0",
        "0E-50000000,0"
    })
    void givesTheDigitsOfWhatFits(String number, String unscaled) {
        assertThat(MONEY.unscaled(new BigDecimal(number))).isEqualTo(new BigInteger(unscaled));
    }

    /** Written out, the large ones take minutes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1000000",
                "1E6",
                "1E50000000",
                "-1E2000000000",
                "1E-50000000",
                "-1E-2000000000",
                "0.001",
                "1.005"
            })
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void refusesWhatDoesNotFitAtOnce(String number) {
        assertThatThrownBy(() -> MONEY.unscaled(new BigDecimal(number)))
                .isInstanceOf(Unwritable.class)
                .hasMessageContaining("digits");
    }

    @Test
    void refusesMoreDigitsThanAnyColumnHas() {
        Decimals widest = new Decimals(1_000, 0);
        assertThatThrownBy(() -> widest.unscaled(new BigDecimal("1E50000000"))).isInstanceOf(Unwritable.class);
        assertThatThrownBy(() -> widest.unscaled(new BigDecimal(BigInteger.ONE.shiftLeft(100_000))))
                .isInstanceOf(Unwritable.class);
        assertThat(widest.unscaled(new BigDecimal("1E999"))).isEqualTo(BigInteger.TEN.pow(999));
    }

    static Stream<Arguments> schemasOfTooManyDigits() {
        return Stream.of("1001", "50000000", "500000000", "2147483647")
                .flatMap(digits -> Stream.of(
                                Decimal.builder(2).parameter("connect.decimal.precision", digits),
                                Decimal.builder(Integer.parseInt(digits)))
                        .flatMap(schema -> SchemalessValuesTest.formats()
                                .map(format -> Arguments.of(format, schema.build(), digits))));
    }

    /** The schema is the producer's: the arithmetic would take minutes, or all memory. */
    @ParameterizedTest
    @MethodSource("schemasOfTooManyDigits")
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void refusesASchemaOfTooManyDigitsAtOnce(FileFormat format, Schema schema, String digits) {
        assertThatThrownBy(() -> WrittenFile.of(format, schema, new BigDecimal("1.00")))
                .as(digits)
                .hasMessageContaining("PEN-425")
                .hasMessageContaining("more than 1000 digits");
    }
}
