package io.penstock.mqtt.mapping.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.RecordException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSchemaCompilerTest {
    private static final String SCHEMA = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Reading", "type": "object",
             "$defs": {"place": {"type": "object", "properties": {"lat": {"type": "number"}}, "required": ["lat"]}},
             "properties": {
               "id": {"type": "integer", "minimum": 0},
               "name": {"type": ["string", "null"]},
               "on": {"type": "boolean"},
               "at": {"$ref": "#/$defs/place"},
               "tags": {"type": "array", "items": {"type": "string"}},
               "limits": {"type": "object", "additionalProperties": {"anyOf": [{"type": "null"}, {"type": "number"}]}}},
             "required": ["id", "name"]}
            """;

    /** JSON Schema, Validation, section 6.1.1: any number with a zero fractional part is an integer. */
    @Test
    void takesAWholeNumberThatIsWrittenAsAFraction() {
        assertThat(read("{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}", "[12.0, 1e3, -0.0]")
                        .value())
                .isEqualTo(List.of(12L, 1000L, 0L));
    }

    @Test
    void makesAStructOfAnObject() {
        // When
        SchemaAndValue read = read(
                SCHEMA,
                "{\"id\":7,\"name\":null,\"on\":true,\"at\":{\"lat\":60},\"tags\":[\"a\",\"b\"],"
                        + "\"limits\":{\"x\":1.5,\"y\":null}}");

        // Then
        Struct value = (Struct) read.value();
        value.validate();
        assertThat(read.schema().name()).isEqualTo("Reading");
        assertThat(read.schema().fields())
                .extracting(field -> field.name() + " " + field.schema().type() + " "
                        + field.schema().isOptional())
                .containsExactly(
                        "id INT64 false",
                        "name STRING true",
                        "on BOOLEAN true",
                        "at STRUCT true",
                        "tags ARRAY true",
                        "limits MAP true");
        assertThat(value.get("id")).isEqualTo(7L);
        assertThat(value.get("name")).isNull();
        assertThat(value.getStruct("at").get("lat")).isEqualTo(60.0);
        assertThat(value.get("tags")).isEqualTo(List.of("a", "b"));
        assertThat(value.getMap("limits")).containsEntry("x", 1.5).containsEntry("y", null);
    }

    @Test
    void leavesAbsentOptionalFieldsNull() {
        // When
        Struct value = (Struct) read(SCHEMA, "{\"id\":1,\"name\":\"n\"}").value();

        // Then
        value.validate();
        assertThat(value.get("tags")).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"name":"secret"}                              | id: it is null or absent
            {"id":"secret","name":"n"}                     | id: it is no whole number
            {"id":1.5,"name":"n"}                          | id: it is no whole number
            {"id":9007199254740993.0,"name":"n"}           | id: it is no whole number
            {"id":1e300,"name":"n"}                        | id: it is no whole number
            {"id":1,"name":"n","at":{}}                    | at.lat: it is null or absent
            {"id":1,"name":"n","at":{"lat":"secret"}}      | at.lat: it is no number
            {"id":1,"name":"n","at":{"lat":9007199254740993}} | at.lat: it is a whole number that a double does not hold
            {"id":1,"name":"n","at":[]}                    | at: it is no object
            {"id":1,"name":"n","tags":{}}                  | tags: it is no array
            {"id":1,"name":"n","tags":["secret",null]}     | tags.[]: it is null or absent
            {"id":1,"name":"n","limits":{"secret":"x"}}    | limits.*: it is no number
            {"id":1,"name":"n","on":"secret"}              | on: it is neither true nor false
            {"id":1,"name":2}                              | name: it is no text
            {"id":1,"name":"n","more":"secret"}            | it has fields that the schema does not
            null                                           | it is null or absent
            [1]                                            | it is no object
            """)
    void saysWhereAPayloadDoesNotFit(String payload, String why) {
        assertThatThrownBy(() -> read(SCHEMA, payload))
                .isInstanceOf(RecordException.class)
                .hasMessage("[PEN-220] the payload does not fit the schema that is given (json.schema): " + why)
                .hasMessageNotContaining("secret");
    }

    @Test
    void leavesOtherFieldsOutWhereTheSchemaAllowsThem() {
        // When
        Struct value = (Struct) read(
                        "{\"properties\":{\"a\":{\"type\":\"string\"}},\"additionalProperties\":true}",
                        "{\"b\":1,\"a\":\"x\"}")
                .value();

        // Then
        assertThat(value.schema().fields()).hasSize(1);
        assertThat(value.get("a")).isEqualTo("x");
    }

    @Test
    void takesSchemasOfOtherThanObjects() {
        assertThat(read("{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}", "[1,2]")
                        .value())
                .isEqualTo(List.of(1L, 2L));
        assertThat(read("{\"type\":[\"number\",\"null\"]}", "null").schema()).isEqualTo(Schema.OPTIONAL_FLOAT64_SCHEMA);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {oops                                                    | it is not JSON
            []                                                       | a JSON schema is an object
            {}                                                       | it needs one type
            {"type":"date"}                                          | there is no type of that name
            {"type":["string","number"]}                             | it needs one type
            {"type":"object"}                                        | an object needs properties
            {"type":"array"}                                         | items: it is no object
            {"properties":{"a":{"properties":{"b":{"type":"x"}}}}}   | a.b: there is no type of that name
            {"properties":{"a":{"allOf":[]}}}                        | a: allOf cannot become
            {"properties":{"a":{"oneOf":[{"type":"string"},{"type":"number"}]}}} | a: oneOf with more than one type
            {"properties":{"a":true}}                                | a: it is no object
            {"properties":{"":{"type":"string"}}}                    | it has a field without a name
            {"properties":{"a":{"properties":{"":{"type":"string"}}}}} | a: it has a field without a name
            {"properties":{"a":{"$ref":"http://x/y"}}}               | a: $ref must stay within the schema
            {"properties":{"a":{"$ref":"#/$defs/gone"}}}             | a: $ref leads nowhere
            {"$defs":{"n":{"properties":{"n":{"$ref":"#/$defs/n"}}}},"$ref":"#/$defs/n"} | it refers to itself
            {"properties":{"a":{"type":"string"}},"additionalProperties":{"type":"string"}} | not both
            """)
    void saysWhyASchemaCannotBeUsed(String schema, String why) {
        assertThatThrownBy(() -> JsonSchemaCompiler.compile(schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void refusesASchemaThatGrowsByItsReferences() {
        // Given: 2 to the power of 30 fields
        StringBuilder schema = new StringBuilder("{\"$defs\":{\"d0\":{\"type\":\"string\"}");
        for (int i = 1; i <= 30; i++) {
            String below = "{\"$ref\":\"#/$defs/d" + (i - 1) + "\"}";
            schema.append(",\"d").append(i).append("\":{\"properties\":{\"a\":").append(below);
            schema.append(",\"b\":").append(below).append("}}");
        }
        schema.append("},\"$ref\":\"#/$defs/d30\"}");

        // Then
        assertThatThrownBy(() -> JsonSchemaCompiler.compile(schema.toString()))
                .hasMessageContaining("more than 2000 fields");
    }

    private static SchemaAndValue read(String schema, String payload) {
        return new JsonValues.Given(JsonSchemaCompiler.compile(schema))
                .of("t", JsonPayload.read(payload.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void keepsMapsInTheirOrder() {
        SchemaAndValue read =
                read("{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}", "{\"b\":1,\"a\":2}");
        assertThat((Map<?, ?>) read.value()).hasToString("{b=1, a=2}");
    }
}
