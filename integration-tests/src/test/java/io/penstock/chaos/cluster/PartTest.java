package io.penstock.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.testkit.process.ChildProcess;
import io.penstock.testkit.process.Service;
import io.penstock.testkit.process.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartTest {

    private static final String GIVES_UP = "Uncaught exception in herder work thread, exiting: ";

    @TempDir
    private Path directory;

    private final Part<Sleeper> part = new Part<>("worker-1", this::sleeper);

    private record Sleeper(ServiceProcess process) implements Service {}

    @AfterEach
    void end() {
        part.kill();
    }

    @Test
    void remembersADeathThatNobodyOrderedOverTheRestartThatHealsIt() {
        // Given
        part.restart();
        crash();

        // When
        part.restart();

        // Then
        assertThat(part.isAwake()).isTrue();
        assertThat(part.hasDied()).isTrue();
        assertThat(part.deaths()).singleElement().satisfies(death -> {
            assertThat(death.byConnect()).isTrue();
            assertThat(death.toString())
                    .startsWith("worker-1 ended by itself")
                    .contains(GIVES_UP.strip(), directory.resolve("log").toString());
        });
    }

    @Test
    void countsEachDeathOnceAndOnesThatWereOrderedNever() {
        // Given
        part.restart();
        part.kill();
        part.restart();
        part.stop();
        part.restart();
        assertThat(part.deaths()).isEmpty();

        // When
        crash();

        // Then
        assertThat(part.deaths()).hasSize(1);
        part.kill();
        part.restart();
        crash();
        assertThat(part.deaths()).hasSize(2);
    }

    private void crash() {
        Sleeper sleeper = part.service();
        assertThat(ProcessHandle.of(sleeper.pid()).orElseThrow().destroyForcibly())
                .isTrue();
        await().until(() -> !sleeper.isAlive());
    }

    private Sleeper sleeper() {
        Path log = directory.resolve("log");
        return new Sleeper(ServiceProcess.launch(
                "worker-1",
                () -> ChildProcess.start(
                        "worker-1", List.of("sh", "-c", "echo '" + GIVES_UP + "'; exec sleep 60"), Map.of(), log),
                () -> log.toFile().length() > 0,
                Duration.ofSeconds(20),
                Duration.ofSeconds(5)));
    }
}
