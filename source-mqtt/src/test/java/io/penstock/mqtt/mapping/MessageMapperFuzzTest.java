package io.penstock.mqtt.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.common.error.RecordException;
import io.penstock.common.template.Template;
import io.penstock.mqtt.mapping.json.JsonSchemaCompiler;
import io.penstock.mqtt.mapping.json.JsonValues;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.header.Header;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever publishers send becomes a record or is refused as one; the numbers are seeds. */
class MessageMapperFuzzTest {
    private static final int MESSAGES = 2_000;
    private static final String NOBODY_THOUGHT_OF = "it cannot be worked out";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void letsNothingOutButRecordsAndTheirRefusal(long seed) {
        // Given
        Publisher publisher = new Publisher(new Random(seed));
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        for (MessageMapper mapper : mappers()) {
            for (int i = 0; i < MESSAGES / mappers().size(); i++) {
                MqttMessage message = publisher.message();

                // When
                Outcome outcome;
                try {
                    outcome = outcome(mapper.map(message));
                } catch (RecordException e) {
                    check(String.valueOf(e.getMessage()));
                    assertThat(mapper.onError()).isNotInstanceOf(ParseErrors.DeadLetter.class);
                    outcome = Outcome.REFUSED;
                } catch (RuntimeException | StackOverflowError e) {
                    throw new AssertionError("seed " + seed + ", message " + i + ": " + shown(message), e);
                }
                outcomes.merge(outcome, 1, Integer::sum);
            }
        }

        // Then: the publisher is neither too wild nor too tame
        assertThat(outcomes.values()).hasSameSizeAs(Outcome.values()).allMatch(count -> count > MESSAGES / 50);
    }

    private enum Outcome {
        MAPPED,
        MALFORMED,
        REFUSED
    }

    private static Outcome outcome(MappedRecord record) {
        if (record.valueSchema() != null) {
            ConnectSchema.validateValue(record.valueSchema(), record.value());
        }
        assertThat(KafkaTopicName.legal(record.topic())).isEqualTo(record.topic());
        Header error = record.headers().lastWithName("penstock.error");
        if (error != null) {
            check(String.valueOf(error.value()));
            assertThat(String.valueOf(error.value())).hasSizeLessThanOrEqualTo(1_000);
        }
        return record.malformed() ? Outcome.MALFORMED : Outcome.MAPPED;
    }

    private static void check(String why) {
        assertThat(why).startsWith("[PEN-").doesNotContain(NOBODY_THOUGHT_OF);
    }

    private static String shown(MqttMessage message) {
        String payload = new String(message.payload(), StandardCharsets.UTF_8);
        return payload.substring(0, Math.min(2_000, payload.length()));
    }

    /** Of each unit and way to go on, with each way to read JSON; what is inferred of one is not that of another. */
    private static List<MessageMapper> mappers() {
        return List.of(
                mapper(TimestampUnit.MS, new JsonValues.Schemaless(), new ParseErrors.Fail()),
                mapper(TimestampUnit.S, new JsonValues.Inferred(100_000), new ParseErrors.Fail()),
                mapper(TimestampUnit.US, new JsonValues.Inferred(100_000), new ParseErrors.DeadLetter("dead")),
                mapper(TimestampUnit.NS, new JsonValues.Inferred(100_000), new ParseErrors.Raw()),
                mapper(TimestampUnit.S, given(), new ParseErrors.Raw()));
    }

    private static MessageMapper mapper(TimestampUnit unit, JsonValues json, ParseErrors onError) {
        RecordTemplate plain = new RecordTemplate(
                template("plain-${mqtt.topic}"),
                template("${mqtt.topic.2}"),
                Optional.empty(),
                Optional.empty(),
                ValueFormat.JSON,
                json,
                EmptyPayload.AUTO);
        RecordTemplate all = new RecordTemplate(
                template("t-${mqtt.topic.1}"),
                template("${value.b}-${mqtt.topic.hall}"),
                Optional.of(template("${value.n}")),
                Optional.of(timestamp("${value.t}", unit)),
                ValueFormat.JSON,
                json,
                EmptyPayload.AUTO);
        return new MessageMapper(
                List.of(new Route(new TopicMatcher("plain/#"), plain)),
                all,
                Optional.of(Pattern.compile("(?:[^/]*/)*(?<hall>[^/]*)")),
                onError,
                true);
    }

