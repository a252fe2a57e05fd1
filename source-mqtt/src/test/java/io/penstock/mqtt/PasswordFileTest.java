package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.mqtt.client.ScriptedBroker;
import io.penstock.testkit.junit.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A password, or a JWT, that is replaced while the task runs. */
@Timeout(30)
class PasswordFileTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final List<String> logins = new CopyOnWriteArrayList<>();

    @TempDir
    Path directory;

    @Test
    void isReadAgainForEachConnection() {
        // Given
        write("token-1\r\n");
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    read(peer);
                    if (n == 1) {
                        write("token-2");
                        peer.send(0x20, 3, 0, 0, 0);
                        return; // hangs up
                    }
                    peer.send(0x20, 3, 0, 0, 0);
                    peer.grant(1);
                    peer.linger();
                });
                DrivenTask task = start(broker)) {
            // Then
            await().atMost(LONG).until(() -> task.metric("subscribed") == 1);
            assertThat(logins).containsExactly("token-1", "token-2");
        }
    }

    /** As with a token that has expired before its file is replaced. */
    @ParameterizedTest
    @ValueSource(ints = {0x86, 0x87})
    void mayBeRefusedForAWhileOnceTheTaskWasConnected(int reason) {
        // Given
        write("old");
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    read(peer);
                    if (n == 1) {
                        peer.send(0x20, 3, 0, 0, 0);
                        peer.send(0xE0, 2, 0x87, 0); // it has expired
                        return;
                    }
                    if (n < 4) {
                        if (n == 3) {
                            write("new");
                        }
                        peer.send(0x20, 3, 0, reason, 0);
                        return;
                    }
                    peer.send(0x20, 3, 0, 0, 0);
                    peer.grant(1);
                    peer.linger();
                });
                DrivenTask task = start(broker)) {
            // Then
            await().atMost(LONG).until(() -> task.metric("subscribed") == 1);
            assertThat(logins).containsExactly("old", "old", "old", "new");
            assertThat(task.poll()).isEmpty();
        }
    }

    @Test
    void thatIsRefusedAtFirstFailsTheTaskAtOnce() {
        // Given
        write("wrong");
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    read(peer);
                    peer.send(0x20, 3, 0, 0x86, 0);
                });
                DrivenTask task = start(broker)) {
            // Then
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining("PEN-202")
                    .hasMessageContaining("mqtt.password.file")
                    .hasMessageNotContaining("wrong");
            assertThat(logins).containsExactly("wrong");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n"})
    void thatHoldsNothingFailsTheTask(String content) {
        // Given
        write(content);
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> read(peer));
                DrivenTask task = start(broker)) {
            // Then
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining("PEN-216")
                    .hasMessageContaining("it is empty");
            assertThat(logins).isEmpty();
        }
    }

    @Test
    void thatIsNotThereFailsTheTaskAtFirstAndIsWaitedForLater() throws IOException {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> read(peer));
                DrivenTask task = start(broker)) {
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining("PEN-216")
                    .hasMessageContaining("NoSuchFileException");
        }
        write("token-1");

        // When
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    read(peer);
                    if (n == 1) {
                        Files.delete(file());
                        peer.send(0x20, 3, 0, 0, 0);
                        return;
                    }
                    peer.send(0x20, 3, 0, 0, 0);
                    peer.grant(1);
                    peer.linger();
                });
                LogLines log = LogLines.capture();
                DrivenTask task = start(broker)) {
            await().atMost(LONG).until(() -> log.contains("PEN-216"));
            write("token-2");

            // Then
            await().atMost(LONG).until(() -> task.metric("subscribed") == 1);
            assertThat(logins).containsExactly("token-1", "token-2");
        }
    }

    private Path file() {
        return directory.resolve("token");
    }

    private void write(String token) {
        try {
            Path next = Files.writeString(directory.resolve("next"), token);
            Files.move(next, file(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** CONNECT, which ends with the password: its length in two bytes, and its characters. */
    private void read(ScriptedBroker.Peer peer) throws IOException {
        StringBuilder body = new StringBuilder();
        peer.read(1).body().forEach(b -> body.append((char) (b & 0xFF)));
        String text = body.toString();
        logins.add(text.substring(text.indexOf("user") + "user".length() + 2));
    }

    private DrivenTask start(ScriptedBroker broker) {
        return DrivenTask.start(
                broker.uri(),
                "client",
                "t/#",
                Map.of(
                        "mqtt.username",
                        "user",
                        "mqtt.password.file",
                        file().toString(),
                        "retry.backoff.initial.ms",
                        "50",
                        "retry.backoff.max.ms",
                        "100"));
    }
}
