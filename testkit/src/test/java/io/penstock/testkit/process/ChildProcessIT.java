package io.penstock.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    /** This JVM's. */
    static RuntimeClasspath classpath() {
        return new RuntimeClasspath(
                "this",
                Arrays.stream(System.getProperty("java.class.path").split(":"))
                        .map(Path::of)
                        .toList());
    }

    @Test
    void killsTheChildrenOfAJvmThatWasKilledAlsoTheFrozenOnes() throws IOException {
        // Given
        Path pids = directory.resolve("pids");
        try (ChildJvm parent = ChildJvm.start(
                "parent",
                classpath(),
                Parent.class.getName(),
                List.of(),
                List.of(pids.toString()),
                directory.resolve("parent.log"))) {
            await().atMost(SOON).until(() -> Files.exists(pids));
            List<ProcessHandle> children = Files.readAllLines(pids).stream()
                    .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                    .toList();
            assertThat(children).hasSize(2).allMatch(ProcessHandle::isAlive);

            // When: only the parent itself, by a signal that it cannot see
            ProcessHandle.of(parent.pid()).orElseThrow().destroyForcibly();

            // Then
            await().atMost(SOON).until(() -> children.stream().noneMatch(ChildProcessIT::runs));
        }
    }

    @Test
    void showsTheEndOfTheLogWhenAProcessEndsBeforeItIsReady() {
        // Given
        ChildProcess process = ChildProcess.start(
                "unlucky", List.of("sh", "-c", "echo no room; exit 3"), Map.of(), directory.resolve("unlucky.log"));

        // When, then
        assertThatThrownBy(() -> process.awaitReady(() -> false, SOON))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("unlucky ended with exit code 3")
                .hasMessageContaining("unlucky.log")
                .hasMessageContaining("no room");
    }

    @Test
    void killsAProcessThatIsNotReadyInTime() {
        // Given
        ChildProcess process =
                ChildProcess.start("slow", List.of("sleep", "100"), Map.of(), directory.resolve("slow.log"));

        // When, then
        assertThatThrownBy(() -> process.awaitReady(() -> false, Duration.ofMillis(200)))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("slow was not ready");
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void stopsAlsoWhatIgnoresTheRequest() {
        ChildProcess process = ChildProcess.start(
                "stubborn",
                List.of("sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"),
                Map.of(),
                directory.resolve("s.log"));
        process.stop(Duration.ofMillis(300));
        assertThat(process.isAlive()).isFalse();
        process.stop(Duration.ofMillis(300));
    }

    @Test
    void nothingBelowAProcessOutlivesItsKill() {
        for (int i = 0; i < 10; i++) {
            // Given children
            ChildProcess process = ChildProcess.start(
                    "family",
                    List.of("sh", "-c", "for i in 1 2 3 4 5 6; do sleep 100 & done; wait"),
                    Map.of(),
                    directory.resolve("family.log"));
            ProcessHandle parent = ProcessHandle.of(process.pid()).orElseThrow();
            await().atMost(SOON).until(() -> parent.descendants().count() == 6);
            List<ProcessHandle> children = parent.descendants().toList();
            // When
            process.kill();
            // Then
            assertThat(children).noneMatch(ChildProcessIT::runs);
        }
    }

    private static boolean runs(ProcessHandle handle) {
        // One that is dead may wait for its parent for ever: it has no command then.
        return handle.isAlive() && handle.info().command().isPresent();
    }

    /** The main class of a JVM that starts two children, freezes one and writes down their ids. */
    static final class Parent {

        public static void main(String[] args) throws IOException, InterruptedException {
            Path file = Path.of(args[0]);
            ChildProcess running = sleeper("running", file);
            ChildProcess frozen = sleeper("frozen", file);
            frozen.freeze();
            Path draft = file.resolveSibling("draft");
            Files.write(draft, List.of(Long.toString(running.pid()), Long.toString(frozen.pid())));
            Files.move(draft, file);
            Thread.sleep(Duration.ofMinutes(5).toMillis());
        }

        private static ChildProcess sleeper(String name, Path file) {
            return ChildProcess.start(name, List.of("sleep", "300"), Map.of(), file.resolveSibling(name + ".log"));
        }
    }
}
