package io.penstock.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what {@code bin/quickstart} runs, with the packaged plugins and the published configurations. */
class QuickstartIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private static final Pattern PUBLISHED_THOUSANDS = Pattern.compile("published \\d+,\\d");

    @TempDir
    Path directory;

    @Test
    void stopsAfterTheMessagesAndFindsEachOfThemInEveryStoreOnce() throws Exception {
        // Given
        Path json = directory.resolve("result.json");

        // When
        Process process = start("--messages", "2000", "--rate", "1000", "--json", json.toString());

        // Then
        assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                .as(output())
                .isTrue();
        assertThat(process.exitValue()).as(output()).isZero();
        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertThat(result.path("published").asLong()).isEqualTo(2000);
        assertThat(result.path("dead_letters").asLong()).isZero();
        for (String store : List.of("kafka", "postgresql", "s3")) {
            assertThat(result.path(store).toString())
                    .as(store)
                    .isEqualTo("{\"stored\":2000,\"missing\":0,\"duplicated\":0}");
        }
    }

    @Test
    void reconcilesAfterCtrlCAndLeavesNoProcessBehind() throws Exception {
        // Given
        Process process = start("--keep", directory.toString());
        await().atMost(TIMEOUT)
                .until(() -> PUBLISHED_THOUSANDS.matcher(output()).find() || !process.isAlive());
        List<ProcessHandle> children = process.descendants().toList();

        // When
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

        // Then
        assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                .as(output())
                .isTrue();
        assertThat(process.exitValue()).as(output()).isZero();
        assertThat(output()).contains("Every acknowledged message is in each store exactly once.");
        assertThat(children).hasSizeGreaterThan(4);
        await().atMost(Duration.ofSeconds(10)).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(heedsInterrupts());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dpenstock.home=..",
                "-cp",
                "target/classes" + File.pathSeparator
                        + Files.readString(Path.of("target/classpath")).strip(),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
    }

    /** A shell has what it runs in the background ignore SIGINT, and that is inherited: where env can undo it, it does. */
    private static List<String> heedsInterrupts() throws IOException {
        List<String> env = List.of("env", "--default-signal=INT");
        List<String> trial = new ArrayList<>(env);
        trial.add("true");
        Process process = new ProcessBuilder(trial).redirectErrorStream(true).start();
        return process.onExit().join().exitValue() == 0 ? env : List.of();
    }

    private Path log() {
        return directory.resolve("output.txt");
    }

    /** Its last character may be there by half, which is no UTF-8; what is looked for is ASCII. */
    private String output() throws IOException {
        return Files.readString(log(), StandardCharsets.ISO_8859_1);
    }
}
