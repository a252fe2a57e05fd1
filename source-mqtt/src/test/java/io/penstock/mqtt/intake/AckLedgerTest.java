package io.penstock.mqtt.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.mqtt.client.Acknowledgement;
import io.penstock.mqtt.intake.Handshake.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AckLedgerTest {
    private final AckLedger ledger = new AckLedger();
    private final List<Integer> first = new ArrayList<>();
    private final List<Integer> second = new ArrayList<>();

    @Test
    void acknowledgesInTheOrderOfArrivalWhateverBecomesDurableFirst() {
        // Given
        ledger.connected(to(first), true);
        Delivery one = take(7, 1);
        Delivery two = take(3, 2);
        Delivery three = take(5, 3);

        // When
        ledger.durable(three, true);
        ledger.durable(two, true);
        assertThat(first).isEmpty();
        ledger.durable(one, true);

        // Then
        assertThat(first).containsExactly(7, 3, 5);
    }

    @Test
    void neverSendsAnOldConnectionsPacketToANewOne() {
        // Given
        ledger.connected(to(first), true);
        Delivery old = take(7, 1);
        ledger.connected(to(second), true);

        // When
        ledger.durable(old, true);

        // Then
        assertThat(first).isEmpty();
        assertThat(second).isEmpty();
    }

    @Test
    void bindsWhatReturnsUnacknowledgedAndAcknowledgesItThere() {
        // Given
        ledger.connected(to(first), true);
        Delivery durable = take(7, 1);
        Delivery queued = take(8, 2);
        ledger.disconnected();
        ledger.durable(durable, true);
        ledger.connected(to(second), true);

        // When
        Verdict ofDurable = ledger.judge(1, 7, true, 1);
        Verdict ofQueued = ledger.judge(1, 8, true, 2);

        // Then
        assertThat(ofDurable).isEqualTo(Verdict.REBOUND);
        assertThat(ofQueued).isEqualTo(Verdict.REBOUND);
        assertThat(second).containsExactly(7);
        ledger.durable(queued, true);
        assertThat(second).containsExactly(7, 8);
        assertThat(first).isEmpty();
    }

    @Test
    void takesAMessageAnewOnceItsIdentifierWasAcknowledged() {
        // Given
        ledger.connected(to(first), true);
        ledger.durable(take(7, 1), true);
        ledger.connected(to(second), true);

        // When
        Verdict verdict = ledger.judge(1, 7, true, 1);

        // Then: the PUBACK may have arrived and the identifier may mean another message, even of the same content
        assertThat(verdict).isEqualTo(Verdict.NEW);
    }

    @Test
    void takesAnotherMessageUnderAnOpenIdentifierAndAcknowledgesOnlyThat() {
        // Given
        ledger.connected(to(first), true);
        Delivery forgotten = take(7, 1);

        // When
        Verdict otherContent = ledger.judge(1, 7, true, 2);
        Verdict firstTime = ledger.judge(1, 7, false, 1);
        Delivery newest = take(7, 2);
        ledger.durable(forgotten, true);
        assertThat(first).isEmpty();
        ledger.durable(newest, true);

        // Then
        assertThat(otherContent).isEqualTo(Verdict.NEW_IN_PLACE_OF_ANOTHER);
        assertThat(firstTime).isEqualTo(Verdict.NEW_IN_PLACE_OF_ANOTHER);
        assertThat(first).containsExactly(7);
    }

    @Test
    void acknowledgesOnceWhatABrokerSendsTwiceOnOneConnection() {
        // Given
        ledger.connected(to(first), true);
        Delivery delivery = take(7, 1);

        // When
        Verdict verdict = ledger.judge(1, 7, true, 1);
        ledger.durable(delivery, true);

        // Then
        assertThat(verdict).isEqualTo(Verdict.REPEATED);
        assertThat(first).containsExactly(7);
    }

    @Test
    void keepsWhatADeadConnectionDidNotTakeForTheNextOne() {
        // Given
        ledger.connected((what, packetId) -> false, true);
        Delivery one = take(7, 1);
        Delivery two = take(8, 2);

        // When
        ledger.durable(one, true);
        ledger.durable(two, true);
        ledger.connected(to(second), true);

        // Then
        assertThat(ledger.judge(1, 7, true, 1)).isEqualTo(Verdict.REBOUND);
        assertThat(ledger.judge(1, 8, true, 2)).isEqualTo(Verdict.REBOUND);
        assertThat(second).containsExactly(7, 8);
    }

    @Test
    void doesNotAcknowledgeTheFormerOfAnIdentifierWhileTheNewOneWaitsForRoom() {
        // Given
        ledger.connected(to(first), true);
        Delivery former = take(7, 1);
        ledger.judge(1, 7, false, 2);

        // When
        ledger.durable(former, true);

        // Then: the broker would take it for the acknowledgement of the new one, which is not taken yet
        assertThat(first).isEmpty();
    }

    @Test
    void forgetsIdentifiersWithTheSession() {
        // Given
        ledger.connected(to(first), true);
        Delivery old = take(7, 1);

        // When
        ledger.connected(to(second), false);

        // Then
        assertThat(ledger.judge(1, 7, true, 1)).isEqualTo(Verdict.NEW);
        ledger.durable(old, true);
        assertThat(second).isEmpty();
    }

    @Test
    void answersThePublishWithPubrecOnceDurableAndThePubrelWithPubcomp() {
        // Given
        List<String> sent = new ArrayList<>();
        ledger.connected((what, packetId) -> sent.add(what + " " + packetId), true);
        Delivery one = take(2, 7, 1);
        Delivery two = take(1, 8, 2);

        // When
        ledger.durable(two, true);
        assertThat(sent).isEmpty();
        ledger.durable(one, true);
        ledger.released(7);

        // Then
        assertThat(sent).containsExactly("PUBREC 7", "PUBACK 8", "PUBCOMP 7");
        assertThat(ledger.judge(1, 7, true, 1)).isEqualTo(Verdict.NEW);
    }

    @Test
    void remembersAMessageOfQosTwoUntilItsReleaseAndNoLonger() {
        // Given
        ledger.connected(to(first), true);
        ledger.durable(take(2, 7, 1), true);
        ledger.connected(to(second), true);

        // When
        Verdict before = ledger.judge(1, 7, true, 1); // the PUBREC was lost
        Verdict onceMore = ledger.judge(1, 7, true, 1);
        ledger.released(7);
        Verdict after = ledger.judge(1, 7, true, 1);

        // Then
        assertThat(List.of(before, onceMore, after)).containsExactly(Verdict.REBOUND, Verdict.REBOUND, Verdict.NEW);
        assertThat(second).containsExactly(7, 7, 7);
    }

    @Test
    void answersAReleaseThatItDoesNotKnow() {
        // Given
        List<String> sent = new ArrayList<>();
        ledger.connected((what, packetId) -> sent.add(what + " " + packetId), true);

        // When
        ledger.released(9);

        // Then
        assertThat(sent).containsExactly("PUBCOMP_NOT_FOUND 9");
    }

    @Test
    void sendsNoPubrecAfterAReleaseThatCameFirst() {
        // Given
        List<String> sent = new ArrayList<>();
        ledger.connected((what, packetId) -> sent.add(what + " " + packetId), true);
        Delivery early = take(2, 7, 1);

        // When
        ledger.released(7);
        ledger.durable(early, true);

        // Then: the identifier may be another message's by now
        assertThat(sent).containsExactly("PUBCOMP 7");
    }

    @Test
    void countsAMessageOfQosTwoAsUnfinishedUntilItsRelease() {
        // Given
        ledger.connected(to(first), true);
        Delivery one = take(2, 7, 1);
        Delivery two = take(2, 8, 2);

        // When
        ledger.durable(one, true);
        ledger.durable(two, true);
        ledger.judge(1, 8, true, 2);
        ledger.released(7);

        // Then
        assertThat(ledger.inFlight()).isZero();
        assertThat(ledger.unfinished()).isEqualTo(1);
        ledger.released(8);
        assertThat(ledger.unfinished()).isZero();
    }

    private static Acknowledger to(List<Integer> sent) {
        return (Acknowledgement what, int packetId) -> sent.add(packetId);
    }

    private Delivery take(int packetId, long fingerprint) {
        return take(1, packetId, fingerprint);
    }

    private Delivery take(int qos, int packetId, long fingerprint) {
        Delivery delivery = new Delivery(qos, packetId, fingerprint, 1, 0);
        ledger.take(delivery);
        return delivery;
    }
}
