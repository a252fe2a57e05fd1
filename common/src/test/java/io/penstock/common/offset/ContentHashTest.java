package io.penstock.common.offset;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContentHashTest {

    private static final Schema V1 = SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("name", Schema.STRING_SCHEMA)
            .build();
    private static final Schema V2 = SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("name", Schema.STRING_SCHEMA)
            .field(
                    "note",
                    SchemaBuilder.string().optional().defaultValue("none").build())
            .build();

    private static Struct v1() {
        return new Struct(V1).put("id", 1L).put("name", "a");
    }

    /** Ledgers hold these hashes: a change of one makes every running pipeline fail, and needs a new format version. */
    static Stream<Arguments> fixed() {
        return Stream.of(
                Arguments.of(null, "0000000000000000"),
                Arguments.of("", "cac79b5efe10d0d6"),
                Arguments.of("orders", "dc7fc8c821f3432d"),
                Arguments.of("€ü𝄞", "6f726ab3ea05a236"),
                Arguments.of(42, "eff77a8a20935e40"),
                Arguments.of(-1L, "cf9eb01e2b6938ef"),
                Arguments.of(2.5d, "0a80020a4957816c"),
                Arguments.of(true, "30614e174b693dbe"),
                Arguments.of(new byte[] {1, -1}, "020a0cba8649fa56"),
                Arguments.of(new BigDecimal("12.50"), "b62708c1b32cb5da"),
                Arguments.of(new Date(1_763_700_000_000L), "404f6e6a0e3ddc81"),
                Arguments.of(List.of(1, "two"), "1945235596d6538c"),
                Arguments.of(Map.of("a", 1L, "b", "x"), "55fbb27ceeacb426"),
                Arguments.of(v1(), "de76a10a4e23f21d"),
                Arguments.of(new Struct(V2).put("id", 9L).put("name", "n").put("note", "x"), "35d15f608ce7634e"));
    }

    @ParameterizedTest
    @MethodSource("fixed")
    void isTheSameInEveryVersionAndJvm(@Nullable Object value, String expected) {
        // When
        long hash = ContentHash.of(value);

        // Then
        assertThat(String.format("%016x", hash)).isEqualTo(expected);
    }

    @Test
    void isAlikeForAStructWithAnAddedNullField() {
        // Given
        Struct evolved = new Struct(V2).put("id", 1L).put("name", "a");

        // When
        long hash = ContentHash.of(evolved);

        // Then
        assertThat(hash).isEqualTo(ContentHash.of(v1()));
    }

    @Test
    void changesWithEachFieldOfAStruct() {
        // Given
        Struct base = v1();

        // When
        List<Long> others = Stream.of(
                        v1().put("id", 2L),
                        v1().put("name", "b"),
                        new Struct(V2).put("id", 1L).put("name", "a").put("note", "none"))
                .map(ContentHash::of)
                .toList();

        // Then
        assertThat(others).doesNotHaveDuplicates().doesNotContain(ContentHash.of(base));
    }

    @Test
    void dependsNotOnTheOrderOfAMap() {
        // Given
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("a", 1);
        one.put("b", null);
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("b", null);
        other.put("a", 1);

        // When
        long hash = ContentHash.of(one);

        // Then
        assertThat(hash).isEqualTo(ContentHash.of(other));
        assertThat(hash).isNotEqualTo(ContentHash.of(Map.of("a", 1)));
        assertThat(ContentHash.of(Map.of("a", "b"))).isNotEqualTo(ContentHash.of(Map.of("b", "a")));
    }

    @Test
    void dependsOnTheOrderOfAList() {
        // When
        long hash = ContentHash.of(List.of(1, 2));

        // Then
        assertThat(hash).isNotEqualTo(ContentHash.of(List.of(2, 1)));
        assertThat(ContentHash.of(List.of())).isNotEqualTo(ContentHash.of(Arrays.asList((Object) null)));
    }

    @Test
    void takesNoAccountOfANumbersWidth() {
        // When
        long hash = ContentHash.of(7L);

        // Then
        assertThat(Stream.of((byte) 7, (short) 7, 7))
                .allSatisfy(number -> assertThat(ContentHash.of(number)).isEqualTo(hash));
        assertThat(ContentHash.of(1.5f)).isEqualTo(ContentHash.of(1.5d));
    }

    @Test
    void readsABufferFromItsPositionAndLeavesItThere() {
        // Given
        ByteBuffer buffer =
                ByteBuffer.wrap("xxab".getBytes(StandardCharsets.UTF_8)).position(2);

        // When
        long hash = ContentHash.of(buffer);

        // Then
        assertThat(hash).isEqualTo(ContentHash.of("ab".getBytes(StandardCharsets.UTF_8)));
        assertThat(buffer.remaining()).isEqualTo(2);
    }

    @Test
    void tellsKindsApart() {
        // When
        List<Long> hashes = Stream.of(
                        "1",
                        1,
                        1.0,
                        true,
                        new Date(1),
                        new BigDecimal("1"),
                        new byte[] {1},
                        List.of(1),
                        Map.of(1, 1),
                        "",
                        0,
                        false,
                        new byte[0],
                        List.of())
                .map(ContentHash::of)
                .toList();

        // Then
        assertThat(hashes).doesNotHaveDuplicates();
    }
}
