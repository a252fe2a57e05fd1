package io.penstock.chaos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChaosCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void theHelpNamesEveryOption() {
        // When
        int code = execute("--help");

        // Then
        assertThat(code).isZero();
        assertThat(ChaosCommand.options())
                .hasSizeGreaterThan(10)
                .allSatisfy(option ->
                        assertThat(out.toString(StandardCharsets.UTF_8)).contains(option));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--minutes=0", "--seeds=0", "--profile=kafka", "--brokers=2", "--workers=9", "--connect=1.0"})
    void refusesWhatItCannotRun(String option) {
        // When
        int code = execute(option, "--schedule-only");

        // Then
        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("chaos: ").contains("bin/chaos --help");
    }

    @Test
    void aSeedDrawsTheSameScheduleEachTimeAndAnotherSeedAnother() {
        // When
        String first = schedule("7");
        String second = schedule("7");
        String other = schedule("9");

        // Then
        assertThat(first).isEqualTo(second).isNotEqualTo(other);
        assertThat(first.lines().count()).isGreaterThan(40);
    }

    @Test
    void aReportThatWasCutDownByHandIsReplayedAsItStands() throws Exception {
        // Given
        Path report = directory.resolve("report.json");
        Files.writeString(report, """
                {"seed": 5, "seconds": 60, "worker": "3.9.2",
                 "topology": {"profile": "JDBC", "brokers": 3, "workers": 2},
                 "schedule": [{"atMillis": 4200, "kind": "FREEZE", "target": "worker-2", "durationMillis": 7000, "moment": "COMMIT"}]}
                """);

        // When
        int code = execute("--replay", report.toString(), "--schedule-only");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .contains("FREEZE", "worker-2", "COMMIT");
    }

    private String schedule(String seed) {
        out.reset();
        assertThat(execute("--seed", seed, "--schedule-only")).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private int execute(String... arguments) {
        return ChaosCommand.execute(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }
}
