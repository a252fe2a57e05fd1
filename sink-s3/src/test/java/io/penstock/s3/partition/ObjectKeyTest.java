package io.penstock.s3.partition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeyTest {

    @ParameterizedTest
    @ValueSource(strings = {"topics/a b/\u00e4=1/orders-0-0.jsonl", "x", "a/.hidden/..b/c"})
    void takesOrdinaryKeys(String key) {
        assertThat(ObjectKey.fault(key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/a", "a//b", "a/", "a/../b", "./a", "a\nb", "a\uFFFEb", "a\uFFFF", "_penstock/x/orders/0/1"
            })
    void refusesWhatToolsTrip(String key) {
        assertThat(ObjectKey.fault(key)).isPresent();
    }

    @Test
    void refusesHalfOfASurrogatePair() {
        assertThat(ObjectKey.fault("a\uD800b")).isPresent();
        assertThat(ObjectKey.fault("a\uD83D\uDE00b")).isEmpty();
    }

    @Test
    void countsBytesNotCharacters() {
        assertThat(ObjectKey.fault("\u00e4".repeat(512))).isEmpty();
        assertThat(ObjectKey.fault("\u00e4".repeat(513))).get().asString().contains("1024");
    }
}
