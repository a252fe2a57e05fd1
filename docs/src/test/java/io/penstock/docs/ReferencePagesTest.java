package io.penstock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.common.config.ConfigSpec;
import io.penstock.common.error.CommonError;
import io.penstock.common.error.ErrorCode;
import io.penstock.jdbc.JdbcSinkConnector;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.writer.JdbcMetrics;
import io.penstock.mqtt.MqttMetrics;
import io.penstock.mqtt.MqttSourceConnector;
import io.penstock.mqtt.config.MqttKeys;
import io.penstock.mqtt.error.MqttError;
import io.penstock.s3.S3RestoreSourceConnector;
import io.penstock.s3.S3SinkConnector;
import io.penstock.s3.config.S3RestoreConfig;
import io.penstock.s3.config.S3SinkConfig;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.writer.SinkMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds {@code docs/reference} to the code. To write the pages anew: {@code mvn -pl docs -am test
 * -Dpenstock.docs.write=true}.
 */
class ReferencePagesTest {

    private static final Path REFERENCE = Path.of("reference");

    static Stream<Map.Entry<String, String>> pages() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put(
                "mqtt-source.md",
                ReferencePage.ofConnector(
                        "MQTT source", MqttSourceConnector.class.getName(), MqttKeys.SPEC, MqttMetrics.DECLARED));
        pages.put(
                "jdbc-sink.md",
                ReferencePage.ofConnector(
                        "JDBC sink", JdbcSinkConnector.class.getName(), JdbcSinkConfig.SPEC, JdbcMetrics.ALL));
        pages.put(
                "s3-sink.md",
                ReferencePage.ofConnector(
                        "S3 sink", S3SinkConnector.class.getName(), S3SinkConfig.SPEC, SinkMetrics.DECLARED));
        pages.put(
                "s3-restore.md",
                ReferencePage.ofConnector(
                        "S3 restore", S3RestoreSourceConnector.class.getName(), S3RestoreConfig.SPEC, List.of()));
        pages.put("errors.md", ReferencePage.ofErrors(errors()));
        Map<String, ConfigSpec> specs = new LinkedHashMap<>();
        specs.put("MQTT source", MqttKeys.SPEC);
        specs.put("JDBC sink", JdbcSinkConfig.SPEC);
        specs.put("S3 sink", S3SinkConfig.SPEC);
        pages.put("peer-keys.md", ReferencePage.ofPeerKeys(specs));
        return pages.entrySet().stream();
    }

    static Map<String, List<ErrorCode>> errors() {
        Map<String, List<ErrorCode>> errors = new LinkedHashMap<>();
        errors.put("All connectors", List.of(CommonError.values()));
        errors.put("MQTT source", List.of(MqttError.values()));
        errors.put("JDBC sink", List.of(JdbcError.values()));
        errors.put("S3 sink", List.of(S3Error.values()));
        return errors;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void thePageIsWhatTheCodeSays(Map.Entry<String, String> page) throws IOException {
        // Given
        Path file = REFERENCE.resolve(page.getKey());
        if (Boolean.getBoolean("penstock.docs.write")) {
            Files.writeString(file, page.getValue());
        }

        // When
        String written = Files.exists(file) ? Files.readString(file) : "";

        // Then
        assertThat(written)
                .as("docs/reference/%s; write it with mvn -pl docs -am test -Dpenstock.docs.write=true", page.getKey())
                .isEqualTo(page.getValue());
    }

    @Test
    void noTwoErrorsShareACode() {
        // Given
        Stream<String> codes = errors().values().stream().flatMap(List::stream).map(ErrorCode::code);

        // When, Then
        assertThat(codes).doesNotHaveDuplicates().allMatch(code -> code.matches("PEN-[1-4]\\d\\d"));
    }
}
