package io.penstock.mqtt.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.RecordException;
import io.penstock.common.template.Renderer;
import io.penstock.common.template.Template;
import io.penstock.common.template.Vocabulary;
import io.penstock.mqtt.mapping.json.JsonValues;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageMapperTest {
    private static final Optional<Pattern> HALLS = Optional.of(Pattern.compile("plant/(?<hall>[^/]+)/.*"));
    private static final String TOPIC = "/hfp/v2/journey/ongoing/vp/bus/0018/00423";

    @Test
    void makesTopicAndKeyOfLevelsAndTellsTheOriginInHeaders() {
        // Given
        MessageMapper mapper = mapper(
                "positions-${mqtt.topic.7}",
                "${mqtt.topic.8}/${mqtt.topic.9}",
                ValueFormat.BYTES,
                new ParseErrors.Fail());

        // When
        MappedRecord record = mapper.map(message(TOPIC, "payload"));

        // Then
        assertThat(record.topic()).isEqualTo("positions-bus");
        assertThat(record.key()).isEqualTo("0018/00423");
        assertThat(record.valueSchema()).isEqualTo(Schema.BYTES_SCHEMA);
        assertThat(record.headers().lastWithName("mqtt.topic").value()).isEqualTo(TOPIC);
        assertThat(record.headers().lastWithName("mqtt.qos").value()).isEqualTo(1);
        assertThat(record.headers().lastWithName("mqtt.dup").value()).isEqualTo(true);
        assertThat(record.headers().lastWithName("mqtt.retained").value()).isEqualTo(false);
        assertThat(record.headers().lastWithName("mqtt.packet.id").value()).isEqualTo(7);
        assertThat(record.headers()).hasSize(5);
    }

    @Test
    void makesRecordsByTheSubscriptionThatMatches() {
        // Given
        MessageMapper mapper = new MessageMapper(
                List.of(
                        new Route(new TopicMatcher("alarms/#"), template("alarms", "k", ValueFormat.STRING)),
                        new Route(
                                new TopicMatcher("+/temperature"),
                                template("${mqtt.topic.2}", "${mqtt.topic.1}", ValueFormat.JSON))),
                template("others", "${mqtt.topic}", ValueFormat.BYTES),
                Optional.empty(),
                new ParseErrors.Fail(),
                false);

        // When
        MappedRecord alarm = mapper.map(message("alarms/1", "fire"));
        MappedRecord reading = mapper.map(message("hall/temperature", "21"));
        MappedRecord other = mapper.map(message("hall/light", "on"));

        // Then
        assertThat(List.of(alarm.topic(), reading.topic(), other.topic()))
                .containsExactly("alarms", "temperature", "others");
        assertThat(List.of(alarm.value(), reading.value())).containsExactly("fire", 21L);
        assertThat(reading.key()).isEqualTo("hall");
        assertThat(other.valueSchema()).isEqualTo(Schema.BYTES_SCHEMA);
    }

    @Test
    void makesEverythingOfTopicPayloadAndProperties() {
        // Given
        MessageProperties properties = new MessageProperties(
                OptionalLong.empty(),
                Optional.of("application/json"),
                Optional.of("answers"),
                Optional.empty(),
                List.of(
                        new MessageProperties.Pair("site", "a"),
                        new MessageProperties.Pair("site", "b c"),
                        new MessageProperties.Pair("other", "x")),
                List.of());
        MessageMapper mapper = mapper(new RecordTemplate(
                template("${mqtt.topic.hall}-${mqtt.user.site}-${value.kind}"),
                template(
                        "${mqtt.topic.4}/${value.at.n}/${mqtt.content.type}/${mqtt.response.topic}/${value.on}/${value.x}"),
                Optional.of(template("${value.at.n}")),
                Optional.of(timestamp("${value.t}", TimestampUnit.S)),
                ValueFormat.JSON,
                new JsonValues.Schemaless(),
                EmptyPayload.AUTO));

        // When
        MappedRecord record = mapper.map(new MqttMessage(
                "plant/7/x/y",
                "{\"kind\":\"ä/b\",\"at\":{\"n\":3},\"on\":true,\"x\":1.5,\"t\":1700000000.25}"
                        .getBytes(StandardCharsets.UTF_8),
                0,
                false,
                false,
                0,
                properties));

        // Then
        assertThat(record.topic()).isEqualTo("7-b_c-_.b");
        assertThat(record.key()).isEqualTo("y/3/application/json/answers/true/1.5");
        assertThat(record.partition()).isEqualTo(3);
        assertThat(record.timestamp()).isEqualTo(1_700_000_000_250L);
        assertThat(record.value()).extracting("kind").isEqualTo("ä/b");
    }

    @ParameterizedTest
    @CsvSource({
        "${value.gone}, PEN-130, null or absent",
        "${value.none}, PEN-130, null or absent",
        "${value.map}, PEN-130, not a single value",
        "${value.list}, PEN-130, not a single value",
        "${value.text.below}, PEN-130, null or absent",
        "${mqtt.user.site}, PEN-130, null or absent",
        "${mqtt.content.type}, PEN-130, null or absent",
        "${mqtt.topic.hall}, PEN-221, captures no",
        "${mqtt.topic.9}, PEN-221, has only 2 levels"
    })
    void saysWhatAMessageLacks(String variable, String code, String why) {
        // Given
        MqttMessage message =
                message("office/7", "{\"none\":null,\"map\":{\"a\":1},\"list\":[1],\"text\":\"very-secret\"}");
        MessageMapper mapper = mapper("t", variable, ValueFormat.JSON, new ParseErrors.Fail());

        // Then
        assertThatThrownBy(() -> mapper.map(message))
                .isInstanceOf(RecordException.class)
                .hasMessageStartingWith("[" + code + "]")
                .hasMessageContaining(why)
                .hasMessageNotContaining("very-secret");
    }

    @ParameterizedTest
    @CsvSource({"-1, kafka.partition", "1.5, kafka.partition", "4294967296, kafka.partition", "abc, kafka.partition"})
    void refusesPartitionsThatAreNone(String payload, String what) {
        MessageMapper mapper = mapper(new RecordTemplate(
                template("t"),
                template("k"),
                Optional.of(template("${value.n}")),
                Optional.empty(),
                ValueFormat.JSON,
                new JsonValues.Schemaless(),
                EmptyPayload.AUTO));
        assertThatThrownBy(() -> mapper.map(message("a", "{\"n\":\"" + payload + "\"}")))
                .hasMessageStartingWith("[PEN-222] what " + what)
                .hasMessageNotContaining(payload);
    }

    @Test
    void leavesOutWhatCannotBeMadeOfAMessageThatGoesOnRaw() {
        // Given
        MessageMapper mapper = new MessageMapper(
                List.of(),
                new RecordTemplate(
                        template("t-${mqtt.topic.1}"),
                        template("k-${mqtt.topic.1}"),
                        Optional.of(template("${mqtt.topic.2}")),
                        Optional.of(timestamp("${value.t}", TimestampUnit.MS)),
                        ValueFormat.JSON,
                        new JsonValues.Schemaless(),
                        EmptyPayload.AUTO),
                Optional.empty(),
                new ParseErrors.Raw(),
                true);

        // When
        MappedRecord record = mapper.map(message("a/5", "{\"t\":\"yesterday\"}"));

        // Then
        assertThat(record.topic()).isEqualTo("t-a");
        assertThat(record.key()).isEqualTo("k-a");
        assertThat(record.partition()).isEqualTo(5);
        assertThat(record.timestamp()).isNull();
        assertThat(record.headers().lastWithName("penstock.error").value().toString())
                .contains("PEN-222", "kafka.timestamp");
    }

    /** As of a pattern that goes as deep as the topic is long, and ends the thread's stack. */
    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
    void putsWhatFailsInWaysThatNobodyThoughtOfIntoTheDeadLetterTopicToo(Class<? extends Throwable> failure) {
        // Given
        Renderer<MessageView> failing = (view, out) -> {
            if (failure.equals(StackOverflowError.class)) {
                throw new StackOverflowError("very-secret");
            }
            throw new IllegalStateException("very-secret");
        };
        Template<MessageView> key = Template.parse("${x}", new Vocabulary<>() {
            @Override
            public List<String> known() {
                return List.of("x");
            }

            @Override
            public Optional<Renderer<MessageView>> find(String name, List<String> arguments) {
                return Optional.of(failing);
            }
        });
        RecordTemplate template = new RecordTemplate(
                template("t"),
                key,
                Optional.empty(),
                Optional.empty(),
                ValueFormat.BYTES,
                new JsonValues.Schemaless(),
                EmptyPayload.AUTO);
        MqttMessage message = message("a", "payload");

        // When
        MappedRecord dead = mapper(template, new ParseErrors.DeadLetter("dead")).map(message);
        MappedRecord keyless = mapper(template, new ParseErrors.Raw()).map(message);

        // Then
        assertThat(dead.topic()).isEqualTo("dead");
        assertThat(dead.headers().lastWithName("penstock.error").value())
                .isEqualTo("[PEN-220] it cannot be worked out: " + failure.getName());
        assertThat(dead.refusal()).isNotNull().cause().isInstanceOfSatisfying(UnforeseenException.class, cause -> {
            assertThat(cause).hasMessage(failure.getName());
            assertThat(cause.kind()).startsWith(failure.getName() + " at ").contains("MessageMapperTest");
            assertThat(cause.getStackTrace())
                    .hasSizeBetween(1, 30)
                    .allMatch(frame -> frame.getClassName().startsWith("io.penstock."));
        });
        assertThat(keyless.topic()).isEqualTo("t");
        assertThat(keyless.key()).isNull();
        assertThatThrownBy(() -> mapper(template).map(message))
                .isInstanceOf(RecordException.class)
                .hasMessageNotContaining("very-secret");
    }

    @Test
    void cutsTheReasonWhereItRepeatsALongTopic() {
        // Given
        MessageMapper mapper = new MessageMapper(
                List.of(),
                template("t-${mqtt.topic.3}", "k", ValueFormat.BYTES),
                Optional.empty(),
                new ParseErrors.DeadLetter("dead"),
                false);

        // When
        MappedRecord record = mapper.map(message("a/" + "b".repeat(60_000), "x"));

        // Then
        assertThat(record.headers().lastWithName("penstock.error").value())
                .asString()
                .startsWith("[PEN-221] MQTT topic a/bbb")
                .endsWith("... (60002 characters) has only 2 levels, but ${mqtt.topic.3} is asked for")
                .hasSizeLessThan(1_000);
    }

    @ParameterizedTest
    @CsvSource({"{oops, PEN-220", "{}, PEN-130"})
    void putsMessagesThatCannotBecomeRecordsIntoTheDeadLetterTopic(String payload, String code) {
        // Given
        MessageMapper mapper = new MessageMapper(
                List.of(),
                template("t-${value.a}", "k", ValueFormat.JSON),
                Optional.empty(),
                new ParseErrors.DeadLetter("dead"),
                false);

        // When
        MappedRecord record = mapper.map(message("plant/1", payload));
        MappedRecord good = mapper.map(message("plant/1", "{\"a\":1}"));

        // Then
        assertThat(record.malformed()).isTrue();
        assertThat(record.topic()).isEqualTo("dead");
        assertThat(record.key()).isEqualTo("plant/1");
        assertThat(record.valueSchema()).isEqualTo(Schema.BYTES_SCHEMA);
        assertThat((byte[]) record.value()).asString().isEqualTo(payload);
        assertThat(record.headers().lastWithName("mqtt.topic").value()).isEqualTo("plant/1");
        assertThat(record.headers().lastWithName("penstock.error").value().toString())
                .contains(code)
                .doesNotContain("oops");
        assertThat(good.topic()).isEqualTo("t-1");
        assertThat(good.malformed()).isFalse();
        assertThat(good.headers()).isEmpty();
    }

    @Test
    void tellsInHeadersWhatThePublisherSaidOfTheMessage() {
        // Given
        MessageMapper mapper = mapper("t", "k", ValueFormat.BYTES, new ParseErrors.Fail());
        MessageProperties properties = new MessageProperties(
                OptionalLong.of(90),
                Optional.of("application/json"),
                Optional.of("answers/1"),
                Optional.of(new byte[] {1, 2}),
                List.of(new MessageProperties.Pair("site", "a"), new MessageProperties.Pair("site", "b")),
                List.of());

        // When
        MappedRecord record = mapper.map(new MqttMessage(TOPIC, new byte[0], 0, false, false, 0, properties));

        // Then
        assertThat(record.headers().lastWithName("mqtt.content.type").value()).isEqualTo("application/json");
        assertThat(record.headers().lastWithName("mqtt.response.topic").value()).isEqualTo("answers/1");
        assertThat(record.headers().lastWithName("mqtt.correlation.data").value())
                .isEqualTo(new byte[] {1, 2});
        assertThat(record.headers().lastWithName("mqtt.expiry.s").value()).isEqualTo(90L);
        assertThat(record.headers())
                .filteredOn(header -> header.key().equals("mqtt.user.site"))
                .extracting(Header::value)
                .containsExactly("a", "b");
        assertThat(record.headers().lastWithName("mqtt.packet.id")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"2000, 2000, false", "2001, 2000, true", "88000, 2000, true"})
    void bringsSoManyUserPropertiesOnlyThatTheRecordStaysAboutAsLargeAsThePacket(int sent, int brought, boolean cut) {
        // Given
        MessageMapper mapper = mapper("t", "k", ValueFormat.BYTES, new ParseErrors.Fail());
        MessageProperties properties = new MessageProperties(
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Collections.nCopies(sent, new MessageProperties.Pair("", "")),
                List.of());

        // When
        MqttMessage message = new MqttMessage(TOPIC, new byte[0], 0, false, false, 0, properties);
        MappedRecord record = mapper.map(message);

        // Then
        assertThat(record.headers())
                .filteredOn(header -> header.key().equals("mqtt.user."))
                .hasSize(brought);
        assertThat(MessageMapper.truncates(message, record)).isEqualTo(cut);
        assertThat(record.headers().lastWithName("mqtt.truncated") != null).isEqualTo(cut);
    }

    @Test
    void makesJsonValuesWithoutASchema() {
        // Given
        MessageMapper mapper = mapper("t", "k", ValueFormat.JSON, new ParseErrors.Fail());

        // When
        MappedRecord record = mapper.map(
                message(TOPIC, "{\"VP\":{\"veh\":423,\"lat\":60.2,\"stop\":null,\"on\":true,\"l\":[1,\"ä\"]}}"));

        // Then
        assertThat(record.valueSchema()).isNull();
        assertThat(record.value())
                .hasToString("{VP={veh=423, lat=60.2, stop=null, on=true, l=[1, ä]}}")
                .extracting("VP.veh", "VP.lat", "VP.on", "VP.l")
                .containsExactly(423L, 60.2, true, List.of(1L, "ä"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\":}",
                "[1,",
                "[1]]",
                "{\"a\":1} x",
                "nul",
                "18446744073709551616",
                "1e999",
                "{\"a\" 1}"
            })
    void refusesWhatIsNotJsonWithoutRepeatingIt(String payload) {
        MessageMapper mapper = mapper(
                template("t", "k", Optional.empty(), ValueFormat.JSON, EmptyPayload.PAYLOAD), new ParseErrors.Fail());
        assertThatThrownBy(() -> mapper.map(message(TOPIC, payload)))
                .isInstanceOf(RecordException.class)
                .hasMessageStartingWith("[PEN-220] the payload is not JSON, as value.format=json asks: ");
    }

    @Test
    void refusesJsonThatIsNestedWithoutEnd() {
        MessageMapper mapper = mapper("t", "k", ValueFormat.JSON, new ParseErrors.Fail());
        assertThatThrownBy(() -> mapper.map(message(TOPIC, "[".repeat(100_000))))
                .isInstanceOf(RecordException.class);
    }

    @Test
    void passesMalformedPayloadsOnAsBytesWithTheReason() {
        // Given
        MessageMapper mapper = mapper("t", "${mqtt.topic.2}", ValueFormat.JSON, new ParseErrors.Raw());

        // When
        MappedRecord record = mapper.map(message(TOPIC, "{oops"));

        // Then
        assertThat(record.key()).isEqualTo("hfp");
        assertThat(record.valueSchema()).isEqualTo(Schema.BYTES_SCHEMA);
        assertThat((byte[]) record.value()).asString().isEqualTo("{oops");
        assertThat(record.headers().lastWithName("penstock.error").value().toString())
                .contains("PEN-220")
                .doesNotContain("oops");
    }

    @ParameterizedTest
    @CsvSource({
        "JSON, AUTO, tombstone",
        "JSON, TOMBSTONE, tombstone",
        "JSON, PAYLOAD, malformed",
        "STRING, AUTO, value",
        "STRING, TOMBSTONE, tombstone",
        "BYTES, AUTO, value",
        "BYTES, TOMBSTONE, tombstone",
        "BYTES, PAYLOAD, value"
    })
    void makesOfAnEmptyPayloadWhatIsChosen(ValueFormat format, EmptyPayload empty, String what) {
        // Given
        MessageMapper mapper = mapper(
                template("t", "${mqtt.topic}", Optional.empty(), format, empty), new ParseErrors.DeadLetter("dead"));

        // When
        MappedRecord record = mapper.map(message("device/7/state", ""));

        // Then
        assertThat(record.key()).isEqualTo("device/7/state");
        assertThat(record.malformed()).isEqualTo(what.equals("malformed"));
        assertThat(record.topic()).isEqualTo(what.equals("malformed") ? "dead" : "t");
        assertThat(record.value() == null && record.valueSchema() == null).isEqualTo(what.equals("tombstone"));
        assertThat(record.headers().lastWithName("mqtt.topic").value()).isEqualTo("device/7/state");
    }

    @Test
    void leavesTheTimeOfATombstoneToTheProducerWhereItIsAField() {
        // Given
        MessageMapper fields = mapper(
                template("t", "k", Optional.of("${value.t}"), ValueFormat.JSON, EmptyPayload.AUTO),
                new ParseErrors.Fail());
        MessageMapper levels = mapper(
                template("t", "k", Optional.of("${mqtt.topic.2}"), ValueFormat.JSON, EmptyPayload.AUTO),
                new ParseErrors.Fail());

        // Then
        assertThat(fields.map(message("a/5", "")).timestamp()).isNull();
        assertThat(fields.map(message("a/5", "{\"t\":6}")).timestamp()).isEqualTo(6);
        assertThat(levels.map(message("a/5", "")).timestamp()).isEqualTo(5);
    }

    @Test
    void makesNoTombstoneOfAKeyThatAnEmptyPayloadLacks() {
        MessageMapper mapper = mapper("t", "${value.id}", ValueFormat.JSON, new ParseErrors.Fail());
        assertThatThrownBy(() -> mapper.map(message("a", ""))).isInstanceOf(RecordException.class);
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        MessageMapper mapper = mapper("t", "k", ValueFormat.STRING, new ParseErrors.Fail());
        MqttMessage message =
                new MqttMessage(TOPIC, new byte[] {(byte) 0xC3, 0x28}, 1, false, false, 7, MessageProperties.NONE);
        assertThatThrownBy(() -> mapper.map(message)).hasMessageContaining("UTF-8");
    }

    @Test
    void namesTheTopicThatLacksALevel() {
        MessageMapper mapper = mapper("t-${mqtt.topic.3}", "k", ValueFormat.BYTES, new ParseErrors.Raw());
        assertThatThrownBy(() -> mapper.map(message("a/b", "x")))
                .hasMessage("[PEN-221] MQTT topic a/b has only 2 levels, but ${mqtt.topic.3} is asked for");
    }

    @ParameterizedTest
    @CsvSource({"plain-name_1.x, plain-name_1.x", "/hfp/v2, .hfp.v2", "a b+ü, a_b__", ".., _", "., _", "'', _"})
    void makesTopicNamesLegal(String text, String legal) {
        assertThat(KafkaTopicName.legal(text)).isEqualTo(legal);
    }

    @ParameterizedTest
    @CsvSource({
        "${mqtt.topic}, __consumer_offsets, -_consumer_offsets",
        "${mqtt.topic}, äö, -_",
        "${mqtt.topic}, _x, _x",
        "__mine, any, __mine",
        "__mine.${mqtt.topic}, any, __mine.any",
        "__${mqtt.topic}, any, __any",
        "__${mqtt.topic}, consumer_offsets, -_consumer_offsets"
    })
    void letsPublishersNameNoTopicOfKafkasOwn(String template, String topic, String name) {
        MessageMapper mapper = mapper(template, "k", ValueFormat.BYTES, new ParseErrors.Fail());
        assertThat(mapper.map(message(topic, "x")).topic()).isEqualTo(name);
    }

    @Test
    void leavesTimestampsTooFarAheadToTheRuleForBadMessages() {
        // Given
        Clock clock = Clock.fixed(Instant.ofEpochMilli(1_000_000), ZoneOffset.UTC);
        RecordTemplate template = new RecordTemplate(
                template("t"),
                template("k"),
                Optional.empty(),
                Optional.of(
                        new RecordTimestamp(template("${value.t}"), TimestampUnit.MS, Duration.ofMinutes(1), clock)),
                ValueFormat.JSON,
                new JsonValues.Schemaless(),
                EmptyPayload.AUTO);
        MqttMessage latest = message("a", "{\"t\":1060000}");
        MqttMessage ahead = message("a", "{\"t\":1060001}");

        // When
        MappedRecord dead = mapper(template, new ParseErrors.DeadLetter("dead")).map(ahead);
        MappedRecord raw = mapper(template, new ParseErrors.Raw()).map(ahead);

        // Then
        assertThat(mapper(template).map(latest).timestamp()).isEqualTo(1_060_000L);
        assertThatThrownBy(() -> mapper(template).map(ahead))
                .hasMessage("[PEN-222] what kafka.timestamp makes of the message lies further ahead than"
                        + " kafka.timestamp.max.ahead.ms=60000");
        assertThat(dead.topic()).isEqualTo("dead");
        assertThat(dead.timestamp()).isNull();
        assertThat(raw.topic()).isEqualTo("t");
        assertThat(raw.timestamp()).isNull();
    }

    @Test
    void keepsLongTopicNamesApart() {
        // Given
        char[] common = new char[300];
        Arrays.fill(common, 'x');

        // When
        String first = KafkaTopicName.legal(new String(common) + "1");
        String second = KafkaTopicName.legal(new String(common) + "2");

        // Then
        assertThat(first).hasSize(249).isNotEqualTo(second);
    }

    private static MessageMapper mapper(String topic, String key, ValueFormat format, ParseErrors onError) {
        return new MessageMapper(List.of(), template(topic, key, format), HALLS, onError, true);
    }

    private static MessageMapper mapper(RecordTemplate template) {
        return mapper(template, new ParseErrors.Fail());
    }

    private static MessageMapper mapper(RecordTemplate template, ParseErrors onError) {
        return new MessageMapper(List.of(), template, HALLS, onError, true);
    }

    private static Template<MessageView> template(String text) {
        return Template.parse(text, new MessageVocabulary());
    }

    private static RecordTimestamp timestamp(String text, TimestampUnit unit) {
        return new RecordTimestamp(template(text), unit, Duration.ofMillis(Long.MAX_VALUE), Clock.systemUTC());
    }

    private static RecordTemplate template(String topic, String key, ValueFormat format) {
        return template(topic, key, Optional.empty(), format, EmptyPayload.AUTO);
    }

    private static RecordTemplate template(
            String topic, String key, Optional<String> timestamp, ValueFormat format, EmptyPayload empty) {
        return new RecordTemplate(
                template(topic),
                template(key),
                Optional.empty(),
                timestamp.map(text -> timestamp(text, TimestampUnit.MS)),
                format,
                new JsonValues.Schemaless(),
                empty);
    }

    private static MqttMessage message(String topic, String payload) {
        return new MqttMessage(
                topic, payload.getBytes(StandardCharsets.UTF_8), 1, true, false, 7, MessageProperties.NONE);
    }
}
