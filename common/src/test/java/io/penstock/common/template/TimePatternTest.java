package io.penstock.common.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimePatternTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "YYYY-MM-dd,write yyyy",
                "'year='YYYY,write yyyy",
                "YYYY/MM/ww,write yyyy",
                "'year='xxxx/'week='ww,the year of the week is YYYY",
                "'dt='yyyy-MM-dd/'hour='hh,write HH",
                "yyyy-MM-dd-KK,write HH",
                "yyyy-mm-dd,write MM",
                "yyyy/MM/DD,write dd"
            })
    void refusesLettersThatAreOthersThanTheyLook(String pattern, String why) {
        assertThatThrownBy(() -> TimePattern.formatter(pattern, Locale.ENGLISH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yyyy-MM-dd",
                "'YEAR='yyyy",
                "'Yw'yyyy",
                "HHx",
                "YYYY-ww",
                "hh a",
                "yyyy-DDD",
                "mm",
                "dd HH:mm",
                "yyyy-MM-dd HH:mm"
            })
    void takesWhatCannotMislead(String pattern) {
        assertThat(TimePattern.formatter(pattern, Locale.ENGLISH)).isNotNull();
    }

    @Test
    void hasTheWeeksOfItsLocale() {
        // A Friday of the last week that began in 2026, by ISO 8601 the 53rd
        Instant newYear = Instant.parse("2027-01-01T12:00:00Z");

        assertThat(TimePattern.formatter("YYYY-ww", Locale.UK)
                        .withZone(ZoneOffset.UTC)
                        .format(newYear))
                .isEqualTo("2026-53");
        assertThat(TimePattern.formatter("YYYY-ww", Locale.US)
                        .withZone(ZoneOffset.UTC)
                        .format(newYear))
                .isEqualTo("2027-01");
    }
}
