package io.penstock.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.mqtt.session.SessionMemory.Verdict;
import io.penstock.mqtt.session.SessionMemoryModelTest.LeftOut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Step by step what the rules are for; among them those whose need random schedules seldom or never show. */
class SessionMemoryTest {
    private final List<String> first = new ArrayList<>();
    private final List<String> second = new ArrayList<>();

    @Test
    void remembersWithTheRecordAnswersAfterItAndForgetsBeforeTheIdentifierIsFree() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.EMPTY);
        open(memory, first, false);

        // When
        HandedOut record = handOut(memory, taken(memory, 7, 1)).get(0);
        assertThat(first).isEmpty();
        store(memory, record);
        assertThat(first).containsExactly("PUBREC 7");
        memory.released(7);

        // Then
        assertThat(record.snapshot().digests()).isEqualTo(Map.of(7, 1L));
        assertThat(first).containsExactly("PUBREC 7");
        assertThat(memory.due()).isTrue();
        HandedOut bookkeeping = memory.handOut(List.of(), true).get(0);
        assertThat(bookkeeping.snapshot().digests()).isEmpty();
        assertThat(memory.due()).isFalse();
        store(memory, bookkeeping);
        assertThat(first).containsExactly("PUBREC 7", "PUBCOMP 7");
    }

    /** While Kafka is away, each would stay in memory. */
    @Test
    void holdsNoMoreOfABrokerThatSendsAndReleasesOneIdentifierWithoutEnd() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.of(Map.of(5, 1L)));
        memory.connected(to(first), true);
        Releases releases = new Releases();

        // When
        for (int i = 0; i < 300_000; i++) {
            assertThat(memory.judge(2, 5, true, 1)).isEqualTo(Verdict.KNOWN);
            memory.released(5);
            releases.takeBack(5);
            releases.add(5, 1);
        }

        // Then
        assertThat(memory.inFlight()).isLessThanOrEqualTo(Turns.MANY);
        assertThat(releases.kept()).isLessThanOrEqualTo(Turns.MANY);
        passBarrier(memory);
        assertThat(first).containsExactly("PUBCOMP 5");
    }

    @Test
    void doesNotEmitAgainWhatTheLastTaskHasStored() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.of(Map.of(7, 1L)));
        memory.connected(to(first), true);

        // When
        Verdict again = memory.judge(2, 7, true, 1);
        passBarrier(memory);

        // Then
        assertThat(again).isEqualTo(Verdict.KNOWN);
        assertThat(first).containsExactly("PUBREC 7");
        assertThat(memory.subscribable()).isTrue();
    }

    @Test
    void answersNothingThatWasNotReportedAndKeepsTheOrderOfArrival() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.of(Map.of(9, 3L)));
        memory.connected(to(first), true);
        List<HandedOut> records = handOut(memory, taken(memory, 7, 1), taken(memory, 8, 2));
        memory.judge(2, 9, true, 3);

        // When
        store(memory, records.get(1));
        assertThat(first).isEmpty();
        store(memory, records.get(0));

        // Then
        assertThat(first).containsExactly("PUBREC 7", "PUBREC 8", "PUBREC 9");
    }

    /** Rule dup: a broker that sends for the first time under an id has forgotten what it was before. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesAFirstSendingForANewMessageThoughItsContentIsRemembered(boolean with) {
        // Given
        SessionMemory memory =
                with ? SessionMemory.of(Snapshot.of(Map.of(7, 1L))) : LeftOut.DUP.make(Snapshot.of(Map.of(7, 1L)));
        memory.connected(to(first), true);

        // Then: without the rule the message would be lost
        assertThat(memory.judge(2, 7, false, 1)).isEqualTo(with ? Verdict.NEW_IN_PLACE_OF_ANOTHER : Verdict.KNOWN);
    }

    /** Rule barrier: its offset is that of a task which was replaced, and has seen neither what its heir stored nor that ids are in use again. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersNothingOnAConnectionBeforeATransactionOfItsOwnIsCommitted(boolean with) {
        // Given
        SessionMemory zombie =
                with ? SessionMemory.of(Snapshot.of(Map.of(7, 1L))) : LeftOut.BARRIER.make(Snapshot.of(Map.of(7, 1L)));
        HandedOut before = zombie.handOut(List.of(), true).get(0);
        zombie.connected(to(first), true);

        // When
        zombie.judge(2, 7, true, 1); // of the heir's: another message of the same content
        zombie.released(8); // remembered by the heir only
        store(zombie, before); // says nothing about what happened since

        // Then: without the rule the one would be lost, and the other's id free too early
        assertThat(first).isEqualTo(with ? List.of() : List.of("PUBREC 7", "PUBCOMP_NOT_FOUND 8"));
        assertThat(zombie.subscribable()).isEqualTo(!with);
        if (with) {
            passBarrier(zombie);
            assertThat(first).containsExactlyInAnyOrder("PUBREC 7", "PUBCOMP 8");
        }
    }

    /** Rule empty: a crash after SUBSCRIBE would leave an offset of the old session with messages of the new one in flight. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void subscribesToABlankSessionOnlyWhenItsEmptyMemoryIsStored(boolean with) {
        // Given
        SessionMemory memory =
                with ? SessionMemory.of(Snapshot.of(Map.of(7, 1L))) : LeftOut.EMPTY.make(Snapshot.of(Map.of(7, 1L)));
        memory.connected(to(first), true);
        passBarrier(memory);
        assertThat(memory.subscribable()).isFalse(); // no evidence yet

        // When
        memory.noEvidence();

        // Then
        assertThat(memory.subscribable()).isEqualTo(!with);
        HandedOut emptied = memory.handOut(List.of(), true).get(0);
        assertThat(emptied.snapshot().digests()).isEmpty();
        store(memory, emptied);
        assertThat(memory.subscribable()).isTrue();
    }

    /** Rule strip: an id of the old session in the offset of the new one could be taken for a message of that. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void emitsWhatWaitsFromALostSessionWithoutRememberingItsIds(boolean with) {
        // Given
        SessionMemory memory = with ? SessionMemory.of(Snapshot.EMPTY) : LeftOut.STRIP.make(Snapshot.EMPTY);
        open(memory, first, false);
        Taken old = taken(memory, 7, 1);
        memory.connected(to(second), false);

        // When
        List<HandedOut> records = handOut(memory, old);
        Verdict ofTheNewSession = memory.judge(2, 7, true, 1);

        // Then: without the rule, the new message would be lost
        assertThat(records.get(0).snapshot().digests()).isEqualTo(with ? Map.of() : Map.of(7, 1L));
        assertThat(ofTheNewSession).isEqualTo(with ? Verdict.NEW : Verdict.KNOWN);
        store(memory, records.get(0));
        assertThat(second).isEqualTo(with ? List.of() : List.of("PUBREC 7"));
        assertThat(first).isEmpty();
    }

    @Test
    void learnsNothingFromRecordsThatATransformDropped() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.EMPTY);
        open(memory, first, false);
        List<HandedOut> records = handOut(memory, taken(memory, 7, 1), taken(memory, 8, 2));

        // When
        memory.settled(records.get(1), false);
        store(memory, records.get(0));
        memory.committed();
        memory.released(8);

        // Then: the stored offset is that of the first, so that 8 need not be taken out of it
        assertThat(first).containsExactly("PUBREC 7", "PUBREC 8", "PUBCOMP_NOT_FOUND 8");
        assertThat(memory.handOut(List.of(), true).get(0).snapshot().digests()).isEqualTo(Map.of(7, 1L));
    }

    @Test
    void insistsOnABookkeepingRecordWhenABatchWasDroppedWhole() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.EMPTY);
        open(memory, first, false);
        HandedOut dropped = handOut(memory, taken(memory, 7, 1)).get(0);

        // When
        memory.committed(); // Connect reports such records with the next that is stored

        // Then
        assertThat(memory.bookkeepingDropped()).isFalse();
        assertThat(memory.due()).isTrue();
        assertThat(memory.insistent()).isTrue();
        HandedOut bookkeeping = memory.handOut(List.of(), true).get(0);
        memory.settled(dropped, false);
        store(memory, bookkeeping);
        memory.committed();
        assertThat(first).containsExactly("PUBREC 7");
        assertThat(memory.due()).isFalse();
    }

    @Test
    void tellsThatABookkeepingRecordWasDropped() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.EMPTY);
        memory.connected(to(first), false);

        // When
        memory.handOut(List.of(), true);
        memory.committed();

        // Then
        assertThat(memory.bookkeepingDropped()).isTrue();
    }

    /** As when it is paused while it tries to send: it ends the transaction, and sends the rest once it is resumed. */
    @Test
    void doesNotTakeABookkeepingRecordForDroppedThatConnectHasYetToSend() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.EMPTY);
        memory.connected(to(first), false);
        HandedOut bookkeeping = memory.handOut(List.of(), true).get(0);

        // When
        memory.committed();
        memory.settled(bookkeeping, true);
        memory.committed();

        // Then
        assertThat(memory.bookkeepingDropped()).isFalse();
        assertThat(memory.insistent()).isFalse();
        assertThat(memory.subscribable()).isTrue();
    }

    @Test
    void insistsAlsoWhenOnlyTheSecondPartOfABatchWasDroppedWhole() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.EMPTY);
        open(memory, first, false);
        List<HandedOut> records = handOut(memory, taken(memory, 7, 1), taken(memory, 8, 2));

        // When
        store(memory, records.get(0)); // a pause
        memory.committed(); // the rest, of which nothing was left to write

        // Then: else the PUBREC of the second would wait for other messages
        assertThat(memory.due()).isTrue();
        assertThat(memory.insistent()).isTrue();
    }

    @Test
    void sendsNoPubrecAfterThePubrelForItsMessage() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.of(Map.of(7, 1L)));
        memory.connected(to(first), true);
        memory.judge(2, 7, true, 1);

        // When
        memory.released(7); // the broker had a PUBREC from elsewhere
        memory.released(7);
        passBarrier(memory);

        // Then
        assertThat(first).containsExactly("PUBCOMP 7");
    }

    @Test
    void completesAnUnknownIdentifierOnceThoughReleasedTwiceBeforeTheBarrier() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.EMPTY);
        memory.connected(to(first), true);

        // When
        memory.released(7);
        memory.released(7);
        passBarrier(memory);

        // Then
        assertThat(first).containsExactly("PUBCOMP 7");
    }

    @Test
    void doesNotAnswerForAMessageWhoseIdentifierAnotherHasGot() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.of(Map.of(7, 1L)));
        memory.connected(to(first), true);
        memory.judge(2, 7, true, 1);

        // When
        assertThat(memory.judge(2, 7, false, 2)).isEqualTo(Verdict.NEW_IN_PLACE_OF_ANOTHER);
        Taken other = new Taken(2, 7, 2);
        memory.take(other);
        passBarrier(memory);

        // Then
        assertThat(first).isEmpty();
        store(memory, handOut(memory, other).get(0));
        assertThat(first).containsExactly("PUBREC 7");
    }

    @Test
    void answersARepetitionOnTheSameConnectionOnce() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.of(Map.of(7, 1L)));
        memory.connected(to(first), true);

        // When
        memory.judge(2, 7, true, 1);
        memory.judge(2, 7, true, 1);
        passBarrier(memory);

        // Then
        assertThat(first).containsExactly("PUBREC 7");
    }

    @Test
    void holdsForUnsentWhatTheConnectionDidNotTake() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.EMPTY);
        memory.connected((what, packetId) -> false, false);
        passBarrier(memory);
        Taken one = new Taken(1, 7, 1);
        memory.judge(1, 7, false, 1);
        memory.take(one);
        store(memory, handOut(memory, one).get(0));

        // When
        memory.connected(to(second), true);
        Verdict again = memory.judge(1, 7, true, 1);
        passBarrier(memory);

        // Then
        assertThat(again).isEqualTo(Verdict.KNOWN);
        assertThat(second).containsExactly("PUBACK 7");
    }

    @Test
    void tellsWhenASessionThatWasHeldForBlankSendsSomethingAgainAfterAll() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.of(Map.of(7, 1L)));
        memory.connected(to(first), true);

        // When
        memory.noEvidence();

        // Then
        assertThat(memory.judge(2, 7, true, 1)).isEqualTo(Verdict.NEW_DESPITE_NO_EVIDENCE);
        assertThat(memory.judge(2, 8, false, 1)).isEqualTo(Verdict.NEW);
        memory.connected(to(second), false);
        assertThat(memory.judge(2, 7, true, 1)).isEqualTo(Verdict.NEW);
    }

    @Test
    void countsAMessageAgainstTheReceiveMaximumUntilItsPubcomp() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.EMPTY);
        open(memory, first, false);
        HandedOut record = handOut(memory, taken(memory, 7, 1)).get(0);
        store(memory, record);

        // When
        int afterPubrec = memory.unfinished();
        memory.released(7);
        store(memory, memory.handOut(List.of(), true).get(0));

        // Then
        assertThat(first).containsExactly("PUBREC 7", "PUBCOMP 7");
        assertThat(afterPubrec).isEqualTo(1);
        assertThat(memory.inFlight()).isZero();
        assertThat(memory.unfinished()).isZero();
    }

    @Test
    void passesMessagesOfQosOneInTheirTurnAndBindsThemUntilAcknowledged() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.EMPTY);
        open(memory, first, false);
        Taken one = new Taken(1, 7, 1);
        assertThat(memory.judge(1, 7, false, 1)).isEqualTo(Verdict.NEW);
        memory.take(one);
        memory.disconnected();
        HandedOut record = handOut(memory, one).get(0);
        store(memory, record);

        // When
        memory.connected(to(second), true);
        Verdict again = memory.judge(1, 7, true, 1);
        passBarrier(memory);

        // Then
        assertThat(record.snapshot().digests()).isEmpty();
        assertThat(again).isEqualTo(Verdict.KNOWN);
        assertThat(second).containsExactly("PUBACK 7");
        assertThat(memory.judge(1, 7, true, 1)).isEqualTo(Verdict.NEW);
    }

    @Test
    void answersWhatIsSkippedInItsTurnWithoutRememberingIt() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.EMPTY);
        open(memory, first, false);
        Taken before = taken(memory, 7, 1);
        Taken skipped = taken(memory, 8, 2);

        // When
        memory.skip(skipped);
        assertThat(first).isEmpty();
        HandedOut record = handOut(memory, before).get(0);
        store(memory, record);
        memory.released(8);

        // Then
        assertThat(record.snapshot().digests()).isEqualTo(Map.of(7, 1L));
        assertThat(first).containsExactly("PUBREC 7", "PUBREC 8", "PUBCOMP_NOT_FOUND 8");
    }

    /** The broker's state went back after its PUBREL, and it has a PUBREC for the other message from elsewhere. */
    @Test
    void doesNotFreeAnIdentifierByAnOffsetThatFollowedOnAnEarlierPubrel() {
        // Given
        SessionMemory memory = SessionMemory.of(Snapshot.of(Map.of(7, 1L)));
        open(memory, first, true);
        memory.released(7);
        HandedOut without = memory.handOut(List.of(), true).get(0);
        assertThat(memory.judge(2, 7, false, 2)).isEqualTo(Verdict.NEW_IN_PLACE_OF_ANOTHER);
        Taken other = new Taken(2, 7, 2);
        memory.take(other);
        HandedOut with = memory.handOut(List.of(other), false).get(0);
        memory.released(7);

        // When
        memory.settled(without, true);
        memory.settled(with, true);
        memory.committed();

        // Then
        assertThat(with.snapshot().digests()).isEqualTo(Map.of(7, 2L));
        assertThat(first).isEmpty();
        store(memory, memory.handOut(List.of(), true).get(0));
        assertThat(first).containsExactly("PUBCOMP 7");
    }

    /** To copy what is remembered for each poll would take minutes. */
    @Test
    @Timeout(20)
    void handsOutAtOnceHoweverMuchIsRemembered() {
        // Given
        Map<Integer, Long> remembered = new HashMap<>();
        for (int packetId = 1; packetId <= 60_000; packetId++) {
            remembered.put(packetId, (long) packetId);
        }
        SessionMemory memory = SessionMemory.of(Snapshot.of(remembered));
        open(memory, first, true);

        // When
        for (int i = 0; i < 50_000; i++) {
            int packetId = 60_001 + i % 5_000;
            store(memory, handOut(memory, taken(memory, packetId, i)).get(0));
            memory.released(packetId);
        }

        // Then
        HandedOut last = memory.handOut(List.of(), true).get(0);
        assertThat(last.snapshot().size()).isEqualTo(60_000);
    }

    /** To look with each record for what its offset freed would take minutes. */
    @Test
    @Timeout(20)
    void takesReportsAtOnceHoweverMuchTheirOffsetFrees() {
        // Given
        Map<Integer, Long> remembered = new HashMap<>();
        for (int packetId = 1; packetId <= 65_535; packetId++) {
            remembered.put(packetId, (long) packetId);
        }
        SessionMemory memory = SessionMemory.of(Snapshot.of(remembered));
        open(memory, first, true);
        remembered.keySet().forEach(memory::released);

        // When
        List<HandedOut> ofQosZero = memory.handOut(Collections.nCopies(200_000, null), false);
        ofQosZero.forEach(record -> memory.settled(record, true));

        // Then
        assertThat(first).hasSize(65_535).doesNotHaveDuplicates();
        assertThat(memory.due()).isFalse();
    }

    private static Answers to(List<String> sent) {
        return (what, packetId) -> sent.add(what + " " + packetId);
    }

    /** A connection with its barrier passed. */
    private static void open(SessionMemory memory, List<String> sent, boolean sessionPresent) {
        memory.connected(to(sent), sessionPresent);
        passBarrier(memory);
    }

    private static void passBarrier(SessionMemory memory) {
        store(memory, memory.handOut(List.of(), true).get(0));
    }

    private static Taken taken(SessionMemory memory, int packetId, long digest) {
        assertThat(memory.judge(2, packetId, false, digest)).isEqualTo(Verdict.NEW);
        Taken message = new Taken(2, packetId, digest);
        memory.take(message);
        return message;
    }

    private static List<HandedOut> handOut(SessionMemory memory, Taken... messages) {
        return memory.handOut(Arrays.asList(messages), false);
    }

    private static void store(SessionMemory memory, HandedOut record) {
        memory.settled(record, true);
        memory.committed();
    }
}
