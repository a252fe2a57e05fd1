package io.penstock.mqtt.mapping.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.RecordException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferredTest {
    private final JsonValues.Inferred values = new JsonValues.Inferred(100_000);

    @Test
    void infersAStructWithOptionalFieldsInTheOrderOfTheirNames() {
        // When
        SchemaAndValue read =
                read("{\"b\":\"x\",\"a\":{\"n\":1,\"f\":0.5},\"l\":[true,null],\"s\":[{\"x\":1},{\"y\":2}]}");

        // Then
        Struct value = (Struct) read.value();
        value.validate();
        assertThat(text(read.schema()))
                .isEqualTo("{a?:{f?:FLOAT64,n?:INT64},b?:STRING,l?:[BOOLEAN?],s?:[{x?:INT64,y?:INT64}?]}");
        assertThat(value.getStruct("a").get("n")).isEqualTo(1L);
        assertThat(value.getArray("l")).containsExactly(true, null);
        assertThat(value.<Struct>getArray("s").get(1).get("y")).isEqualTo(2L);
    }

    @Test
    void widensByNewFieldsAndFractionsAndKeepsTheSchemaWhereNothingIsNew() {
        // Given
        Schema first = read("{\"a\":1}").schema();

        // When
        SchemaAndValue wider = read("{\"a\":1.5,\"b\":{\"c\":1}}");
        SchemaAndValue same = read("{\"a\":2}");
        SchemaAndValue deeper = read("{\"b\":{\"d\":\"x\"}}");

        // Then
        assertThat(text(first)).isEqualTo("{a?:INT64}");
        assertThat(text(wider.schema())).isEqualTo("{a?:FLOAT64,b?:{c?:INT64}}");
        assertThat(same.schema()).isSameAs(wider.schema());
        assertThat(((Struct) same.value()).get("a")).isEqualTo(2.0);
        assertThat(text(deeper.schema())).isEqualTo("{a?:FLOAT64,b?:{c?:INT64,d?:STRING}}");
        assertThat(read("{\"a\":null}").schema()).isSameAs(deeper.schema());
    }

    @Test
    void comesToTheSameSchemaInWhateverOrderMessagesCome() {
        // Given
        JsonValues.Inferred other = new JsonValues.Inferred(100_000);
        List<String> payloads = List.of("{\"a\":1}", "{\"c\":[1]}", "{\"b\":true,\"a\":1.5}", "{\"c\":[0.5]}");

        // When
        payloads.forEach(this::read);
        for (int i = payloads.size() - 1; i >= 0; i--) {
            other.of("t", json(payloads.get(i)));
        }

        // Then
        assertThat(other.of("t", json("{}")).schema()).isEqualTo(read("{}").schema());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"n":null}            | {"n":1}      | {n?:INT64}
            {"n":[]}              | {"n":[1]}    | {n?:[INT64?]}
            {"n":[[],[null]]}     | {"n":["x"]}  | {n?:[STRING?]}
            {"n":{}}              | {"n":{"a":1}} | {n?:{a?:INT64}}
            {"n":{"a":null}}      | {"n":true}   | {n?:BOOLEAN}
            """)
    void leavesOutFieldsOfWhichNothingIsKnownUntilSomethingIs(String blank, String known, String schema) {
        // When
        Schema before = read(blank).schema();
        Schema again = read(blank).schema();

        // Then
        assertThat(text(before)).isEqualTo("{}");
        assertThat(again).isSameAs(before);
        assertThat(text(read(known).schema())).isEqualTo(schema);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a":1}       | {"a":"secret"}         | a: it was of another type before
            {"a":"x"}     | {"a":{"b":"secret"}}   | a: it is an object or an array, and was something else before
            {"a":{"b":1}} | {"a":"secret"}         | a: it was an object or an array before
            {"a":[1]}     | {"a":["secret"]}       | a.[]: it was of another type before
            {"a":[1]}     | {"a":{"b":1}}          | a: it is an object or an array, and was something else before
            {"a":1.5}     | {"a":9007199254740993} | a: it is a whole number that a double does not hold
            {"a":1}       | [1]                    | it is no object
            {"a":1}       | null                   | it is no object
            {"a":1}       | {"b":[1,"secret"]}     | b.[]: it was of another type before
            {"a":1}       | {"":"secret"}          | it has a field without a name
            {"a":1}       | {"b":{"":"secret"}}    | b: it has a field without a name
            """)
    void refusesWhatContradictsAndLearnsNothingOfIt(String first, String second, String why) {
        // Given
        Schema before = read(first).schema();

        // Then
        assertThatThrownBy(() -> read(second))
                .isInstanceOf(RecordException.class)
                .hasMessage("[PEN-220] the payload does not fit what earlier messages for this Kafka topic had"
                        + " (json.schema=infer): " + why)
                .hasMessageNotContaining("secret");
        assertThat(read(first).schema()).isSameAs(before);
    }

    @Test
    void saysWhereInAFewCharactersHoweverLongTheNamesAre() {
        String open = ("{\"" + "n".repeat(49_000) + "\":").repeat(3);
        assertThatThrownBy(() -> read("{\"outer\":" + open + "[1,\"x\"]" + "}".repeat(4)))
                .hasMessageContaining("outer.nnn")
                .hasMessageEndingWith("nnn: it was of another type before")
                .message()
                .hasSizeLessThan(400);
    }

    @Test
    void keepsKafkaTopicsApart() {
        // When
        values.of("numbers", json("{\"a\":1}"));
        Schema texts = values.of("texts", json("{\"a\":\"x\"}")).schema();

        // Then
        assertThat(text(texts)).isEqualTo("{a?:STRING}");
    }

    @Test
    void isBoundedInTopicsFieldsAndLevels() {
        // Given
        String many =
                IntStream.range(0, 2_001).mapToObj(i -> "\"f" + i + "\":1").collect(Collectors.joining(",", "{", "}"));
        for (int i = 0; i < 1_001; i++) {
            values.of("t" + i, json("{\"a\":1}"));
        }

        // Then
        assertThat(text(values.of("t0", json("{\"b\":1}")).schema())).isEqualTo("{b?:INT64}");
        assertThat(text(values.of("t1000", json("{\"b\":1}")).schema())).isEqualTo("{a?:INT64,b?:INT64}");
        assertThatThrownBy(() -> read(many)).hasMessageContaining("more than 2000 fields");
        assertThatThrownBy(() ->
                        read("{\"" + "n".repeat(40_000) + "\":{\"" + "m".repeat(40_000) + "\":{\"" + "o".repeat(40_000)
                                + "\":{\"" + "p".repeat(40_000) + "\":{\"" + "q".repeat(40_001) + "\":1}}}}}"))
                .hasMessageContaining("200000 characters");
        assertThatThrownBy(() -> read("{\"a\":".repeat(101) + "1" + "}".repeat(101)))
                .hasMessageContaining("nested deeper than 100 levels");
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(101) + "1" + "]".repeat(101) + "}"))
                .hasMessageContaining("nested deeper than 100 levels");
    }

    /** As where names are data one level down: each message has a few fields, and the schema all of them. */
    @Test
    void isBoundedInTheFieldsOfAllMessagesTogether() {
        // Given
        String fifty = IntStream.range(0, 50).mapToObj(i -> "\"f" + i + "\":1").collect(Collectors.joining(","));
        for (int i = 0; i < 39; i++) {
            read("{\"k" + i + "\":{" + fifty + "}}"); // 51 fields more
        }
        Schema before = read("{\"k0\":{\"f0\":2}}").schema();

        // Then
        assertThatThrownBy(() -> read("{\"k39\":{" + fifty + "}}")).hasMessageContaining("more than 2000 fields");
        assertThatThrownBy(() -> read("{\"list\":[{\"deep\":{" + fifty + "}}]}"))
                .hasMessageContaining("more than 2000 fields");
        assertThat(read("{\"k38\":{\"f49\":2}}").schema()).isSameAs(before);
    }

    /** Converters keep what they have seen, so names that are data cost as much one by one as together. */
    @Test
    void isBoundedInTheVersionsOfAllSchemasTogether() {
        // Given: 1 + 2 + ... + 30 fields, twice
        JsonValues.Inferred bounded = new JsonValues.Inferred(1_000);
        for (String topic : List.of("a", "b")) {
            for (int i = 0; i < 30; i++) {
                bounded.of(topic, json("{\"f" + i + "\":1}"));
            }
        }
        Schema before = bounded.of("a", json("{\"f0\":2}")).schema();

        // Then
        assertThatThrownBy(() -> bounded.of("c", json(fields(71))))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("json.schema.infer.max.fields=1000");
        assertThatThrownBy(() -> bounded.of("c", json("{\"" + "n".repeat(7_100) + "\":1}")))
                .hasMessageContaining("json.schema.infer.max.fields=1000");
        assertThat(bounded.of("c", json(fields(68))).schema().fields()).hasSize(68);
        assertThat(bounded.of("a", json("{\"f29\":2,\"x\":null}")).schema()).isSameAs(before);
        assertThatThrownBy(() -> bounded.of("a", json("{\"x\":1}"))).hasMessageContaining("max.fields");
    }

    @Test
    void hasRoomAgainForWhatItForgets() {
        // Given
        JsonValues.Inferred bounded = new JsonValues.Inferred(1_001);
        for (int i = 0; i < 3_000; i++) {
            bounded.of("t" + i, json("{\"a\":1}"));
        }

        // Then
        assertThatThrownBy(() -> bounded.of("last", json(fields(2)))).hasMessageContaining("max.fields");
    }

    private static String fields(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"f" + i + "\":1").collect(Collectors.joining(",", "{", "}"));
    }

    private SchemaAndValue read(String payload) {
        return values.of("t", json(payload));
    }

    private static @Nullable Object json(String payload) {
        return JsonPayload.read(payload.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Schema schema) {
        return switch (schema.type()) {
            case STRUCT ->
                schema.fields().stream()
                        .map(field -> field.name() + (field.schema().isOptional() ? "?:" : ":") + text(field.schema()))
                        .collect(Collectors.joining(",", "{", "}"));
            case ARRAY ->
                "[" + text(schema.valueSchema()) + (schema.valueSchema().isOptional() ? "?]" : "]");
            default -> schema.type().name();
        };
    }
}
