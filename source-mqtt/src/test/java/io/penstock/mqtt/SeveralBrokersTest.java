package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.mqtt.client.ScriptedBroker;
import io.penstock.testkit.junit.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals that do not pass by themselves, of one of several brokers and of all. */
@Timeout(30)
class SeveralBrokersTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final ScriptedBroker.Script CONNECT_REFUSED = (peer, n) -> {
        peer.read(1);
        peer.send(0x20, 3, 0, 0x87, 0);
    };
    private static final ScriptedBroker.Script FILTER_REFUSED = (peer, n) -> {
        peer.accept(false);
        peer.grant(0x87);
        peer.linger();
    };

    @ParameterizedTest
    @CsvSource({"CONNECT, PEN-202", "SUBSCRIBE, PEN-205"})
    void comesBackToTheBrokerThatIsOnlyAwayWhenTheOtherRefuses(String what, String code) {
        // Given
        ScriptedBroker.Script away = (peer, n) -> {
            if (n == 2) {
                peer.read(1);
                peer.send(0x20, 3, 0, 0x89, 0); // busy
                return;
            }
            peer.accept(n > 1);
            peer.grant(1);
            if (n > 2) {
                peer.publish("t", "back", 1, false);
                peer.linger();
            }
        };
        try (ScriptedBroker first = new ScriptedBroker(away);
                ScriptedBroker second = new ScriptedBroker(what.equals("CONNECT") ? CONNECT_REFUSED : FILTER_REFUSED);
                LogLines log = LogLines.capture();
                DrivenTask task = start(first, second)) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(DrivenTask.values(records)).containsExactly("back");
            assertThat(log.count("[" + code + "]")).isEqualTo(2);
            assertThat(log.contains("That is " + second.uri())).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"CONNECT, PEN-202", "SUBSCRIBE, PEN-205"})
    void failsWithinOneRoundWhenAllRefuse(String what, String code) {
        // Given
        AtomicInteger connections = new AtomicInteger();
        ScriptedBroker.Script refusing = (peer, n) -> {
            connections.incrementAndGet();
            (what.equals("CONNECT") ? CONNECT_REFUSED : FILTER_REFUSED).play(peer, n);
        };
        try (ScriptedBroker first = new ScriptedBroker(refusing);
                ScriptedBroker second = new ScriptedBroker(refusing);
                DrivenTask task = start(first, second)) {
            // Then
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining(code)
                    .hasMessageContaining("not authorized");
            assertThat(connections).hasValue(2);
        }
    }

    @Test
    void failsWhenOneSaysThatAnotherClientHasTheSession() {
        // Given
        ScriptedBroker.Script takenOver = (peer, n) -> {
            peer.accept(false);
            peer.grant(1);
            peer.send(0xE0, 1, 0x8E);
        };
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedBroker first = new ScriptedBroker(takenOver);
                ScriptedBroker second = new ScriptedBroker((peer, n) -> connections.set(n));
                DrivenTask task = start(first, second)) {
            // Then
            assertThatThrownBy(() -> task.pollFor(LONG)).hasMessageContaining("PEN-207");
            assertThat(connections).hasValue(0);
        }
    }

    private static DrivenTask start(ScriptedBroker first, ScriptedBroker second) {
        return DrivenTask.start(first.uri() + "," + second.uri(), "several", "t/#", Map.of());
    }
}
