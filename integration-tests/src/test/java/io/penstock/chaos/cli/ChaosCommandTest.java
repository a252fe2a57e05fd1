package io.penstock.chaos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.run.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
            strings = {
                "--minutes=0",
                "--seeds=0",
                "--profile=kafka",
                "--brokers=2",
                "--workers=9",
                "--connect=1.0",
                "--planted-bug=none",
                "--transactions=perhaps",
                "--mqtt-broker=rabbitmq",
                "--replay=no-such-file",
                "--table=no-such-file"
            })
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

    @Test
    void refusesAProfileThatCannotCatchThePlantedBugAndTakesTheBugsOwnByItself() {
        assertThat(execute("--planted-bug", "stale-line-after-poison", "--profile", "jdbc", "--schedule-only"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--profile jdbc", "s3");

        assertThat(execute("--planted-bug", "stale-line-after-poison", "--seed", "7", "--schedule-only"))
                .isZero();
        String own = out.toString(StandardCharsets.UTF_8);
        out.reset();
        assertThat(execute("--profile", "s3", "--seed", "7", "--schedule-only")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(own);
    }

    @Test
    void ofSeveralReportsTheOneOfTheSeedIsReplayedOrElseTheFirstWithABreach() throws Exception {
        Path reports = directory.resolve("reports.json");
        Files.writeString(reports, line(1, 1_000, "") + line(2, 2_000, "\"lost\"") + line(3, 3_000, ""));

        assertThat(execute("--replay", reports.toString(), "--schedule-only")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("2.0 s");
        out.reset();
        assertThat(execute("--replay", reports.toString(), "--seed", "3", "--schedule-only"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("3.0 s");
        assertThat(execute("--replay", reports.toString(), "--seed", "4", "--schedule-only"))
                .isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void reportsOfSeveralFilesAreOneTableOfEachProfile() throws Exception {
        Path first = directory.resolve("first.json");
        Path second = directory.resolve("second.json");
        Files.writeString(first, line(1, 1_000, ""));
        Files.writeString(second, line(2, 2_000, ""));

        assertThat(execute("--table", first.toString(), second.toString())).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .filteredOn(line -> line.startsWith("| "))
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("| seed |"),
                        row -> assertThat(row).startsWith("| 1 |"),
                        row -> assertThat(row).startsWith("| 2 |"));
    }

    @Test
    void aRunThatCannotStartFailsAndNamesItsDirectory() {
        // Given no plugins below this home
        String home = System.setProperty("penstock.home", directory.toString());
        try {
            // When
            int code = execute("--seed", "7", "--minutes", "0.1", "--profile", "s3");

            // Then
            assertThat(code).isEqualTo(ExitCode.FAILED.code());
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .contains(
                            "plugin-zips",
                            directory
                                    .resolve("integration-tests/target/chaos/s3-7")
                                    .toString());
        } finally {
            if (home == null) {
                System.clearProperty("penstock.home");
            } else {
                System.setProperty("penstock.home", home);
            }
        }
    }

    @Test
    void aBreachWeighsMoreThanARunThatProvedNothing() {
        assertThat(ChaosCommand.worst(List.of(Verdict.KEPT, Verdict.PROVED_NOTHING, Verdict.BROKEN)))
                .isEqualTo(ExitCode.BREACH);
        assertThat(ChaosCommand.worst(List.of(Verdict.KEPT, Verdict.PROVED_NOTHING)))
                .isEqualTo(ExitCode.FAILED);
        assertThat(ChaosCommand.worst(List.of(Verdict.KEPT))).isEqualTo(ExitCode.KEPT);
    }

    @Test
    void aHuntInWhichNoRunProvedAnythingSaysNothingOfTheInstrument() {
        assertThat(ChaosCommand.uncaught(List.of(Verdict.PROVED_NOTHING, Verdict.PROVED_NOTHING)))
                .isEqualTo(ExitCode.FAILED);
        assertThat(ChaosCommand.uncaught(List.of(Verdict.PROVED_NOTHING, Verdict.KEPT)))
                .isEqualTo(ExitCode.BREACH);
    }

    private static String line(long seed, long atMillis, String breach) {
        return """
                {"seed": %d, "seconds": 60, "worker": "4.3.1", "breaches": [%s], "topology": {"profile": "JDBC", "brokers": 1, "workers": 2}, "schedule": [{"atMillis": %d, "kind": "FREEZE", "target": "worker-2", "durationMillis": 7000, "moment": "COMMIT"}]}
                """.formatted(seed, breach, atMillis);
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
