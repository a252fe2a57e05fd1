package io.penstock.s3.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EscapesTest {

    @Test
    void readsWhatAConfigurationCannotHoldAsItIs() {
        assertThat(Escapes.parse("\\r\\n\\s")).isEqualTo("\r\n ");
        assertThat(Escapes.parse("a\\t|\\0\\\\n")).isEqualTo("a\t|\0\\n");
        assertThat(Escapes.parse("none")).isEmpty();
    }

    @Test
    void refusesOtherEscapes() {
        assertThatThrownBy(() -> Escapes.parse("\\x")).hasMessageContaining("backslash");
        assertThatThrownBy(() -> Escapes.parse("a\\")).hasMessageContaining("backslash");
    }
}
