package io.penstock.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class FreePortsIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void givesNoPortThatAnotherBuildHasBeenGivenAndDoesNotListenOnYet() throws IOException {
        // Given
        Path file = directory.resolve("port");
        int port;
        try (ChildJvm other = ChildJvm.start(
                "other",
                ChildProcessIT.classpath(),
                Other.class.getName(),
                List.of(),
                List.of(file.toString()),
                directory.resolve("other.log"))) {
            await().atMost(SOON).until(() -> Files.exists(file));
            port = Integer.parseInt(Files.readString(file));
            assertThat(other.isAlive()).isTrue();
            assertThat(FreePorts.isFree(port)).isTrue();

            // When / Then
            assertThat(FreePorts.reserve(port)).isFalse();
        }
        assertThat(FreePorts.reserve(port)).as("after its end").isTrue();
    }

    /** The main class of another build's JVM. */
    static final class Other {

        public static void main(String[] args) throws IOException, InterruptedException {
            Path file = Path.of(args[0]);
            Path draft = file.resolveSibling("draft");
            Files.writeString(draft, Integer.toString(FreePorts.next()));
            Files.move(draft, file);
            Thread.sleep(Duration.ofMinutes(5).toMillis());
        }
    }
}
