package io.penstock.mqtt.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.mqtt.mapping.json.JsonPayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples that users begin with. */
class ExamplesTest {
    private static final Map<String, String> VARIABLES = Map.of(
            "${env:PENSTOCK_MQTT_URI}", "tcp://broker.example:1883",
            "${env:PENSTOCK_MQTT_TLS_URI}", "ssl://broker.example:8883",
            "${env:PENSTOCK_MQTT_CA_FILE}", "/etc/ssl/broker.pem",
            "${env:PENSTOCK_MQTT_TOKEN_FILE}", "/run/secrets/token");

    static List<Path> files() throws IOException {
        Path directory = Path.of("../config-examples");
        try (Stream<Path> examples = Files.walk(directory)) {
            return Stream.concat(
                            examples.filter(Files::isRegularFile)
                                    .filter(file -> directory
                                            .relativize(file)
                                            .toString()
                                            .startsWith("mqtt-source")),
                            Stream.of(Path.of("src/main/plugin/etc/mqtt-source.json")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void areValidWarnOfNothingUnsaidAndSuitSmallWindows(Path file) throws IOException {
        // Given
        Map<String, String> props = new HashMap<>();
        Object read = JsonPayload.read(Files.readString(file).getBytes(StandardCharsets.UTF_8));
        Map<?, ?> example = read instanceof Map<?, ?> map ? map : Map.of();
        props.put("name", String.valueOf(example.get("name")));
        Map<?, ?> written = example.get("config") instanceof Map<?, ?> map ? map : Map.of();
        written.forEach((key, value) ->
                props.put(String.valueOf(key), VARIABLES.getOrDefault(String.valueOf(value), String.valueOf(value))));

        // When
        MqttSourceConfig config = MqttSourceConfig.parse(props);

        // Then
        assertThat(config.warnings()).allMatch(text -> text.contains("in no order"));
        assertThat(props).containsEntry("producer.override.linger.ms", "0");
        assertThat(MqttSourceConfig.validate(props).configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
    }
}