    private static JsonValues given() {
        return new JsonValues.Given(JsonSchemaCompiler.compile("""
                {"properties": {"a": {"type": "number"}, "b": {"type": "string"}, "n": {"type": "integer"},
                    "t": {"type": ["string", "null"]}, "o": {"additionalProperties": {"type": "string"}, "type": "object"}},
                 "additionalProperties": true}
                """));
    }

    private static Template<MessageView> template(String text) {
        return Template.parse(text, new MessageVocabulary());
    }

    private static RecordTimestamp timestamp(String text, TimestampUnit unit) {
        return new RecordTimestamp(template(text), unit, Duration.ofMillis(Long.MAX_VALUE), Clock.systemUTC());
    }

    /** Knows what the mapping looks at, and what a BigDecimal, a Struct or a parser may stumble over. */
    private static final class Publisher {
        private static final List<String> NAMES = List.of(
                "a", "b", "n", "t", "o", "a", "b", "n", "t", "", ".", "a.b", " ", "\\u0000", "\\ud800", "ä", "😀");

        private static final List<String> TEXTS = List.of(
                "",
                "x",
                "1",
                "-1",
                "1e2147483647",
                "1e-2147483647",
                "1e2147483648",
                "1e999999999",
                "2023-11-14T22:13:20Z",
                "+999999999-12-31T23:59:59+18:00",
                "NaN",
                "\\ud800",
                "\\u0000",
                "😀");

        private static final List<String> NUMBERS = List.of(
                "0",
                "-0",
                "1",
                "-1",
                "0.5",
                "1e308",
                "1e309",
                "-1e-400",
                "1e2147483647",
                "9007199254740993",
                "9223372036854775807",
                "-9223372036854775808",
                "9223372036854775808",
                "01",
                "1700000000",
                "1700000000123");

        private final Random random;

        Publisher(Random random) {
            this.random = random;
        }

        MqttMessage message() {
            byte[] payload = payload().getBytes(StandardCharsets.UTF_8);
            if (chance(10) && payload.length > 0) {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
            }
            return new MqttMessage(
                    one(List.of("plain/1", "plain/2", "x/1", "x", "/", "plain", "//x/" + "y".repeat(20_000))),
                    payload,
                    1,
                    false,
                    false,
                    7,
                    new MessageProperties(
                            OptionalLong.empty(),
                            Optional.of(one(TEXTS)),
                            Optional.empty(),
                            Optional.empty(),
                            List.of(new MessageProperties.Pair(one(NAMES), one(TEXTS))),
                            List.of()));
        }

        private String payload() {
            if (chance(20)) {
                return "{\"o\":".repeat(150) + value(1) + "}".repeat(150);
            }
            if (chance(4)) {
                return "{\"a\":" + one(NUMBERS) + ",\"b\":\"" + one(TEXTS) + "\",\"n\":" + random.nextInt(9)
                        + ",\"t\":\"" + one(TEXTS) + "\"}";
            }
            return chance(10) ? value(3) : object(4);
        }

        private String value(int levels) {
            return switch (random.nextInt(levels > 0 ? 7 : 4)) {
                case 0 -> one(NUMBERS);
                case 1 -> "\"" + one(TEXTS) + "\"";
                case 2 -> one(List.of("true", "false", "null"));
                case 3 -> one(List.of("{}", "[]", "[null]", "{\"a\":null}", "1"));
                case 4 -> "[" + value(levels - 1) + "," + value(levels - 1) + "]";
                default -> object(levels - 1);
            };
        }

        private String object(int levels) {
            StringBuilder object = new StringBuilder("{");
            for (int i = random.nextInt(5); i >= 0; i--) {
                object.append('"')
                        .append(name())
                        .append("\":")
                        .append(value(levels))
                        .append(i > 0 ? "," : "");
            }
            return object.append('}').toString();
        }

        private String name() {
            return chance(100) ? one(NAMES).concat("n").repeat(5_000) : one(NAMES);
        }

        private boolean chance(int oneIn) {
            return random.nextInt(oneIn) == 0;
        }

        private <T> T one(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }
    }
}
