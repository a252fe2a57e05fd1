package io.penstock.common.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.RecordException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    private static final long MOMENT = 1_763_765_999_000L; // 2025-11-21T22:59:59Z

    private static Template<SinkRecord> parse(String text) {
        return Template.parse(text, new RecordVocabulary());
    }

    private static SinkRecord record(@Nullable Object key, @Nullable Object value) {
        return new SinkRecord("orders", 3, null, key, null, value, 812, MOMENT, TimestampType.CREATE_TIME);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "plain; plain",
                "cost $5 {x} }; cost $5 {x} }",
                "${topic}; orders",
                "${ topic }; orders",
                "a-${topic}-${partition}@${offset}; a-orders-3@812",
                "${key}; k1",
                "${value.VP.veh}/${value.line}; 7/550",
                "${timestamp|yyyy-MM-dd}; 2025-11-21",
                "${timestamp|yyyy-MM-dd'T'HH|Europe/Helsinki}; 2025-11-22T00",
                "${timestamp|EEE-MMM}; Fri-Nov"
            })
    void rendersWhatARecordHolds(String text, String expected) {
        // Given
        SinkRecord record = record("k1", Map.of("VP", Map.of("veh", 7), "line", "550"));
        Template<SinkRecord> template = parse(text);

        // When
        String rendered = template.render(record);

        // Then
        assertThat(rendered).isEqualTo(expected);
    }

    @Test
    void usesTheTopicAfterTransformsAndTheOriginalOffset() {
        // Given
        SinkRecord renamed = record("k", "v").newRecord("renamed", 9, null, "k", null, "v", MOMENT);

        // When
        String rendered = parse("${topic}-${partition}-${offset}").render(renamed);

        // Then
        assertThat(rendered).isEqualTo("renamed-3-812");
    }

    @Test
    void readsHeadersAndKeysFields() {
        // Given
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString("region", "old").addString("region", "eu");
        SinkRecord record = record(Map.of("id", 5), null)
                .newRecord("orders", 3, null, Map.of("id", 5), null, null, MOMENT, headers);

        // When
        String rendered = parse("${header.region}/${key.id}").render(record);

        // Then
        assertThat(rendered).isEqualTo("eu/5");
    }

    @Test
    void isConstantWithoutVariables() {
        // When
        Template<SinkRecord> constant = parse("orders");
        Template<SinkRecord> varying = parse("${topic}_${timestamp|yyyy|UTC}");

        // Then
        assertThat(constant.constant()).isTrue();
        assertThat(varying.constant()).isFalse();
        assertThat(varying.variables()).isEqualTo(List.of("topic", "timestamp|yyyy|UTC"));
        assertThat(varying).hasToString("${topic}_${timestamp|yyyy|UTC}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "${tpoic}; ${tpoic} is not known here; known are topic, partition, offset",
                "${}; is not known here",
                "${header.}; is not known here",
                "${topic; has no closing brace",
                "${file:/x:key}; config provider",
                "${timestamp|HH:mm}; has a colon",
                "${topic|x}; ${topic} takes no arguments",
                "${timestamp}; needs a pattern",
                "${timestamp|a|b|c}; needs a pattern",
                "${timestamp|YYYY-MM-dd|UTC}; write yyyy",
                "${timestamp|yyyy|Nowhere}; ${timestamp|yyyy|Nowhere}",
                "${timestamp|bbb}; ${timestamp|bbb}",
                "${value.}; empty name",
                "${value.a..b}; empty name"
            })
    void refusesAFaultyVariableWhenItIsParsed(String text, String message) {
        // When / Then
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"${key}", "${value.x}", "${header.h}", "${key.x}"})
    void failsTheRecordThatLacksAValue(String text) {
        // Given
        Template<SinkRecord> template = parse(text);

        // When / Then
        assertThatThrownBy(() -> template.render(record(null, "v")))
                .isInstanceOfSatisfying(
                        RecordException.class, e -> assertThat(e.code()).isEqualTo(CommonError.TEMPLATE_VALUE_MISSING))
                .hasMessageContaining(text)
                .hasMessageContaining("orders-3@812");
    }

    @Test
    void failsTheRecordWithoutATimestamp() {
        // Given
        SinkRecord record = new SinkRecord("orders", 3, null, null, null, "v", 812);

        // When / Then
        assertThatThrownBy(() -> parse("${timestamp|yyyy}").render(record)).isInstanceOf(RecordException.class);
    }

    @Test
    void failsTheRecordWhoseValueIsNotASinglePrintableOne() {
        // Given
        Template<SinkRecord> template = parse("${value.x}");
        List<Object> unprintable =
                List.of(Map.of("secret", 1), List.of("secret"), new byte[] {1}, ByteBuffer.allocate(2));

        // When / Then
        assertThat(unprintable)
                .allSatisfy(value -> assertThatThrownBy(() -> template.render(record(null, Map.of("x", value))))
                        .isInstanceOf(RecordException.class)
                        .hasMessageContaining("not a single printable value")
                        .hasMessageNotContaining("secret"));
    }

    @Test
    void printsLogicalTypesAlikeWhateverTheJvmsZoneAndLocale() {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field("day", org.apache.kafka.connect.data.Date.SCHEMA)
                .field("time", Time.SCHEMA)
                .field("at", Timestamp.SCHEMA)
                .build();
        Struct value = new Struct(schema)
                .put("day", new Date(1_763_683_200_000L))
                .put("time", new Date(3_600_000L))
                .put("at", new Date(MOMENT));
        SinkRecord record = new SinkRecord(
                "orders", 3, null, new BigDecimal("1E+3"), schema, value, 812, MOMENT, TimestampType.CREATE_TIME);
        TimeZone zone = TimeZone.getDefault();
        Locale locale = Locale.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
        Locale.setDefault(Locale.forLanguageTag("fi-FI"));
        try {
            // When
            String rendered = parse("${value.day} ${value.time} ${value.at} ${timestamp|MMM} ${key}")
                    .render(record);

            // Then
            assertThat(rendered).isEqualTo("2025-11-21 01:00 2025-11-21T22:59:59Z Nov 1000");
        } finally {
            TimeZone.setDefault(zone);
            Locale.setDefault(locale);
        }
    }
}
