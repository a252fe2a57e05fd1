package io.penstock.mqtt.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTextTest {
    @ParameterizedTest
    @CsvSource({
        "10, \\u000A",
        "27, \\u001B",
        "127, \\u007F",
        "133, \\u0085",
        "8232, \\u2028",
        "8238, \\u202E",
        "55296, \\uD800"
    })
    void showsWhatIsNoPlainCharacterByItsNumber(int character, String shown) {
        assertThat(WireText.of("a" + (char) character + "b")).isEqualTo("a" + shown + "b");
    }

    @Test
    void leavesPlainTextAsItIs() {
        assertThat(WireText.of("Halle/Müller \\ 工場 😀")).isEqualTo("Halle/Müller \\ 工場 😀");
        assertThat(WireText.of("x".repeat(200))).hasSize(200).doesNotContain("characters");
    }

    @Test
    void cutsLongTextAndSaysHowLongItWas() {
        assertThat(WireText.of("\n".repeat(65_535))).hasSizeBetween(200, 240).endsWith("... (65535 characters)");
        assertThat(WireText.line("y".repeat(3_000)))
                .hasSizeBetween(2_000, 2_040)
                .endsWith("... (3000 characters)");
    }
}
