package io.penstock.mqtt.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampUnitTest {
    @ParameterizedTest
    @CsvSource({
        "MS, 1700000000123, 1700000000123",
        "MS, 0, 0",
        "S, 1700000000, 1700000000000",
        "S, 1.700000000123E9, 1700000000123",
        "S, 1700000000.1239, 1700000000123",
        "US, 1700000000123456, 1700000000123",
        "NS, 1700000000123456789, 1700000000123",
        "S, 2023-11-14T22:13:20Z, 1700000000000",
        "NS, 2023-11-15T00:13:20.5+02:00, 1700000000500",
        "MS, 253402300799999, 253402300799999"
    })
    void readsNumbersOfItsUnitAndDatesOfIso8601(TimestampUnit unit, String text, long millis) {
        assertThat(unit.millis(text)).hasValue(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "-1",
                "1e99",
                "1e2147483647",
                "1e-2147483647",
                "1e999999999",
                "1e-999999999",
                "1e99999999999",
                "2023-11-14T22:13:20",
                "2023-11-14",
                "1969-12-31T23:59:59Z",
                "+999999999-12-31T23:59:59Z",
                "00000000000000000000000000000000000000000000000000000000000000001"
            })
    void takesNothingElse(String text) {
        assertThat(TimestampUnit.values())
                .allSatisfy(unit -> assertThat(unit.millis(text)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"MS, 253402300800000", "S, 253402300800", "US, 253402300800000000", "NS, 253402300800000000000"})
    void takesNothingAfterTheYear9999(TimestampUnit unit, String text) {
        assertThat(unit.millis(text)).isEmpty();
    }
}
