package io.penstock.s3.partition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySegmentTest {

    @ParameterizedTest
    @CsvSource({
        "plain-Text_1.0,plain-Text_1.0",
        "a/b,a%2Fb",
        "50%,50%25",
        "a=b&c,a%3Db%26c",
        "\u00e4,%C3%A4",
        ".,%2E",
        "..,%2E.",
        "null,%6Eull"
    })
    void makesAValueSafeAndNoTwoAlike(String value, String segment) {
        assertThat(KeySegment.ofValue(value, "null")).isEqualTo(segment);
    }

    @Test
    void keepsHalvesOfSurrogatePairsApart() {
        assertThat(KeySegment.encoded("a\ud83d")).isEqualTo("a%ED%A0%BD");
        assertThat(KeySegment.encoded("\ude00\ud83d\ude00b")).isEqualTo("%ED%B8%80%F0%9F%98%80b");
        assertThat(KeySegment.encoded("?")).isEqualTo("%3F");
    }

    @Test
    void givesNothingTheNameOfNull() {
        assertThat(KeySegment.ofValue("", "null")).isEqualTo("null");
    }
}
