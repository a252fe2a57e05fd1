package io.penstock.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

class KeyTest {

    @Test
    void isTheSameUnderAnotherNameAndWithoutADefault() {
        // Given
        Key<Integer> key = Key.integer("poll.records", 1, 9).doc("How many.").defaultsTo("3");

        // When
        Key<Integer> other = key.as("row.poll.records");

        // Then
        assertThat(other.name()).isEqualTo("row.poll.records");
        assertThat(other.rawDefault()).isNull();
        assertThat(other.required()).isFalse();
        assertThat(other.expectation()).isEqualTo(key.expectation());
        assertThat(other.parse("9")).isEqualTo(9);
        assertThat(key.rawDefault()).isEqualTo("3");
    }

    @Test
    void saysWhatItWasDeclaredWith() {
        // When
        Key<Long> key = Key.bytes("part.bytes", 5, 10)
                .group("Upload")
                .display("Part size")
                .doc("How large.")
                .importance(ConfigDef.Importance.LOW)
                .defaultsTo("6");

        // Then
        assertThat(key).hasToString("part.bytes");
        assertThat(key.group()).isEqualTo("Upload");
        assertThat(key.display()).isEqualTo("Part size");
        assertThat(key.doc()).isEqualTo("How large.");
        assertThat(key.importance()).isEqualTo(ConfigDef.Importance.LOW);
        assertThat(key.type()).isEqualTo(ConfigDef.Type.LONG);
        assertThat(key.rawDefault()).isEqualTo("6");
        assertThat(key.required()).isFalse();
        assertThat(key.expectation()).isEqualTo("a whole number from 5 to 10 (bytes)");
    }

    @Test
    void namesOnlyTheLowerBoundWhereThereIsNoUpperOne() {
        // When
        Key<Long> key = Key.number("n", 1, Long.MAX_VALUE).doc("N.").optional();

        // Then
        assertThat(key.expectation()).isEqualTo("a whole number of at least 1");
    }

    @Test
    void refusesADefaultThatItWouldNotAccept() {
        // Given
        Key.Builder<Integer> builder = Key.integer("n", 1, 2).doc("N.");

        // When / Then
        assertThatThrownBy(() -> builder.defaultsTo("3")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesToStandWithoutADescription() {
        // Given
        Key.Builder<String> builder = Key.string("n");

        // When / Then
        assertThatThrownBy(builder::optional)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("n has no description");
    }

    @Test
    void staysAsItIsWhenItsBuilderGoesOn() {
        // Given
        Key.Builder<String> builder = Key.string("n").doc("Before.");
        Key<String> key = builder.optional();

        // When
        builder.doc("After.");

        // Then
        assertThat(key.doc()).isEqualTo("Before.");
    }

    @Test
    void choosesAmongValuesByTheNamesThatUsersWrite() {
        // Given
        Key<Integer> key =
                Key.choice("n", List.of(1, 2), n -> "level" + n).doc("N.").required();

        // When
        int parsed = key.parse("LEVEL2");

        // Then
        assertThat(parsed).isEqualTo(2);
        assertThat(key.accepted()).containsExactly("level1", "level2");
    }

    @Test
    void findsTheNearestSpelling() {
        // Given
        List<String> known = List.of("flush.size", "flush.interval.ms", "url");

        // When
        Optional<String> nearest = Spelling.nearest("flush.sise", known);

        // Then
        assertThat(nearest).contains("flush.size");
        assertThat(Spelling.distance("", "abc")).isEqualTo(3);
        assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Spelling.nearest("xyz", List.of("xyb", "xya"))).contains("xya");
        assertThat(Spelling.nearest("confluent.license", known)).isEmpty();
    }

    @Test
    void aTextMaySayThatAnOptionalKeyHasNoValue() {
        // Given
        Key<Long> key = Key.number("k", 1, 9).doc("d").none("-1").optional();
        ConfigSpec spec = ConfigSpec.builder("c").keys(key).build();
        // When
        Problems problems = new Problems();
        Values values = spec.read(Map.of("k", " -1"), problems);
        // Then
        assertThat(values.find(key)).isEmpty();
        problems.throwIfAny("c");
        assertThat(key.expectation()).isEqualTo("a whole number from 1 to 9, or -1 for none");
        assertThat(key.isNone("")).isTrue();
        assertThat(key.isNone("1")).isFalse();
    }
}
