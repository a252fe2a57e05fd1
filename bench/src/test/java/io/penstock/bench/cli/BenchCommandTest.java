package io.penstock.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void theHelpNamesEverySuiteAndOption() {
        // When
        int code = execute("--help");

        // Then
        String help = out.toString(StandardCharsets.UTF_8);
        assertThat(code).isZero();
        assertThat(BenchCommand.options())
                .hasSizeGreaterThan(5)
                .allSatisfy(option -> assertThat(help).contains(option));
        assertThat(BenchCommand.SUITES.keySet())
                .isNotEmpty()
                .allSatisfy(suite -> assertThat(help).contains("  " + suite + " "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "oracle", "jdbc --rounds=0", "jdbc --items=-1", "jdbc --case=(", "jdbc --json", "jdbc s3"})
    void refusesWhatItCannotRun(String line) {
        // When
        int code = execute(line.isEmpty() ? new String[0] : line.split(" "));

        // Then
        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("bench: ").contains("bin/bench --help");
    }

    private int execute(String... args) {
        return BenchCommand.execute(
                Path.of(""),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                args);
    }
}
