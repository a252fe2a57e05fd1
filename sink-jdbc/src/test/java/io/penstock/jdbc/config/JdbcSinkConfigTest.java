package io.penstock.jdbc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.config.Key;
import io.penstock.jdbc.JdbcSinkConnector;
import io.penstock.jdbc.schema.TableId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcSinkConfigTest {

    private static Map<String, String> props(String... overrides) {
        Map<String, String> props = new HashMap<>();
        props.put("name", "sink");
        props.put("connection.url", "jdbc:postgresql://db:5432/shop?password=hunter2");
        for (int i = 0; i < overrides.length; i += 2) {
            props.put(overrides[i], overrides[i + 1]);
        }
        return props;
    }

    private static List<String> errors(Map<String, String> props, String key) {
        Config config = new JdbcSinkConnector().validate(props);
        return config.configValues().stream()
                .filter(value -> value.name().equals(key))
                .map(ConfigValue::errorMessages)
                .findFirst()
                .orElse(List.of());
    }

    @Test
    void aUrlIsEnough() {
        // When
        JdbcSinkConfig config = JdbcSinkConfig.parse(props());
        // Then
        assertThat(config.insertMode()).isEqualTo(InsertMode.INSERT);
        assertThat(config.rows().keyMode()).isEqualTo(new KeyMode.None());
        assertThat(config.ledger().id()).isEqualTo("sink");
        assertThat(config.ledger().table()).isEqualTo(new TableId(Optional.empty(), "penstock_offsets"));
        assertThat(config.batch()).isEqualTo(new BatchSettings(10_000, 32L << 20, Duration.ofSeconds(1)));
        assertThat(config.retry().timeout()).isEmpty();
    }

    @Test
    void printsNoSecrets() {
        // When
        JdbcSinkConfig config = JdbcSinkConfig.parse(props("connection.password", "s3cret"));
        // Then
        assertThat(config.toString()).doesNotContain("hunter2").doesNotContain("s3cret");
    }

    @Test
    void tellsAllProblemsAtOnce() {
        // Given
        Map<String, String> props = props(
                "connection.url",
                "postgresql://db",
                "insert.mode",
                "upsert",
                "delete.enabled",
                "true",
                "batch.size",
                "3000",
                "flush.interval.ms",
                "soon",
                "table.name.format",
                "${topik}");
        // When
        assertThatThrownBy(() -> JdbcSinkConfig.parse(props))
                // Then
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("jdbc:postgresql:")
                .hasMessageContaining("insert.mode=upsert needs one")
                .hasMessageContaining("pk.mode=record_key, or delete.enabled=false")
                .hasMessageContaining("batch.max.rows")
                .hasMessageContaining("soon")
                .hasMessageContaining("topik")
                .hasMessageContaining("6 problem(s)");
    }

    @Test
    void checksKeyFieldsAgainstTheKeyMode() {
        assertThat(errors(props("pk.mode", "kafka", "pk.fields", "a,b"), "pk.fields"))
                .singleElement()
                .asString()
                .contains("three");
        assertThat(errors(props("pk.mode", "record_value"), "pk.fields")).hasSize(1);
        assertThat(errors(props("pk.fields", "id"), "pk.fields")).hasSize(1);
        assertThat(errors(props("pk.mode", "record_key", "pk.fields", "id,id"), "pk.fields"))
                .hasSize(1);
        assertThat(errors(props("pk.mode", "kafka"), "pk.fields")).isEmpty();
        assertThat(errors(props("pk.mode", "record_key"), "pk.fields")).isEmpty();
    }

    @Test
    void checksTheInsertModeAgainstTheKeyMode() {
        assertThat(errors(props("insert.mode", "update"), "pk.mode"))
                .singleElement()
                .asString()
                .contains("insert.mode=update needs one");
        assertThat(errors(props("insert.mode", "update", "pk.mode", "kafka"), "pk.mode"))
                .singleElement()
                .asString()
                .contains("never find a row");
        assertThat(errors(props("insert.mode", "insert_ignore"), "pk.mode")).isEmpty();
    }

    @Test
    void deleteEnabledIsTheOldNameOfTombstones() {
        assertThat(JdbcSinkConfig.parse(props("delete.enabled", "true", "pk.mode", "record_key"))
                        .rows()
                        .deletes())
                .isEqualTo(new DeleteRule.Remove(Optional.empty()));
        assertThat(JdbcSinkConfig.parse(props()).rows().deletes()).isEqualTo(new DeleteRule.Never());
        assertThat(errors(props("delete.enabled", "true", "delete.mode", "none"), "delete.enabled"))
                .singleElement()
                .asString()
                .contains("contradicts delete.mode=none");
        assertThat(errors(
                        props("delete.enabled", "false", "delete.mode", "tombstone", "pk.mode", "record_key"),
                        "delete.enabled"))
                .isEmpty(); // a form sends it back
    }

    @Test
    void deletesAreIgnoredByNameOnly() {
        for (String key : List.of("none", "kafka", "record_key")) {
            assertThat(JdbcSinkConfig.parse(props("delete.mode", "ignore", "pk.mode", key))
                            .rows()
                            .deletes())
                    .isEqualTo(new DeleteRule.Ignore());
        }
        assertThat(errors(props("delete.mode", "ignore", "delete.enabled", "false"), "delete.enabled"))
                .isEmpty();
        assertThat(errors(
                        props("delete.mode", "ignore", "delete.enabled", "true", "pk.mode", "record_key"),
                        "delete.enabled"))
                .singleElement()
                .asString()
                .contains("contradicts delete.mode=ignore");
        assertThat(errors(props("delete.mode", "ignore", "delete.field", "gone"), "delete.field"))
                .hasSize(1);
    }

    /** User interfaces send all that a validation has shown; what has no default, as an empty text or not at all. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "insert.mode=insert",
                "insert.mode=insert_ignore pk.mode=record_key",
                "insert.mode=update pk.mode=record_value pk.fields=id delete.mode=field delete.field=gone",
                "insert.mode=upsert pk.mode=record_key delete.mode=tombstone schema.evolution=add",
                "insert.mode=upsert pk.mode=record_key delete.mode=soft unknown.fields=evolve",
                "record.format=json_column",
                "record.format=debezium insert.mode=upsert pk.mode=record_key delete.enabled=true auto.evolve=true",
                "connection.provider.class=io.penstock.jdbc.CredentialsIT$FromFile",
                "table.name.format=${topic.1} table.name.topic.pattern=(.*)",
                "delivery.guarantee=at_least_once"
            })
    void takesTheDefaultsThatAFormSendsBack(String chosen) {
        // Given
        Map<String, String> written = props(chosen.split("[ =]"));
        Map<String, String> full = new HashMap<>(written);
        Map<String, String> sparse = new HashMap<>(written);
        for (ConfigValue value : new JdbcSinkConnector().validate(written).configValues()) {
            String text = value.value() instanceof List<?> list
                    ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                    : Objects.toString(value.value(), "");
            full.put(value.name(), text);
            if (value.value() != null) {
                sparse.put(value.name(), text);
            }
        }

        // Then
        for (Map<String, String> form : List.of(full, sparse)) {
            form.put("connection.url", written.get("connection.url"));
            assertThat(JdbcSinkConfig.parse(form))
                    .hasToString(JdbcSinkConfig.parse(written).toString());
        }
    }

    @Test
    void propertiesOfTheDriverAreNotShownAndNoLogin() {
        // Given
        Map<String, String> props = props("driver.sslpassword", "s3cret", "driver.ssl", "true");
        // When
        JdbcSinkConfig config = JdbcSinkConfig.parse(props);
        // Then
        assertThat(config.connection().driver().values()).containsEntry("sslpassword", "s3cret");
        assertThat(config.toString()).contains("sslpassword").doesNotContain("s3cret");
        assertThat(JdbcSinkConfig.SPEC.unknownKeyWarnings(props)).isEmpty();
        assertThat(errors(props("driver.password", "s3cret"), "driver.password"))
                .singleElement()
                .asString()
                .contains("connection.password")
                .doesNotContain("s3cret");
    }

    @Test
    void checksTheDeleteModeAgainstKeysFieldsAndInsertMode() {
        assertThat(errors(props("delete.mode", "tombstone", "pk.mode", "kafka"), "delete.mode"))
                .hasSize(1);
        assertThat(errors(props("delete.mode", "field", "delete.field", "op"), "delete.mode"))
                .hasSize(1);
        assertThat(errors(props("delete.mode", "field", "pk.mode", "record_key"), "delete.field"))
                .hasSize(1);
        assertThat(errors(props("delete.field", "op"), "delete.field")).hasSize(1);
        assertThat(errors(props("delete.mode", "soft", "pk.mode", "record_key"), "delete.mode"))
                .singleElement()
                .asString()
                .contains("upsert or update");
        assertThat(errors(
                        props(
                                "delete.mode",
                                "soft",
                                "insert.mode",
                                "upsert",
                                "pk.mode",
                                "record_value",
                                "pk.fields",
                                "id"),
                        "delete.field"))
                .hasSize(1);
        assertThat(errors(
                        props(
                                "delete.mode",
                                "soft",
                                "insert.mode",
                                "upsert",
                                "pk.mode",
                                "record_value",
                                "pk.fields",
                                "id",
                                "delete.field",
                                "meta.op"),
                        "delete.field"))
                .isEmpty();
    }

    @Test
    void aDeleteOfDebeziumHasItsKeyInTheValueToo() {
        for (String mode : List.of("tombstone", "soft")) {
            Map<String, String> props =
                    props("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id", "delete.mode", mode);
            String key = mode.equals("soft") ? "delete.field" : "delete.mode";
            assertThat(errors(props, key)).hasSize(1);
            props.put("record.format", "debezium");
            assertThat(errors(props, key)).isEmpty();
        }
    }

    @Test
    void aKeyWithoutAValueIsNoAnswerToTheChecksOfDeletes() {
        assertThat(errors(props("delete.mode", "field", "delete.field", "", "pk.mode", "record_key"), "delete.field"))
                .hasSize(1);
        assertThat(errors(
                        props(
                                "delete.mode",
                                "soft",
                                "insert.mode",
                                "upsert",
                                "pk.mode",
                                "record_value",
                                "pk.fields",
                                "id",
                                "delete.field",
                                ""),
                        "delete.field"))
                .hasSize(1);
        assertThat(errors(props("delete.mode", "", "delete.enabled", "true", "pk.mode", "kafka"), "delete.enabled"))
                .hasSize(1);
        assertThat(errors(props("delete.field", ""), "delete.field")).isEmpty();
        assertThat(errors(
                        props("delete.mode", "tombstone", "delete.enabled", "", "pk.mode", "record_key"),
                        "delete.enabled"))
                .isEmpty();
    }

    @Test
    void checksWhatHasNoEffectWithTheRecordFormat() {
        assertThat(errors(props("record.format", "struct", "truncate.enabled", "true"), "truncate.enabled"))
                .hasSize(1);
        assertThat(errors(props("truncate.enabled", "true"), "truncate.enabled"))
                .isEmpty();
        assertThat(errors(props("record.format", "json_column", "fields.include", "a"), "fields.include"))
                .hasSize(1);
        assertThat(errors(props("record.format", "avro"), "record.format")).hasSize(1);
    }

    @Test
    void checksTheNamesOfColumns() {
        assertThat(errors(props("fields.include", "a,b", "fields.exclude", "b"), "fields.exclude"))
                .hasSize(1);
        assertThat(errors(props("fields.rename", "a"), "fields.rename"))
                .singleElement()
                .asString()
                .contains("field:column");
        assertThat(errors(props("metadata.columns", "key"), "metadata.columns")).hasSize(1);
        assertThat(errors(props("pk.mode", "record_header"), "pk.fields")).hasSize(1);
        assertThat(errors(props("pk.mode", "record_value", "pk.fields", "a..b"), "pk.fields"))
                .hasSize(1);
        assertThat(errors(
                        props("pk.mode", "record_header", "pk.fields", "id", "delete.mode", "tombstone"),
                        "delete.mode"))
                .isEmpty();
    }

    @Test
    void refusesWhatTheDatabaseIsNotAskedToDo() {
        Map<String, String> widen = props("schema.evolution", "widen");
        Map<String, String> skip = props(
                "insert.mode", "upsert", "pk.mode", "record_key", "pk.fields", "id", "upsert.skip.unchanged", "true");
        for (String url : List.of("jdbc:postgresql://db/x", "jdbc:mariadb://db/x", "jdbc:mysql://db/x", "jdbc:h2:x")) {
            widen.put("connection.url", url);
            skip.put("connection.url", url);
            assertThat(errors(widen, "schema.evolution")).isEmpty();
            assertThat(errors(skip, "upsert.skip.unchanged")).isEmpty();
        }
        for (String url : List.of("jdbc:sqlite:x", "jdbc:hsqldb:mem:x")) {
            widen.put("connection.url", url);
            assertThat(errors(widen, "schema.evolution")).hasSize(1);
            widen.put("schema.evolution", "add");
            assertThat(errors(widen, "schema.evolution")).isEmpty();
            widen.put("schema.evolution", "widen");
        }
        skip.put("connection.url", "jdbc:sqlite:x");
        assertThat(errors(skip, "upsert.skip.unchanged")).isEmpty();
        skip.put("connection.url", "jdbc:hsqldb:mem:x");
        assertThat(errors(skip, "upsert.skip.unchanged")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db/x, 'copy,unnest,multirow,batch', bulk",
        "jdbc:mariadb://db/x, 'bulk,multirow,batch', copy",
        "jdbc:mysql://db/x, 'multirow,batch', bulk",
        "jdbc:h2:x, 'multirow,batch', unnest",
        "jdbc:sqlite:x, 'multirow,batch', copy",
        "jdbc:hsqldb:mem:x, 'multirow,batch', bulk"
    })
    void knowsInWhichWaysADatabaseTakesRows(String url, String methods, String foreign) {
        for (String method : ("auto," + methods).split(",", -1)) {
            assertThat(errors(props("connection.url", url, "write.method", method), "write.method"))
                    .isEmpty();
        }
        assertThat(errors(props("connection.url", url, "write.method", foreign), "write.method"))
                .singleElement()
                .asString()
                .contains(foreign + " is no way")
                .contains(methods.replace(",", ", "))
                .contains("or auto, which is ");
    }

    @Test
    void refusesTwoSourcesForOneColumn() {
        assertThat(errors(props("pk.mode", "kafka", "metadata.columns", "topic,timestamp"), "metadata.columns"))
                .singleElement()
                .asString()
                .contains("__connect_topic")
                .contains("pk.mode=kafka");
        assertThat(errors(props("pk.mode", "kafka", "pk.fields", "t,p,o", "metadata.columns", "topic"), "pk.fields"))
                .isEmpty();
        assertThat(errors(
                        props("pk.mode", "record_value", "pk.fields", "id", "metadata.columns", "offset:id"),
                        "metadata.columns"))
                .hasSize(1);
        assertThat(errors(
                        props(
                                "pk.mode",
                                "record_header",
                                "pk.fields",
                                "no",
                                "fields.rename",
                                "no:id",
                                "metadata.columns",
                                "offset:id"),
                        "metadata.columns"))
                .hasSize(1);
        assertThat(errors(
                        props(
                                "pk.mode",
                                "record_key",
                                "pk.fields",
                                "id",
                                "fields.rename",
                                "id:no",
                                "metadata.columns",
                                "offset:id"),
                        "metadata.columns"))
                .isEmpty();
        assertThat(errors(props("record.format", "json_column", "metadata.columns", "header.h:value"), "json.column"))
                .hasSize(1);
        assertThat(errors(props("metadata.columns", "header.h:value"), "json.column"))
                .isEmpty();
    }

    @Test
    void refusesASoftColumnThatIsAnother() {
        assertThat(errors(
                        props(
                                "insert.mode",
                                "upsert",
                                "pk.mode",
                                "record_key",
                                "pk.fields",
                                "id",
                                "delete.mode",
                                "soft",
                                "delete.soft.column",
                                "id"),
                        "delete.soft.column"))
                .singleElement()
                .asString()
                .contains("filled by");
    }

    @Test
    void reportsKeysWithoutEffect() {
        Map<String, String> tombstones = props("delete.mode", "tombstone", "pk.mode", "record_key");
        tombstones.put("delete.soft.column", "gone");
        tombstones.put("delete.field.values", "d");
        tombstones.put("json.column", "doc");
        for (String key : List.of("delete.soft.column", "delete.field.values", "json.column")) {
            assertThat(errors(tombstones, key)).singleElement().asString().contains("no effect");
            assertThat(errors(props(key, ""), key)).isEmpty();
        }
        assertThat(errors(props("record.format", "json_column", "nested.mode", "json"), "nested.mode"))
                .hasSize(1);
        assertThat(errors(props("record.format", "json_column", "json.column", "doc"), "json.column"))
                .isEmpty();
    }

    @Test
    void checksWhenRowsAreOverwritten() {
        Map<String, String> upsert = props("insert.mode", "upsert", "pk.mode", "record_key", "pk.fields", "id");
        upsert.put("nested.mode", "flatten");
        for (String key : List.of("null.handling", "upsert.condition.field", "upsert.skip.unchanged")) {
            String value = Map.of("null.handling", "keep_existing", "upsert.skip.unchanged", "true")
                    .getOrDefault(key, "meta.v");
            assertThat(errors(props(key, value, "nested.mode", "flatten"), key))
                    .singleElement()
                    .asString()
                    .contains("overwrites nothing");
            upsert.put(key, value);
            assertThat(errors(upsert, key)).isEmpty();
        }
        assertThat(JdbcSinkConfig.parse(upsert).rows().overwrites().versionColumn())
                .contains("meta_v");
        upsert.put("fields.exclude", "meta");
        assertThat(errors(upsert, "upsert.condition.field")).hasSize(1);
        upsert.put("metadata.columns", "offset:meta.v");
        assertThat(errors(upsert, "upsert.condition.field")).isEmpty();
        assertThat(JdbcSinkConfig.parse(upsert).rows().overwrites().versionColumn())
                .contains("meta.v");
        upsert.put("upsert.condition.field", "id");
        assertThat(errors(upsert, "upsert.condition.field"))
                .singleElement()
                .asString()
                .contains("key");
        upsert.put("upsert.condition.field", "v");
        upsert.put("record.format", "json_column");
        assertThat(errors(upsert, "upsert.condition.field")).hasSize(1);
        assertThat(errors(upsert, "null.handling")).singleElement().asString().contains("as a whole");
    }

    @Test
    void aProviderIsAClassThatIsThereAndGivesThePassword() {
        String key = "connection.provider.class";
        assertThat(errors(props(key, "no.such.Provider"), key))
                .singleElement()
                .asString()
                .contains("plugin's directory");
        assertThat(errors(props(key, "java.lang.String"), key))
                .singleElement()
                .asString()
                .contains("CredentialsProvider");
        String provider = "io.penstock.jdbc.CredentialsIT$FromFile";
        assertThat(errors(props(key, provider), key)).isEmpty();
        assertThat(errors(props(key, provider, "connection.password", "x"), "connection.password"))
                .singleElement()
                .asString()
                .contains("no effect");
    }

    @Test
    void aVersionNeedsAColumnOfItsOwn() {
        Map<String, String> upsert = props("insert.mode", "upsert", "pk.mode", "record_key", "pk.fields", "id");
        upsert.put("upsert.condition.field", "meta.at.v");
        for (String mode : List.of("fail", "json")) {
            upsert.put("nested.mode", mode);
            upsert.remove("fields.include");
            assertThat(errors(upsert, "upsert.condition.field"))
                    .singleElement()
                    .asString()
                    .contains("nested.mode=flatten");
            upsert.put("fields.include", "meta.at");
            assertThat(errors(upsert, "upsert.condition.field")).hasSize(1);
            upsert.put("fields.include", "a,meta.at.v");
            assertThat(errors(upsert, "upsert.condition.field")).isEmpty();
        }
        upsert.put("nested.mode", "flatten");
        upsert.remove("fields.include");
        assertThat(errors(upsert, "upsert.condition.field")).isEmpty();
    }

    @Test
    void checksTheGroupsOfTableNames() {
        assertThat(errors(props("table.name.format", "${topic.1}"), "table.name.format"))
                .singleElement()
                .asString()
                .contains("table.name.topic.pattern is missing");
        assertThat(errors(
                        props("table.name.format", "${topic.2}", "table.name.topic.pattern", "(.*)"),
                        "table.name.format"))
                .hasSize(1);
        assertThat(errors(
                        props("table.name.format", "${topic.b}", "table.name.topic.pattern", "(?<a>.*)"),
                        "table.name.format"))
                .hasSize(1);
        assertThat(errors(
                        props("table.name.format", "${topic.a}_${topic.1}", "table.name.topic.pattern", "(?<a>.*)"),
                        "table.name.format"))
                .isEmpty();
        assertThat(errors(props("table.name.topic.pattern", "("), "table.name.topic.pattern"))
                .hasSize(1);
        assertThat(errors(props("table.name.topic.pattern", "(.*)"), "table.name.topic.pattern"))
                .singleElement()
                .asString()
                .contains("no effect");
        assertThat(errors(props("table.name.map", "orders"), "table.name.map")).hasSize(1);
    }

    @Test
    void autoEvolveIsTheOldNameOfAddingColumns() {
        assertThat(evolution()).isEqualTo(new EvolutionRules(SchemaEvolution.NONE, UnknownFields.FAIL));
        assertThat(evolution("auto.evolve", "true"))
                .isEqualTo(new EvolutionRules(SchemaEvolution.ADD, UnknownFields.EVOLVE))
                .isEqualTo(evolution("schema.evolution", "add"))
                .isEqualTo(evolution("unknown.fields", "evolve"));
        assertThat(evolution("schema.evolution", "widen"))
                .isEqualTo(new EvolutionRules(SchemaEvolution.WIDEN, UnknownFields.EVOLVE));
        assertThat(evolution("schema.evolution", "widen", "unknown.fields", "ignore"))
                .isEqualTo(new EvolutionRules(SchemaEvolution.WIDEN, UnknownFields.IGNORE));
        assertThat(evolution("schema.evolution", "validate", "unknown.fields", "ignore"))
                .isEqualTo(new EvolutionRules(SchemaEvolution.VALIDATE, UnknownFields.IGNORE));
        for (String mode : List.of("none", "validate")) {
            assertThat(errors(props("schema.evolution", mode, "auto.evolve", "true"), "auto.evolve"))
                    .hasSize(1);
        }
        assertThat(errors(props("schema.evolution", "validate", "unknown.fields", "evolve"), "unknown.fields"))
                .hasSize(1);
        assertThat(errors(props("schema.evolution", "add", "unknown.fields", "ignore"), "unknown.fields"))
                .hasSize(1);
        assertThat(errors(props("auto.evolve", "true", "unknown.fields", "fail"), "unknown.fields"))
                .hasSize(1);
        assertThat(errors(props("auto.evolve", "false", "unknown.fields", "ignore"), "unknown.fields"))
                .isEmpty();
        Map<String, String> both = props("auto.evolve", "true", "unknown.fields", "ignore");
        both.put("schema.evolution", "widen");
        assertThat(errors(both, "unknown.fields")).singleElement().asString().contains("auto.evolve=true");
        assertThat(errors(props("schema.evolution", "basic"), "schema.evolution"))
                .hasSize(1);
    }

    private static EvolutionRules evolution(String... overrides) {
        return JdbcSinkConfig.parse(props(overrides)).rows().evolution();
    }

    @Test
    void reportsAFieldThatIsNamedWithinOneThatIsLeftOut() {
        assertThat(errors(props("fields.include", "id,meta.at", "fields.exclude", "meta"), "fields.exclude"))
                .singleElement()
                .asString()
                .contains("meta.at");
        assertThat(errors(props("fields.include", "meta,metal.at", "fields.exclude", "meta.at"), "fields.exclude"))
                .isEmpty();
        assertThat(errors(props("nested.mode", "json", "fields.exclude", "place.city"), "fields.exclude"))
                .as("a flat field may have this very name")
                .isEmpty();
    }

    @Test
    void checksDurationsAgainstEachOther() {
        assertThat(errors(
                        props("retry.backoff.initial.ms", "500", "retry.backoff.max.ms", "100"),
                        "retry.backoff.max.ms"))
                .hasSize(1);
        assertThat(errors(props("transaction.timeout.ms", "60000"), "connection.response.timeout.ms"))
                .hasSize(1);
        assertThat(errors(props("transaction.timeout.ms", "5000"), "ledger.claim.timeout.ms"))
                .hasSize(1);
    }

    @Test
    void doesNotFaultWhatAWorkerHasNotResolvedYet() {
        // Given
        Map<String, String> props = props("connection.url", "${file:/secrets:url}", "pk.mode", "${env:MODE}");
        // When
        Config config = new JdbcSinkConnector().validate(props);
        // Then
        assertThat(config.configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "batch.size",
                "max.retries",
                "retry.backoff.ms",
                "fields.whitelist",
                "db.timezone",
                "primary.key.mode",
                "primary.key.fields",
                "table.types",
                "quote.sql.identifiers",
                "connection.attempts",
                "collection.name.format",
                "connection.username",
                "connection.sslmode",
                "dialect.name",
                "hibernate.c3p0.timeout",
                "use.time.zone",
                "topics.to.tables.mapping"
            })
    void answersAPeersKeyWithOurs(String key) {
        assertThat(errors(props(key, "1"), key)).singleElement().asString().contains("PEN-104");
    }

    @Test
    void describesEveryKeyInAGroupWithANameForPeople() {
        assertThat(JdbcSinkConfig.SPEC.keys()).allSatisfy((Key<?> key) -> {
            assertThat(key.doc()).hasSizeGreaterThan(30).endsWith(".");
            assertThat(key.group()).isNotEqualTo("General");
            assertThat(key.display()).isNotEqualTo(key.name());
        });
    }

    @Test
    void anOutageIsWaitedOutWithoutBoundUnlessOneIsGiven() {
        assertThat(JdbcSinkConfig.parse(props()).retry().timeout()).isEmpty();
        assertThat(JdbcSinkConfig.parse(props("retry.timeout.ms", "0")).retry().timeout())
                .contains(java.time.Duration.ZERO);
    }

    @Test
    void refusesAUserBeforeTheHostWithoutShowingThePassword() {
        assertThat(errors(props("connection.url", "jdbc:postgresql://me:hunter2@db:5432/shop"), "connection.url"))
                .singleElement()
                .asString()
                .contains("connection.user")
                .doesNotContain("hunter2");
        assertThat(errors(props("connection.url", "jdbc:postgresql://db:5432/shop?user=me@corp"), "connection.url"))
                .isEmpty();
    }
}
