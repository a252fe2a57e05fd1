package io.penstock.quickstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuickstartCommandTest {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void helpNamesEveryOption() {
        // When
        int code = execute("--help");

        // Then
        assertThat(code).isZero();
        assertThat(text(out)).contains(QuickstartCommand.options());
        assertThat(text(err)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rat 5                        | Unknown options: '--rat'",
                "--rate fast                    | Invalid value for option '--rate'",
                "--rate -1                      | --rate -1 is negative",
                "--vehicles 0                   | --vehicles 0 is not between 1 and 50000",
                "--vehicles 3 --rate 3001       | --rate 3001 is too much for 3 vehicles",
                "--messages 0                   | --messages 0 is less than 1",
                "--mqtt-port 70000              | --mqtt-port 70000 is not between 1 and 65535",
            })
    void aWrongOptionGivesOneLine(String arguments, String expected) {
        // When
        int code = execute(arguments.split(" "));

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(text(err)).startsWith("quickstart: ").contains(expected).hasLineCount(1);
    }

    @Test
    void aTakenPortGivesOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // When
            int code = execute("--s3-port", Integer.toString(taken.getLocalPort()));

            // Then
            assertThat(code).isEqualTo(3);
            assertThat(text(err))
                    .startsWith("quickstart: port " + taken.getLocalPort() + " (--s3-port) is in use")
                    .hasLineCount(1);
        }
    }

    @Test
    void onePortForTwoPartsGivesOneLine() {
        // When
        int code = execute("--s3-port", "21999", "--mqtt-port", "21999");

        // Then
        assertThat(code).isEqualTo(3);
        assertThat(text(err))
                .contains("port 21999 is given twice, by --mqtt-port and --s3-port")
                .hasLineCount(1);
    }

    @Test
    void aDirectoryThatCannotBeMadeGivesOneLine() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("file"), "in the way");

        // When
        int code = execute("--keep", file.resolve("below").toString());

        // Then
        assertThat(code).isEqualTo(3);
        assertThat(text(err))
                .startsWith("quickstart: --keep ")
                .contains("cannot be written")
                .hasLineCount(1);
    }

    @Test
    void aResultThatCannotBeWrittenIsSaidBeforeAnythingStarts() {
        // When
        int code = execute("--json", directory.resolve("absent/result.json").toString());

        // Then
        assertThat(code).isEqualTo(3);
        assertThat(text(err))
                .startsWith("quickstart: --json ")
                .contains("its directory does not exist")
                .hasLineCount(1);
    }

    private int execute(String... arguments) {
        return QuickstartCommand.execute(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
