package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.mqtt.client.ScriptedBroker;
import io.penstock.mqtt.mapping.SourceOffset;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A broker that has forgotten the session, or keeps none. */
@Timeout(30)
class LostSessionTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Map<String, ?> PARTITION = Map.of("cluster", "default", "client.id", "lost");
    private static final Map<String, Object> KNOWN = SourceOffset.atLeastOnce(List.of("t/#"));

    private final AtomicInteger subscribed = new AtomicInteger();

    @Test
    void isSubscribedAnewBeforeTheTaskFails() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker(this::forgets);
                DrivenTask task = start(broker.uri(), "fail", true)) {
            // Then
            assertThatThrownBy(() -> task.poll(1, LONG))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-218")
                    .hasMessageContaining("forgotten the session of lost");
            assertThat(subscribed).hasValue(1);
        }
    }

    @Test
    void failsTheTaskThoughAnotherBrokerOfTheClusterKnowsTheNewSession() {
        // Given
        try (ScriptedBroker first = new ScriptedBroker(this::forgets);
                ScriptedBroker second = new ScriptedBroker(this::keeps);
                DrivenTask task = start(first.uri() + "," + second.uri(), "fail", true)) {
            // Then
            assertThatThrownBy(() -> task.poll(1, LONG)).hasMessageContaining("PEN-218");
        }
    }

    @Test
    void isToldWhereTheTaskHadItsSessionInThisLife() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    if (n == 1) {
                        return; // and forgets
                    }
                    peer.linger();
                });
                DrivenTask task = start(broker.uri(), "fail", false)) {
            // Then
            assertThatThrownBy(() -> task.poll(1, LONG)).hasMessageContaining("PEN-218");
        }
    }

    @ParameterizedTest
    @CsvSource({"warn, true", "fail, false"})
    void goesOnByDefaultAndInASessionThatWasNeverThere(String setting, boolean known) {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    peer.publish("t/1", "m", 1, false);
                    peer.linger();
                });
                DrivenTask task = start(broker.uri(), setting, known)) {
            // Then
            assertThat(DrivenTask.values(task.poll(1, LONG))).containsExactly("m");
        }
    }

    @Test
    void thatIsNotKeptAtAllFailsTheTaskToo() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker(LostSessionTest::grantsNoExpiry);
                DrivenTask task = start(broker.uri(), "fail", false)) {
            // Then
            assertThatThrownBy(() -> task.poll(1, LONG))
                    .hasMessageContaining("PEN-211")
                    .hasMessageContaining("set the expiry to 0");
        }
    }

    @Test
    void thatIsNotKeptAtAllIsGoneOnWithByDefault() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker(LostSessionTest::grantsNoExpiry);
                DrivenTask task = start(broker.uri(), "warn", false)) {
            // Then
            assertThat(DrivenTask.values(task.poll(1, LONG))).containsExactly("m");
        }
    }

    private void forgets(ScriptedBroker.Peer peer, int connection) throws IOException, InterruptedException {
        peer.accept(false);
        peer.grant(1);
        subscribed.incrementAndGet();
        peer.linger();
    }

    private void keeps(ScriptedBroker.Peer peer, int connection) throws IOException, InterruptedException {
        peer.accept(true);
        peer.grant(1);
        peer.linger();
    }

    /** The session expiry of the server, property 0x11, is 0. */
    private static void grantsNoExpiry(ScriptedBroker.Peer peer, int connection)
            throws IOException, InterruptedException {
        peer.read(1);
        peer.send(0x20, 8, 0, 0, 5, 0x11, 0, 0, 0, 0);
        peer.grant(1);
        peer.publish("t/1", "m", 1, false);
        peer.linger();
    }

    private static DrivenTask start(String uris, String setting, boolean known) {
        return DrivenTask.start(
                uris, "lost", "t/#", Map.of("mqtt.session.lost", setting), known ? Map.of(PARTITION, KNOWN) : Map.of());
    }
}
