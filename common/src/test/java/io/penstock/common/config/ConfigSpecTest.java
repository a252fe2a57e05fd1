package io.penstock.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.CommonError;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ConfigSpecTest {

    private static final Key<URI> URL =
            Key.parsed("url", URI::create, "a URL").doc("Where.").required();
    private static final Key<Secret> PASSWORD =
            Key.secret("password").doc("The secret.").optional();
    private static final Key<Integer> SIZE = Key.integer("batch.records", 1, 5_000)
            .doc("How many.")
            .group("Writes")
            .defaultsTo("3000");
    private static final Key<Duration> WAIT = Key.millis("wait.ms", Duration.ZERO, Duration.ofHours(1))
            .doc("How long.")
            .defaultsTo("100");
    private static final Key<List<String>> COLUMNS =
            Key.list("columns").doc("Which.").defaultsTo("");
    private static final Key<Boolean> CREATE =
            Key.bool("auto.create").doc("Whether.").defaultsTo("true");
    private static final Key<DeliveryGuarantee> GUARANTEE = Key.oneOf("delivery.guarantee", DeliveryGuarantee.class)
            .doc("What.")
            .defaultsTo("exactly_once");
    private static final Key<ZoneId> ZONE =
            Key.parsed("zone", ZoneId::of, "a time zone").doc("Where on earth.").optional();

    private static final ConfigSpec SPEC = ConfigSpec.builder("test sink")
            .keys(URL, PASSWORD, SIZE, WAIT, COLUMNS, CREATE, GUARANTEE, ZONE)
            .peer("connection.password", "password", "")
            .peer("insert.mode", "", "Every row is written once.")
            .peerPrefix("aws.", "s3.*", "")
            .passThrough("driver.")
            .build();

    private static Map<String, String> minimal() {
        Map<String, String> props = new HashMap<>();
        props.put("name", "orders");
        props.put("url", "http://localhost");
        return props;
    }

    private static Map<String, String> minimal(String key, String value) {
        Map<String, String> props = minimal();
        props.put(key, value);
        return props;
    }

    private static List<String> errors(Config config, String key) {
        return value(config, key).errorMessages();
    }

    private static ConfigValue value(Config config, String key) {
        return config.configValues().stream()
                .filter(value -> value.name().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static ConfigDef.ConfigKey defined(ConfigDef def, String name) {
        return Objects.requireNonNull(def.configKeys().get(name), name);
    }

    private static String refuse(String text) {
        throw new IllegalArgumentException("it has a colon");
    }

    private static void noCrossChecks(Values values, Problems problems) {}

    @Nested
    class Reading {

        @Test
        void givesDefaultsInTheirTypes() {
            // Given
            Problems problems = new Problems();

            // When
            Values values = SPEC.read(minimal(), problems);

            // Then
            assertThat(problems.isEmpty()).isTrue();
            assertThat(values.get(URL)).isEqualTo(URI.create("http://localhost"));
            assertThat(values.get(SIZE)).isEqualTo(3000);
            assertThat(values.get(WAIT)).isEqualTo(Duration.ofMillis(100));
            assertThat(values.get(COLUMNS)).isEmpty();
            assertThat(values.get(CREATE)).isTrue();
            assertThat(values.get(GUARANTEE)).isEqualTo(DeliveryGuarantee.EXACTLY_ONCE);
            assertThat(values.find(PASSWORD)).isEmpty();
            assertThat(values.find(ZONE)).isEmpty();
        }

        @Test
        void trimsAndIgnoresCaseWhereItMeansNothing() {
            // Given
            Map<String, String> props = minimal();
            props.put("batch.records", " 7 ");
            props.put("columns", " a, b ,,c ");
            props.put("auto.create", "FALSE");
            props.put("delivery.guarantee", "At_Least_Once");
            props.put("password", " with blanks ");

            // When
            Values values = SPEC.read(props, new Problems());

            // Then
            assertThat(values.get(SIZE)).isEqualTo(7);
            assertThat(values.get(COLUMNS)).containsExactly("a", "b", "c");
            assertThat(values.get(CREATE)).isFalse();
            assertThat(values.get(GUARANTEE)).isEqualTo(DeliveryGuarantee.AT_LEAST_ONCE);
            assertThat(values.get(PASSWORD).reveal()).isEqualTo(" with blanks ");
        }

        @Test
        void reportsAllFaultsAtOnce() {
            // Given
            Problems problems = new Problems();
            Map<String, String> props = Map.of(
                    "batch.records", "9000",
                    "wait.ms", "soon",
                    "auto.create", "maybe",
                    "delivery.guarantee", "twice",
                    "zone", "Europe/Nowhere",
                    "insert.mode", "upsert",
                    "aws.region", "eu-north-1");

            // When
            SPEC.read(props, problems);

            // Then
            assertThat(problems.all())
                    .extracting(Problems.Problem::key)
                    .containsExactlyInAnyOrder(
                            "url",
                            "batch.records",
                            "wait.ms",
                            "auto.create",
                            "delivery.guarantee",
                            "zone",
                            "insert.mode",
                            "aws.region");
            assertThatThrownBy(() -> problems.throwIfAny("test sink"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("8 problem(s)")
                    .hasMessageContaining("[PEN-102] url: it is required. Use a URL.")
                    .hasMessageContaining(
                            "[PEN-101] batch.records: \"9000\" cannot be used: it is not a whole number from"
                                    + " 1 to 5000. Use a whole number from 1 to 5000.")
                    .hasMessageContaining("wait.ms: \"soon\" cannot be used: it is not a whole number.")
                    .hasMessageContaining("(milliseconds)")
                    .hasMessageContaining("it is neither true nor false")
                    .hasMessageContaining("one of exactly_once, at_least_once")
                    .hasMessageContaining("Europe/Nowhere")
                    .hasMessageContaining("[PEN-104] insert.mode: the test sink has no such key. Remove it. Every row")
                    .hasMessageContaining("[PEN-104] aws.region: the test sink has no such key. Use s3.*.");
        }

        @Test
        void parsesAProvidersReferenceAsItStands() {
            // Given
            Problems problems = new Problems();

            // When
            SPEC.read(minimal("batch.records", "${file:/x:key}"), problems);

            // Then
            assertThat(problems.concerns("batch.records")).isTrue();
        }

        @Test
        void takesABlankForAbsent() {
            // Given
            Map<String, String> props = minimal("batch.records", "  ");
            props.put("url", "");
            Problems problems = new Problems();

            // When
            Values values = SPEC.read(props, problems);

            // Then
            assertThat(values.get(SIZE)).isEqualTo(3000);
            assertThat(problems.all()).extracting(Problems.Problem::code).containsExactly(CommonError.MISSING_VALUE);
        }

        @Test
        void refusesToGiveAValueThatIsFaulty() {
            // Given
            Values values = SPEC.read(minimal("batch.records", "x"), new Problems());

            // When / Then
            assertThat(values.find(SIZE)).isEmpty();
            assertThatThrownBy(() -> values.get(SIZE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("batch.records");
        }

        @Test
        void handsOnWhatIsPassedThrough() {
            // Given
            Map<String, String> props = minimal("driver.ssl", "true");
            props.put("driver.null", null);

            // When
            Values values = SPEC.read(props, new Problems());

            // Then
            assertThat(values.originalsWithPrefix("driver.")).isEqualTo(Map.of("ssl", "true"));
            assertThat(values.original("name")).contains("orders");
            assertThat(values.original("topics")).isEmpty();
        }
    }

    @Nested
    class Validating {

        @Test
        void showsEachFaultUnderItsKeyAndRunsTheCrossChecks() {
            // Given
            Map<String, String> props = minimal("batch.records", "0");
            AtomicReference<Boolean> sawFaulty = new AtomicReference<>();

            // When
            Config config = SPEC.validate(props, (values, problems) -> {
                sawFaulty.set(values.find(SIZE).isPresent());
                problems.add("wait.ms", "100 is too short for this url", "Raise it.");
            });

            // Then
            assertThat(sawFaulty).hasValue(false);
            assertThat(errors(config, "batch.records"))
                    .singleElement()
                    .asString()
                    .contains("PEN-101");
            assertThat(errors(config, "wait.ms"))
                    .containsExactly("[PEN-103] wait.ms: 100 is too short for this url. Raise it.");
            assertThat(errors(config, "url")).isEmpty();
        }

        @Test
        void skipsValuesThatAProviderHasNotResolvedYet() {
            // Given
            Map<String, String> props = new HashMap<>();
            props.put("url", "${vault:secret/db:url}");
            props.put("batch.records", "${file:/x:key}");
            props.put("password", "${env:PASSWORD}");
            props.put("zone", "${dir:/run:zone}");

            // When
            Config config = SPEC.validate(props, (values, problems) -> {
                assertThat(values.find(URL)).isEmpty();
                assertThat(values.find(SIZE)).isEmpty();
                assertThat(values.find(PASSWORD)).isEmpty();
            });

            // Then
            assertThat(config.configValues())
                    .allSatisfy(value ->
                            assertThat(value.errorMessages()).as(value.name()).isEmpty());
        }

        @Test
        void takesATemplateWithAColonForAFaultAndNotForAProvider() {
            // Given
            Key<String> path = Key.parsed("path", ConfigSpecTest::refuse, "a template")
                    .doc("Where to.")
                    .optional();
            ConfigSpec spec = ConfigSpec.builder("test sink").keys(path).build();

            // When
            Config config = spec.validate(Map.of("path", "${timestamp|HH:mm}"), ConfigSpecTest::noCrossChecks);

            // Then
            assertThat(errors(config, "path")).singleElement().asString().contains("it has a colon");
        }

        @Test
        void reportsAPeersKeyWithoutItsValue() {
            // Given
            Map<String, String> props = minimal("connection.password", "hunter2");
            props.put("aws.secret.access.key", "hunter3");

            // When
            Config config = SPEC.validate(props, ConfigSpecTest::noCrossChecks);

            // Then
            assertThat(errors(config, "connection.password"))
                    .containsExactly("[PEN-104] connection.password: the test sink has no such key. Use password.");
            assertThat(errors(config, "aws.secret.access.key")).hasSize(1);
            assertThat(config.configValues().toString()).doesNotContain("hunter");
        }

        @Test
        void offersTheChoices() {
            // When
            Config config = SPEC.validate(minimal(), ConfigSpecTest::noCrossChecks);

            // Then
            assertThat(value(config, "delivery.guarantee").recommendedValues())
                    .containsExactly("exactly_once", "at_least_once");
            assertThat(value(config, "auto.create").recommendedValues()).containsExactly("true", "false");
        }
    }

    @Nested
    class Secrecy {

        @Test
        void keepsSecretsOutOfEverythingThatPrints() {
            // Given
            Map<String, String> props = minimal("password", "hunter2");

            // When
            Config config = SPEC.validate(props, ConfigSpecTest::noCrossChecks);
            Values values = SPEC.read(props, new Problems());

            // Then
            assertThat(config.configValues().toString()).doesNotContain("hunter2");
            assertThat(value(config, "password").value()).hasToString("[hidden]");
            assertThat(values.get(PASSWORD)).hasToString("[hidden]").isEqualTo(Secret.of("hunter2"));
            assertThat(values.get(PASSWORD).hashCode())
                    .isEqualTo(Secret.of("hunter2").hashCode());
        }

        @Test
        void quotesNoValueThatMayHaveSecretsAnywhere() {
            // Given
            Key<String> uris = Key.parsed("uris", ConfigSpecTest::none, "URIs")
                    .doc("Where.")
                    .unquoted()
                    .required();
            Problems problems = new Problems();

            // When
            ConfigSpec.builder("test").keys(uris).build().read(Map.of("uris", "http://a?key=hunter2"), problems);

            // Then
            assertThat(problems.all())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.message())
                            .contains("uris: the value cannot be used: number 1 is none")
                            .doesNotContain("hunter2"));
        }

        @Test
        void keepsCredentialsInUrlsOutOfMessages() {
            // Given
            Problems problems = new Problems();

            // When
            SPEC.read(
                    Map.of("url", "jdbc:x://me:hunter2@host/db name?user=u&password=hunter3&sslpassword=hunter4"),
                    problems);

            // Then
            assertThat(problems.all())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.message())
                            .contains(
                                    "url: \"jdbc:x://me:[hidden]@host/db name?user=u&password=[hidden]&sslpassword=[hidden]\"")
                            .doesNotContain("hunter"));
        }
    }

    @Nested
    class TheConfigDef {

        @Test
        void showsEveryKeyAsConnectsRestDoes() {
            // Given: what Connect's herder makes of a definition and of a validation
            ConfigDef def = SPEC.configDef();
            Map<String, String> props = minimal("password", "hunter2");
            props.put("columns", " a , b");
            props.put("batch.records", "not a number");

            // When
            Config config = SPEC.validate(props, ConfigSpecTest::noCrossChecks);

            // Then
            assertThat(def.configKeys().keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            SPEC.keys().stream().map(Key::name).toList());
            for (ConfigValue value : config.configValues()) {
                ConfigDef.Type type = defined(def, value.name()).type;
                assertThatCode(() -> ConfigDef.convertToString(value.value(), type))
                        .as(value.name())
                        .doesNotThrowAnyException();
                for (Object choice : value.recommendedValues()) {
                    ConfigDef.Type shownAs = type == ConfigDef.Type.LIST ? ConfigDef.Type.STRING : type;
                    assertThat(ConfigDef.convertToString(choice, shownAs)).isNotNull();
                }
            }
            assertThat(ConfigDef.convertToString(value(config, "columns").value(), ConfigDef.Type.LIST))
                    .isEqualTo("a,b");
            assertThat(ConfigDef.convertToString(value(config, "password").value(), ConfigDef.Type.PASSWORD))
                    .isEqualTo("[hidden]");
        }

        @Test
        void holdsDefaultsThatConnectCanPrintAgain() {
            // Given
            ConfigDef def = SPEC.configDef();

            // When
            Map<String, Object> defaults = def.defaultValues();

            // Then
            assertThat(defaults).containsEntry("batch.records", 3000).containsEntry("wait.ms", 100L);
            assertThat(defined(def, "url").defaultValue).isEqualTo(ConfigDef.NO_DEFAULT_VALUE);
            assertThat(def.configKeys().values()).allSatisfy(key -> {
                if (!ConfigDef.NO_DEFAULT_VALUE.equals(key.defaultValue)) {
                    assertThatCode(() -> ConfigDef.convertToString(key.defaultValue, key.type))
                            .doesNotThrowAnyException();
                }
            });
        }

        @Test
        void groupsAndOrdersKeysAndRecommendsChoices() {
            // When
            ConfigDef def = SPEC.configDef();

            // Then
            ConfigDef.ConfigKey size = defined(def, "batch.records");
            assertThat(size.group).isEqualTo("Writes");
            assertThat(size.orderInGroup).isEqualTo(1);
            assertThat(defined(def, "wait.ms").orderInGroup).isEqualTo(3);
            assertThat(defined(def, "auto.create").recommender.validValues("auto.create", Map.of()))
                    .containsExactly("true", "false");
            assertThat(defined(def, "auto.create").recommender.visible("auto.create", Map.of()))
                    .isTrue();
            assertThatCode(def::toHtml).doesNotThrowAnyException();
            assertThatCode(def::toEnrichedRst).doesNotThrowAnyException();
        }
    }

    @Nested
    class UnknownKeys {

        @Test
        void areNamedBesideTheNearestKnownOne() {
            // Given
            Map<String, String> props = minimal("batch.record", "1");
            props.put("task.max", "4");
            props.put("confluent.license", "x");

            // When
            List<String> warnings = SPEC.unknownKeyWarnings(props);

            // Then
            assertThat(warnings)
                    .containsExactly(
                            "unknown key \"batch.record\" has no effect: did you mean \"batch.records\"?",
                            "unknown key \"confluent.license\" has no effect",
                            "unknown key \"task.max\" has no effect: did you mean \"tasks.max\"?");
        }

        @Test
        void areNotWhatTheFrameworkAPeerOrADriverReads() {
            // Given
            Map<String, String> props = minimal("driver.ssl", "true");
            props.put("connector.class", "X");
            props.put("transforms.route.type", "Y");
            props.put("errors.deadletterqueue.topic.name", "dlq");
            props.put("consumer.override.max.poll.records", "5000");
            props.put("value.converter.schemas.enable", "false");
            props.put("insert.mode", "upsert");
            props.put("aws.region", "eu-north-1");

            // When
            List<String> warnings = SPEC.unknownKeyWarnings(props);

            // Then
            assertThat(warnings).isEmpty();
        }
    }

    private static String none(String text) {
        throw new IllegalArgumentException("number 1 is none");
    }
}
