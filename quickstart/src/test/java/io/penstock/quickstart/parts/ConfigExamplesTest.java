package io.penstock.quickstart.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigExamplesTest {

    private final Home home = new Home(Path.of(".."));

    @TempDir
    Path directory;

    @Test
    void everySinkHasADeadLetterQueueWithReasons() throws IOException {
        for (String file : new String[] {ConnectorFiles.JDBC_SINK, ConnectorFiles.S3_SINK}) {
            // When
            ConnectorExample example = home.connector(file);

            // Then
            assertThat(example.property("errors.tolerance")).isEqualTo("all");
            assertThat(Pipeline.DEAD_LETTER_TOPICS).contains(example.property("errors.deadletterqueue.topic.name"));
            assertThat(example.property("errors.deadletterqueue.context.headers.enable"))
                    .isEqualTo("true");
            assertThat(example.property("topics")).isEqualTo(Pipeline.TOPIC);
        }
    }

    @Test
    void everyPlaceholderIsOneThatTheWorkerGets() throws IOException {
        for (String file : ConnectorFiles.ALL) {
            // When
            Stream<String> placeholders = home.connector(file).config().values().stream()
                    .filter(value -> value.startsWith("${env:"))
                    .map(value -> value.substring("${env:".length(), value.length() - 1));

            // Then
            assertThat(placeholders.toList()).isNotEmpty().allMatch(ConnectorFiles.VARIABLES::contains);
        }
    }

    @Test
    void theExamplesAgreeOnTopicAndTable() throws IOException {
        assertThat(home.connector(ConnectorFiles.MQTT_SOURCE).property("kafka.topic"))
                .isEqualTo(Pipeline.TOPIC);
        assertThat(home.connector(ConnectorFiles.JDBC_SINK).property("table.name.format"))
                .isEqualTo(Pipeline.TABLE);
    }

    @Test
    void theWorkerFindsPluginsByTheirManifestsOnly() throws IOException {
        assertThat(home.workerProperties()).containsEntry("plugin.discovery", "service_load");
    }

    @Test
    void aFileThatIsNoConnectorIsNamed() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("broken.json"), "{\"name\":\"x\"}");

        // When Then
        assertThatThrownBy(() -> ConnectorExample.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken.json")
                .hasMessageContaining("\"config\"");
    }
}
