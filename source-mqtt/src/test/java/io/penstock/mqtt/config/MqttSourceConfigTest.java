package io.penstock.mqtt.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.mqtt.MqttSourceConnector;
import io.penstock.mqtt.client.ConnectOptions;
import io.penstock.mqtt.client.Endpoint;
import io.penstock.mqtt.client.MqttVersion;
import io.penstock.mqtt.client.Password;
import io.penstock.mqtt.mapping.EmptyPayload;
import io.penstock.mqtt.mapping.RecordTimestamp;
import io.penstock.mqtt.mapping.TimestampUnit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MqttSourceConfigTest {
    @Test
    void needsThreeKeysAndDerivesTheRest() {
        // When
        MqttSourceConfig config = MqttSourceConfig.parse(props(Map.of()));

        // Then
        assertThat(config.endpoints()).containsExactly(Endpoint.parse("tcp://broker:1883"));
        assertThat(config.sessions())
                .singleElement()
                .extracting(SessionConfig::connect)
                .extracting(ConnectOptions::clientId, ConnectOptions::version)
                .containsExactly("penstock-city-0", MqttVersion.V5);
        assertThat(config.qos()).isEqualTo(1);
        assertThat(config.backoffMax()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.mapper().others().key()).hasToString("${mqtt.topic}");
        assertThat(config.mapper().routes()).isEmpty();
    }

    @Test
    void saysWhatARepetitionOfTheProducersContradicts() {
        assertThat(MqttSourceConfig.parse(props(Map.of("mqtt.qos", "0"))).againstRepetition())
                .hasValueSatisfying(what -> assertThat(what).contains("QoS 0"));
        assertThat(MqttSourceConfig.parse(props(Map.of("mqtt.qos", "2"))).againstRepetition())
                .hasValueSatisfying(what -> assertThat(what).contains("QoS 2"));
        assertThat(MqttSourceConfig.parse(props(Map.of("mqtt.qos", "1"))).againstRepetition())
                .isEmpty();
        assertThat(MqttSourceConfig.parse(props(Map.of("mqtt.qos", "2", "exactly.once.support", "required")))
                        .againstRepetition())
                .isEmpty();
    }

    @Test
    void readsListsOfBrokersAndFilters() {
        // When
        MqttSourceConfig config = MqttSourceConfig.parse(
                props(Map.of("mqtt.uris", "ssl://a, mqtt://b:1884", "mqtt.topics", "x/#, $share/g/y/+")));

        // Then
        assertThat(config.endpoints()).extracting(Endpoint::toString).containsExactly("ssl://a:8883", "tcp://b:1884");
        assertThat(config.sessions().get(0).filters())
                .extracting(Object::toString)
                .containsExactly("x/# at QoS 1", "$share/g/y/+ at QoS 1");
    }

    @Test
    void namesEveryProblemAtOnceAndNoSecret() {
        assertThatThrownBy(() -> MqttSourceConfig.parse(Map.of(
                        "name", "city",
                        "mqtt.uris", "tcp://user:very-secret@broker",
                        "mqtt.topics", "a/#/b,ok,ok",
                        "mqtt.qos", "3",
                        "mqtt.version", "4",
                        "kafka.topic", "${mqtt.topik}",
                        "mqtt.keepalive.ms", "10",
                        "retry.backoff.initial.ms", "5000",
                        "retry.backoff.max.ms", "1000",
                        "mqtt.server.uri", "tcp://elsewhere")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("mqtt.uris")
                .hasMessageContaining("mqtt.username and mqtt.password")
                .hasMessageContaining("number 1: # stands alone in the last level [MQTT-4.7.1-1]; number 3 comes twice")
                .hasMessageContaining("it is no QoS")
                .hasMessageContaining("mqtt.version")
                .hasMessageContaining("${mqtt.topik} is not known here; known are mqtt.topic")
                .hasMessageContaining("mqtt.keepalive.ms")
                .hasMessageContaining("1000 is less than retry.backoff.initial.ms=5000")
                .hasMessageContaining("mqtt.server.uri")
                .hasMessageNotContaining("very-secret");
    }

    @ParameterizedTest
    @CsvSource({
        "mqtt.clean.session.enabled, mqtt.session.expiry.ms",
        "mqtt.connect.timeout.seconds, mqtt.connect.timeout.ms",
        "mqtt.keepalive.interval.seconds, mqtt.keepalive.ms",
        "max.retry.time.ms, retry.backoff.max.ms",
        "connect.mqtt.hosts, mqtt.uris",
        "connect.mqtt.kcql, mqtt.topics",
        "connect.mqtt.service.quality, mqtt.qos"
    })
    void namesOurKeyForThoseOfOthers(String theirs, String ours) {
        assertThatThrownBy(() -> MqttSourceConfig.parse(props(Map.of(theirs, "1"))))
                .hasMessageContaining(theirs)
                .hasMessageContaining(ours);
    }

    @ParameterizedTest
    @CsvSource({
        "mqtt.uris, http://b, 'scheme must be tcp, ssl, ws or wss'",
        "mqtt.uris, tcp://b/path, no meaning",
        "mqtt.uris, ws://b/path#part, no meaning",
        "mqtt.uris, tcp://b:70000, not between 1 and 65535",
        "mqtt.ssl.truststore.location, /ca.pem, no URI in mqtt.uris uses TLS",
        "mqtt.ssl.keystore.location, /me.p12, no URI in mqtt.uris uses TLS",
        "mqtt.ssl.alpn, mqtt, no ssl:// URI",
        "mqtt.will.topic, gone/+, no wildcard",
        "mqtt.will.payload, gone, mqtt.will.topic is not",
        "kafka.topic, no/topic, for example \"no.topic\"",
        "kafka.key, ${mqtt.topic.x}, 'names a group, and mqtt.topic.pattern is missing'",
        "kafka.key, ${mqtt.topic.x-y}, number of a level",
        "kafka.key, ${mqtt.topic.123456}, number of a level",
        "kafka.key, ${mqtt.user.}, is not known here",
        "kafka.topic, p-${value.a.b}, value.format is not json",
        "kafka.partition, ${value.n}, value.format is not json",
        "kafka.timestamp, ${mqtt.tropic}, kafka.timestamp",
        "kafka.timestamp.unit, min, 'one of ms, s, us, ns'",
        "mqtt.topic.pattern, (a, mqtt.topic.pattern",
        "kafka.key, ${mqtt.topic.0}, count from 1",
        "buffer.memory.bytes, 70000, cannot hold one packet of mqtt.max.packet.bytes=900000",
        "mqtt.ssl.keystore.password, secret, mqtt.ssl.keystore.location is not",
        "mqtt.ssl.keystore.type, pem, mqtt.ssl.keystore.location is not",
        "mqtt.ssl.key.password, secret, mqtt.ssl.keystore.location is not",
        "mqtt.ssl.truststore.password, secret, mqtt.ssl.truststore.location is not",
        "mqtt.ssl.truststore.type, pem, mqtt.ssl.truststore.location is not",
        "json.schema, infer, value.format is not json",
        "json.schema, given, given needs a schema",
        "json.schema.location, /schema.json, json.schema is not given",
        "errors.parse, skip, 'one of fail, dlq, raw'",
        "errors.parse, dlq, errors.parse.dlq.topic: errors.parse=dlq needs it",
        "errors.parse.dlq.topic, dead, errors.parse is not dlq",
        "value.converter, org.apache.kafka.connect.storage.StringConverter, the payload would be lost"
    })
    void saysWhyAValueCannotBeUsed(String key, String value, String why) {
        assertThatThrownBy(() -> MqttSourceConfig.parse(props(Map.of(key, value))))
                .hasMessageContaining(key)
                .hasMessageContaining(why);
    }

    /** User interfaces send all that a validation has shown; what has no default, as an empty text or not at all. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, none",
                "mqtt.version, 3.1.1",
                "mqtt.uris, ssl://broker",
                "mqtt.uris, wss://broker/mqtt",
                "mqtt.will.topic, gone",
                "mqtt.qos, 2"
            })
    void takesTheDefaultsThatAFormSendsBack(String key, String value) {
        // Given
        Map<String, String> written = props(key == null ? Map.of() : Map.of(key, value));
        Map<String, String> full = new HashMap<>(written);
        Map<String, String> sparse = new HashMap<>(written);
        for (ConfigValue shown : new MqttSourceConnector().validate(written).configValues()) {
            String text = shown.value() instanceof List<?> list
                    ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                    : Objects.toString(shown.value(), "");
            full.put(shown.name(), text);
            if (shown.value() != null) {
                sparse.put(shown.name(), text);
            }
        }

        // Then
        for (Map<String, String> form : List.of(full, sparse)) {
            assertThat(MqttSourceConfig.parse(form))
                    .usingRecursiveComparison()
                    .ignoringFields("mapper")
                    .isEqualTo(MqttSourceConfig.parse(written));
        }
    }

    @Test
    void takesAnEmptyUserNameForNone() {
        assertThatThrownBy(() -> MqttSourceConfig.parse(
                        props(Map.of("mqtt.version", "3.1.1", "mqtt.username", "", "mqtt.password", "very-secret"))))
                .hasMessageContaining("mqtt.username")
                .hasMessageContaining("no password without a user name");
    }

    @Test
    void namesWhatDoesNotGoWithExactlyOnce() {
        assertThatThrownBy(() -> MqttSourceConfig.parse(props(Map.of(
                        "exactly.once.support", "required", "mqtt.topics", "a/+,a/b", "mqtt.ledger.topic", "x/y"))))
                .hasMessageContaining("mqtt.qos")
                .hasMessageContaining("a/b matches topics that a/+ matches too")
                .hasMessageContaining("mqtt.ledger.topic");
        assertThat(MqttSourceConfig.parse(props(Map.of("exactly.once.support", "REQUIRED", "mqtt.qos", "2")))
                        .guarantee())
                .isEqualTo(new Guarantee.ExactlyOnce("penstock-mqtt-ledger"));
        assertThat(MqttSourceConfig.parse(props(Map.of("exactly.once.support", "requested", "mqtt.qos", "2")))
                        .guarantee())
                .isEqualTo(new Guarantee.AtLeastOnce());
    }

    @ParameterizedTest
    @CsvSource({"transaction.boundary, interval, poll", "mqtt.ledger.topic, positions, kafka.topic too"})
    void saysWhatElseDoesNotGoWithExactlyOnce(String key, String value, String why) {
        assertThatThrownBy(() -> MqttSourceConfig.parse(
                        props(Map.of("exactly.once.support", "required", "mqtt.qos", "2", key, value))))
                .hasMessageContaining(key)
                .hasMessageContaining(why);
        assertThat(MqttSourceConfig.parse(props(Map.of(key, value))).qos()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, requested, true", "2, requested, true", "0, requested, false", "2, required, false"})
    void refusesErrorsToBeToleratedWhereThatWouldLoseMessages(String qos, String support, boolean refused) {
        // Given
        Map<String, String> tolerant =
                props(Map.of("errors.tolerance", "all", "mqtt.qos", qos, "exactly.once.support", support));

        // Then
        if (refused) {
            assertThatThrownBy(() -> MqttSourceConfig.parse(tolerant))
                    .hasMessageContaining("errors.tolerance")
                    .hasMessageContaining("acknowledged to the broker and lost")
                    .hasMessageContaining("errors.parse=raw");
        } else {
            assertThat(MqttSourceConfig.parse(tolerant).qos()).isEqualTo(Integer.parseInt(qos));
        }
        tolerant.put("errors.tolerance", "none");
        assertThat(MqttSourceConfig.parse(tolerant).qos()).isEqualTo(Integer.parseInt(qos));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.1.1", "auto"})
    void wantsAUserNameBesideAPasswordInTheOlderVersion(String version) {
        assertThatThrownBy(() ->
                        MqttSourceConfig.parse(props(Map.of("mqtt.version", version, "mqtt.password", "very-secret"))))
                .hasMessageContaining("mqtt.username")
                .hasMessageNotContaining("very-secret");
    }

    @Test
    void takesThePasswordFromOnePlaceOnly() {
        assertThatThrownBy(() -> MqttSourceConfig.parse(
                        props(Map.of("mqtt.password", "very-secret", "mqtt.password.file", "/run/token"))))
                .hasMessageContaining("mqtt.password.file: it is set, and mqtt.password is too")
                .hasMessageNotContaining("very-secret");
        assertThatThrownBy(() -> MqttSourceConfig.parse(
                        props(Map.of("mqtt.version", "3.1.1", "mqtt.password.file", "/run/token"))))
                .hasMessageContaining("mqtt.username");
        assertThat(MqttSourceConfig.parse(props(Map.of("mqtt.password.file", "/run/token")))
                        .sessions()
                        .get(0)
                        .connect()
                        .password())
                .contains(new Password.InFile(Path.of("/run/token")));
    }

    @Test
    void refusesADelayOfTheWillThatTheOlderVersionCannotAskFor() {
        // Given
        Map<String, String> delayed =
                props(Map.of("mqtt.will.topic", "gone", "mqtt.will.delay.ms", "5000", "mqtt.version", "3.1.1"));

        // Then
        assertThatThrownBy(() -> MqttSourceConfig.parse(delayed))
                .hasMessageContaining("mqtt.will.delay.ms")
                .hasMessageContaining("mqtt.version=5");
        delayed.put("mqtt.version", "5");
        assertThat(MqttSourceConfig.parse(delayed).warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "900000, '', string, fail, '', ",
        "900000, '', bytes, fail, org.apache.kafka.connect.json.JsonConverter, 688128",
        "690000, 1100000, bytes, fail, org.apache.kafka.connect.json.JsonConverter, ",
        "900000, '', json, fail, org.apache.kafka.connect.json.JsonConverter, ",
        "900000, '', json, raw, org.apache.kafka.connect.json.JsonConverter, 688128",
        "688128, '', json, raw, org.apache.kafka.connect.json.JsonConverter, ",
        "900000, '', json, raw, org.apache.kafka.connect.converters.ByteArrayConverter, ",
        "1000000, '', string, fail, '', 917504",
        "1000000, 2000000, string, fail, '', "
    })
    void warnsOfMessagesThatCannotBecomeRecords(
            String packet, String request, String format, String malformed, String converter, String fits) {
        // Given
        Map<String, String> props =
                props(Map.of("mqtt.max.packet.bytes", packet, "value.format", format, "errors.parse", malformed));
        if (!request.isEmpty()) {
            props.put("producer.override.max.request.size", request);
        }
        if (!converter.isEmpty()) {
            props.put("value.converter", converter);
        }

        // When
        List<String> warnings = MqttSourceConfig.parse(props).warnings();

        // Then
        if (fits == null) {
            assertThat(warnings).isEmpty();
        } else {
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .contains("mqtt.max.packet.bytes=" + packet, "mqtt.max.packet.bytes to " + fits);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a.b, a_b, dead, true",
        "a.b, a-b, dead, false",
        "a.b, a.b, dead, false",
        "a, b, a_c, false",
        "a, b.c, b_c, true"
    })
    void warnsOfTopicsThatKafkaDoesNotCreateBesideEachOther(String first, String second, String dead, boolean warned) {
        // When
        List<String> warnings = MqttSourceConfig.parse(props(Map.of(
                        "mqtt.subscriptions", "x,y",
                        "mqtt.subscription.x.filter", "x",
                        "mqtt.subscription.x.kafka.topic", first,
                        "mqtt.subscription.y.filter", "y",
                        "mqtt.subscription.y.kafka.topic", second,
                        "errors.parse", "dlq",
                        "errors.parse.dlq.topic", dead)))
                .warnings();

        // Then
        assertThat(warnings.stream().filter(text -> text.contains("differ in . and _ alone")))
                .hasSize(warned ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"bytes, fail, ByteArrayConverter", "json, raw, JsonConverter", "json, fail,", "string, fail,"})
    void warnsOfTheWorkersConverterWhereBytesMayBeWritten(String format, String malformed, String takesAllValues) {
        // Given
        Map<String, String> props = props(Map.of("value.format", format, "errors.parse", malformed));
        props.remove("value.converter");

        // When
        List<String> warnings = MqttSourceConfig.parse(props).warnings();

        // Then
        assertThat(warnings).hasSize(takesAllValues == null ? 0 : 1);
        assertThat(warnings)
                .allSatisfy(text ->
                        assertThat(text).contains("value.converter is not set", takesAllValues + ", for example"));
    }

    @ParameterizedTest
    @CsvSource({
        "required, 5, always, ",
        "required, 3.1.1, new_subscription, mqtt.version=3.1.1",
        "required, auto, new_subscription, a broker that does not know MQTT 5",
        "required, auto, skip, ",
        "required, 3.1.1, skip, ",
        "required, 5, new_subscription, ",
        "requested, 5, always, "
    })
    void warnsOfRetainedMessagesThatComeAgainWithEachConnection(
            String support, String version, String retained, String why) {
        // When
        List<String> warnings = MqttSourceConfig.parse(props(Map.of(
                        "exactly.once.support",
                        support,
                        "mqtt.qos",
                        "2",
                        "mqtt.version",
                        version,
                        "mqtt.retained",
                        retained)))
                .warnings();

        // Then
        if (why == null) {
            assertThat(warnings).isEmpty();
        } else {
            assertThat(warnings).singleElement().asString().contains(why);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wss://b/mqtt?apikey=very-secret, tpc://c",
                "wss://b/mqtt?X-Amz-Signature=very-secret#x, tcp://c",
                "tcp://b:very-secret"
            })
    void repeatsNothingOfUrisThatCannotBeUsed(String uris) {
        assertThatThrownBy(() -> MqttSourceConfig.parse(props(Map.of("mqtt.uris", uris))))
                .hasMessageContaining("mqtt.uris: the value cannot be used: number ")
                .hasMessageNotContaining("very-secret");
    }

    @Test
    void describesEveryKeyForUserInterfaces() {
        assertThat(MqttKeys.SPEC.keys())
                .allSatisfy(key -> assertThat(List.of(key.doc(), key.display(), key.group()))
                        .doesNotContain(""));
        assertThat(MqttKeys.SPEC.unknownKeyWarnings(Map.of("mqtt.topic", "x")))
                .singleElement()
                .asString()
                .contains("mqtt.topics");
    }

    @Test
    void takesFromTheConnectorsKeysWhatARowDoesNotSay() {
        // Given
        Map<String, String> props = props(Map.of(
                "mqtt.subscriptions", "temperatures, alarms",
                "mqtt.subscription.temperatures.filter", "plant/+/temperature",
                "mqtt.subscription.temperatures.kafka.topic", "temperatures",
                "mqtt.subscription.temperatures.kafka.key", "${mqtt.topic.2}",
                "mqtt.subscription.temperatures.value.format", "JSON",
                "mqtt.subscription.alarms.filter", "$share/g/alarms/#",
                "mqtt.subscription.alarms.qos", "2"));

        // When
        MqttSourceConfig config = MqttSourceConfig.parse(props);

        // Then
        assertThat(config.sessions().get(0).filters())
                .extracting(Object::toString)
                .containsExactly("a/# at QoS 1", "plant/+/temperature at QoS 1", "$share/g/alarms/# at QoS 2");
        assertThat(config.qos()).isEqualTo(2);
        assertThat(config.mapper().routes())
                .extracting(route -> route.filter() + " " + route.template().topic() + " "
                        + route.template().key() + " " + route.template().format())
                .containsExactly(
                        "plant/+/temperature temperatures ${mqtt.topic.2} JSON",
                        "alarms/# positions ${mqtt.topic} BYTES");
        assertThat(MqttKeys.SPEC.unknownKeyWarnings(props)).isEmpty();
    }

    @Test
    void readsOptionsOfSubscriptions() {
        // When
        MqttSourceConfig config = MqttSourceConfig.parse(props(Map.of(
                "mqtt.no.local", "true",
                "mqtt.subscriptions", "row",
                "mqtt.subscription.row.filter", "row",
                "mqtt.subscription.row.no.local", "false",
                "mqtt.subscription.row.id", "7")));

        // Then
        assertThat(config.sessions().get(0).filters())
                .extracting(asked -> asked.filter() + " " + asked.noLocal() + " " + asked.id())
                .contains("row false OptionalInt[7]")
                .allMatch(text -> text.startsWith("row ") || text.endsWith(" true OptionalInt.empty"));
    }

    @Test
    void refusesOptionsThatTheSubscriptionCannotHave() {
        assertThatThrownBy(() -> MqttSourceConfig.parse(props(Map.of(
                        "mqtt.share.group", "g",
                        "mqtt.no.local", "true"))))
                .hasMessageContaining("mqtt.no.local")
                .hasMessageContaining("[MQTT-3.8.3-4]");
        assertThatThrownBy(() -> MqttSourceConfig.parse(props(Map.of(
                        "mqtt.subscriptions", "row",
                        "mqtt.subscription.row.filter", "$share/g/row",
                        "mqtt.subscription.row.no.local", "true",
                        "mqtt.subscription.row.id", "0"))))
                .hasMessageContaining("mqtt.subscription.row.no.local")
                .hasMessageContaining("[MQTT-3.8.3-4]")
                .hasMessageContaining("mqtt.subscription.row.id");
        assertThatThrownBy(() -> MqttSourceConfig.parse(props(Map.of("mqtt.no.local", "perhaps"))))
                .hasMessageContaining("mqtt.no.local");
        assertThatThrownBy(() -> MqttSourceConfig.parse(props(Map.of(
                        "mqtt.version", "3.1.1",
                        "mqtt.no.local", "true",
                        "mqtt.subscriptions", "row",
                        "mqtt.subscription.row.filter", "row",
                        "mqtt.subscription.row.id", "7"))))
                .hasMessageContaining("MQTT 3.1.1 has no such thing")
                .hasMessageContaining("MQTT 3.1.1 has no subscription identifiers");
    }

    @Test
    void readsTemplatesOfEveryPartOfARecord() {
        // When
        MqttSourceConfig config = MqttSourceConfig.parse(props(Map.of(
                "mqtt.topic.pattern", "plant/(?<hall>[^/]+)/.*",
                "kafka.key", "${mqtt.topic.hall}-${mqtt.user.site}",
                "kafka.partition", "${mqtt.topic.2}",
                "kafka.timestamp", "${value.time}",
                "kafka.timestamp.unit", "us",
                "kafka.timestamp.max.ahead.ms", "5000",
                "value.format", "json")));

        // Then
        assertThat(config.mapper().topics()).hasToString("Optional[plant/(?<hall>[^/]+)/.*]");
        assertThat(config.mapper().others().partition()).hasToString("Optional[${mqtt.topic.2}]");
        RecordTimestamp timestamp = config.mapper().others().timestamp().orElseThrow();
        assertThat(timestamp.template()).hasToString("${value.time}");
        assertThat(timestamp.unit()).isEqualTo(TimestampUnit.US);
        assertThat(timestamp.maxAhead()).isEqualTo(Duration.ofSeconds(5));
    }

    /** A message that nobody can put aside is left to Kafka, which may allow what its topic says. */
    @ParameterizedTest
    @CsvSource({"fail, 9223372036854775807", "raw, 3600000"})
    void boundsTimestampsAheadWhereSomethingElseBecomesOfThem(String malformed, long millis) {
        MqttSourceConfig config = MqttSourceConfig.parse(
                props(Map.of("kafka.timestamp", "${value.time}", "value.format", "json", "errors.parse", malformed)));

        assertThat(config.mapper().others().timestamp().orElseThrow().maxAhead())
                .hasMillis(millis);
    }

    @Test
    void namesTheRowWhoseTemplateDoesNotGoWithItsFormat() {
        assertThatThrownBy(() -> MqttSourceConfig.parse(props(Map.of(
                        "value.format", "json",
                        "kafka.key", "${value.id}",
                        "mqtt.topic.pattern", "(?<hall>.*)",
                        "mqtt.subscriptions", "raw,halls",
                        "mqtt.subscription.raw.filter", "raw",
                        "mqtt.subscription.raw.value.format", "bytes",
                        "mqtt.subscription.halls.filter", "halls",
                        "mqtt.subscription.halls.kafka.topic", "${mqtt.topic.room}"))))
                .hasMessageContaining("kafka.key: ${value.id} is a field of a payload that is JSON, and"
                        + " mqtt.subscription.raw.value.format is not json")
                .hasMessageContaining(
                        "mqtt.subscription.halls.kafka.topic: ${mqtt.topic.room}: mqtt.topic.pattern has no group")
                .hasMessageContaining("2 problem(s)");
    }

    @ParameterizedTest
    @CsvSource({
        "no/topic, no legal Kafka topic name",
        "positions, is a kafka.topic too",
        "penstock-mqtt-ledger, is mqtt.ledger.topic too"
    })
    void refusesDeadLetterTopicsThatOthersRead(String topic, String why) {
        assertThatThrownBy(() ->
                        MqttSourceConfig.parse(props(Map.of("errors.parse", "dlq", "errors.parse.dlq.topic", topic))))
                .hasMessageContaining("errors.parse.dlq.topic: \"" + topic + "\"")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({"string, fail, false", "string, raw, true", "json, dlq, true", "bytes, fail, true"})
    void refusesAConverterThatWouldLoseBytes(String format, String onError, boolean refused) {
        // Given
        Map<String, String> props = props(Map.of(
                "value.converter", "org.apache.kafka.connect.storage.StringConverter",
                "value.format", format,
                "errors.parse", onError));
        if (onError.equals("dlq")) {
            props.put("errors.parse.dlq.topic", "dead");
        }

        // Then
        if (refused) {
            assertThatThrownBy(() -> MqttSourceConfig.parse(props)).hasMessageContaining("value.converter");
        } else {
            assertThat(MqttSourceConfig.parse(props).warnings()).isEmpty();
        }
        props.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        assertThat(MqttSourceConfig.parse(props).qos()).isEqualTo(1);
    }

    @Test
    void readsSchemasOfTheConnectorAndOfRows() {
        // Given
        String schema = "{\"properties\":{\"%s\":{\"type\":\"integer\"}}}";
        Map<String, String> props = props(Map.of(
                "value.format", "json",
                "json.schema", "given",
                "json.schema.location", "/etc/schema.json",
                "mqtt.subscriptions", "own,none,inferred,bytes",
                "mqtt.subscription.own.filter", "own",
                "mqtt.subscription.own.json.schema.inline", schema.formatted("own")));
        props.putAll(Map.of(
                "mqtt.subscription.none.filter", "none",
                "mqtt.subscription.none.json.schema", "none",
                "mqtt.subscription.inferred.filter", "inferred",
                "mqtt.subscription.inferred.json.schema", "infer",
                "mqtt.subscription.bytes.filter", "bytes",
                "mqtt.subscription.bytes.value.format", "string"));

        // Then
        assertThat(MqttSourceConfig.parse(props).mapper().routes())
                .extracting(route -> route.template().json().getClass().getSimpleName())
                .startsWith("Given", "Schemaless", "Inferred");
        props.put("json.schema.inline", schema.formatted("general"));
        props.put("mqtt.subscription.own.json.schema.location", "/etc/own.json");
        props.put("mqtt.subscription.bytes.json.schema", "infer");
        assertThatThrownBy(() -> MqttSourceConfig.parse(props))
                .hasMessageContaining("json.schema.location: it is set, and json.schema.inline is too")
                .hasMessageContaining("mqtt.subscription.own.json.schema.location: it is set, and"
                        + " mqtt.subscription.own.json.schema.inline is too")
                .hasMessageContaining("mqtt.subscription.bytes.json.schema: it is set, but"
                        + " mqtt.subscription.bytes.value.format is not json")
                .hasMessageContaining("3 problem(s)");
    }

    @Test
    void saysWhatIsWrongWithASchemaWithoutRepeatingIt() {
        assertThatThrownBy(() -> MqttSourceConfig.parse(props(Map.of(
                        "value.format", "json",
                        "json.schema", "given",
                        "json.schema.inline",
                                "{\"properties\":{\"a\":{\"type\":\"date\",\"title\":\"long story\"}}}"))))
                .hasMessageContaining("json.schema.inline: the value cannot be used: a: there is no type of that name")
                .hasMessageNotContaining("long story");
    }

    @Test
    void takesWhatBecomesOfEmptyPayloadsFromTheRow() {
        // When
        MqttSourceConfig config = MqttSourceConfig.parse(props(Map.of(
                "value.empty", "tombstone",
                "mqtt.subscriptions", "one,two",
                "mqtt.subscription.one.filter", "one/#",
                "mqtt.subscription.one.value.empty", "payload",
                "mqtt.subscription.two.filter", "two/#")));

        // Then
        assertThat(config.mapper().routes())
                .extracting(route -> route.template().empty())
                .containsExactly(EmptyPayload.PAYLOAD, EmptyPayload.TOMBSTONE);
        assertThat(MqttSourceConfig.parse(props(Map.of())).mapper().others().empty())
                .isEqualTo(EmptyPayload.AUTO);
    }

    @Test
    void needsNoTopicsBesideRows() {
        // Given
        Map<String, String> props = props(Map.of("mqtt.subscriptions", "all", "mqtt.subscription.all.filter", "#"));
        props.remove("mqtt.topics");

        // Then
        assertThat(MqttSourceConfig.parse(props).sessions().get(0).filters()).hasSize(1);
        props.remove("mqtt.subscriptions");
        props.remove("mqtt.subscription.all.filter");
        assertThatThrownBy(() -> MqttSourceConfig.parse(props))
                .hasMessageContaining("[PEN-102] mqtt.topics: nothing is subscribed to")
                .hasMessageContaining("mqtt.subscriptions");
    }

    @Test
    void namesEveryProblemOfEveryRowAtOnce() {
        assertThatThrownBy(() -> MqttSourceConfig.parse(props(Map.of(
                        "mqtt.subscriptions", "one,two,three",
                        "mqtt.subscription.one.filter", "plant/#/x",
                        "mqtt.subscription.one.qos", "3",
                        "mqtt.subscription.two.kafka.topic", "no/topic",
                        "mqtt.subscription.two.value.format", "xml",
                        "mqtt.subscription.three.filter", "a/b",
                        "mqtt.subscription.three.kafka.key", "${mqtt.topik}",
                        "mqtt.subscription.three.clientid", "x",
                        "mqtt.subscription.tree.filter", "y"))))
                .hasMessageContaining("mqtt.subscription.one.filter: \"plant/#/x\" cannot be used: # stands alone")
                .hasMessageContaining("mqtt.subscription.one.qos: \"3\" cannot be used")
                .hasMessageContaining("mqtt.subscription.two.filter: it is required")
                .hasMessageContaining("mqtt.subscription.two.kafka.topic: \"no/topic\" is no legal Kafka topic name")
                .hasMessageContaining("mqtt.subscription.two.value.format")
                .hasMessageContaining("mqtt.subscription.three.filter: a/b matches topics that a/# matches too")
                .hasMessageContaining("mqtt.subscription.three.kafka.key")
                .hasMessageContaining(
                        "mqtt.subscription.three.clientid: a row has no such key. Use one of filter, qos,")
                .hasMessageContaining("mqtt.subscription.tree.filter: mqtt.subscriptions has no row of that name");
    }

    @ParameterizedTest
    @CsvSource({"'a/+,a/b', a/b", "'$share/g/a,$share/h/+', $share/h/+", "'x,#', #"})
    void refusesFiltersThatMatchTheSameTopics(String filters, String second) {
        assertThatThrownBy(() -> MqttSourceConfig.parse(props(Map.of("mqtt.topics", filters))))
                .hasMessageContaining("[PEN-103] mqtt.topics: " + second + " matches topics that ");
    }

    @Test
    void wantsQosTwoOfEachRowForExactlyOnce() {
        // Given
        Map<String, String> props = props(Map.of(
                "exactly.once.support", "required",
                "mqtt.qos", "2",
                "mqtt.subscriptions", "low",
                "mqtt.subscription.low.filter", "low",
                "mqtt.subscription.low.qos", "1",
                "mqtt.subscription.low.kafka.topic", "penstock-mqtt-ledger"));

        // Then
        assertThat(MqttSourceConfig.againstExactlyOnce(props)).isPresent();
        assertThatThrownBy(() -> MqttSourceConfig.parse(props))
                .hasMessageContaining("mqtt.subscription.low.qos: it is not 2")
                .hasMessageContaining("mqtt.ledger.topic: \"penstock-mqtt-ledger\" is a kafka.topic too")
                .hasMessageNotContaining(" mqtt.qos:");
        props.put("mqtt.subscription.low.qos", "2");
        assertThat(MqttSourceConfig.againstExactlyOnce(props)).isEmpty();
    }

    @Test
    void passesOverValuesOfRowsThatAreNotResolvedYetInValidationOnly() {
        // Given
        Map<String, String> props = props(Map.of(
                "mqtt.subscriptions", "one",
                "mqtt.subscription.one.filter", "${file:f:x}",
                "mqtt.subscription.one.qos", "${file:f:y}"));

        // Then
        assertThat(MqttSourceConfig.validate(props).configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
        assertThatThrownBy(() -> MqttSourceConfig.parse(props)).hasMessageContaining("mqtt.subscription.one.qos");
    }

    private static Map<String, String> props(Map<String, String> more) {
        Map<String, String> props = new HashMap<>(Map.of(
                "name", "city",
                "mqtt.uris", "tcp://broker",
                "mqtt.topics", "a/#",
                "kafka.topic", "positions",
                "value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"));
        props.putAll(more);
        return props;
    }
}
