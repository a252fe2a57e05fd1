package io.penstock.common.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternGroupsTest {

    @ParameterizedTest
    @CsvSource({"a(?<hall>b)c, hall, true", "a(?<hall>b)c, halls, false", "abc, hall, false", "(a)(?<b>b)|c, b, true"})
    void knowsWhichGroupsThereAre(String pattern, String name, boolean has) {
        assertThat(PatternGroups.has(Pattern.compile(pattern), name)).isEqualTo(has);
    }
}
