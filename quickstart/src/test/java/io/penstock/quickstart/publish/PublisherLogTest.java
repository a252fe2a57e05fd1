package io.penstock.quickstart.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherLogTest {

    @TempDir
    Path directory;

    @Test
    void givesBackWhatWasAcknowledged() throws IOException {
        // Given
        Path file = directory.resolve("published.log");
        try (PublisherLog log = PublisherLog.create(file)) {
            log.acknowledged(12, 101, 1_795_000_000_000L);
            log.acknowledged(55, 10_002, 1_795_000_000_007L);
            assertThat(log.size()).isEqualTo(2);
        }
        List<String> read = new ArrayList<>();

        // When
        PublisherLog.read(file, (operator, vehicle, time) -> read.add(operator + " " + vehicle + " " + time));

        // Then
        assertThat(read).containsExactly("12 101 2026-11-18T11:06:40.000Z", "55 10002 2026-11-18T11:06:40.007Z");
    }

    @Test
    void refusesALineThatItDidNotWrite() throws IOException {
        // Given
        Path file = directory.resolve("published.log");
        Files.writeString(file, "12/101\n");

        // When Then
        assertThatThrownBy(() -> PublisherLog.read(file, (operator, vehicle, time) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("12/101");
    }
}
