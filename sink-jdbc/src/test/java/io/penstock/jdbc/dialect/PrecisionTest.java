package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecisionTest {

    @ParameterizedTest
    @CsvSource({
        "timestamp(3) with time zone, 1_999_999, 1_999_000",
        "datetime, 1_999_999, 1_000_000",
        "datetime(6), 1_999_999, 1_999_999",
        "timestamp(9), 1_999_999, 1_999_999",
        "timestamp(12), 1_999_999, 1_999_999",
        "datetime(3), -1, -1_000",
        "datetime, 9223372036854775807, 9223372036854775807"
    })
    void timesAreCut(String declared, String micros, String stored) {
        assertThat(new Precision(0).apply(column(ColumnType.TIMESTAMP, declared, Column.ANY_SCALE), number(micros)))
                .isEqualTo(number(stored));
    }

    private static long number(String text) {
        return Long.parseLong(text.replace("_", ""));
    }

    @Test
    void aTypeThatSaysNoDigitsMayKeepThem() {
        assertThat(new Precision(6).apply(column(ColumnType.TIMESTAMP, "DATETIME2", Column.ANY_SCALE), 1_999_999L))
                .isEqualTo(1_999_999L);
    }

    @ParameterizedTest
    @CsvSource({"1.005, 2, 1.01", "-1.005, 2, -1.01", "1.5, 0, 2", "1.5, 2, 1.5"})
    void numbersAreRounded(BigDecimal number, int scale, BigDecimal stored) {
        assertThat(new Precision(6).apply(column(ColumnType.DECIMAL, "decimal", scale), number))
                .isEqualTo(stored);
    }

    private static Column column(ColumnType type, String declared, int scale) {
        return new Column("c", type, declared, scale);
    }
}
