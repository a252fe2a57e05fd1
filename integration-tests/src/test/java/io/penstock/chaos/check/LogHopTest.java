package io.penstock.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.load.MessageId;
import io.penstock.chaos.load.MessageKind;
import io.penstock.chaos.load.Receipts;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogHopTest {

    private static final String KEY = "p0/k1";

    private final Receipts receipts = receipts(Set.of());

    @Test
    void aSoundLogHasNoBreach() {
        Hop hop = mqtt(log(0, 1, 2, 3));

        assertThat(hop).isEqualTo(new Hop("mqtt-qos1 → kafka", 4, 4, 0, 0, 0, 0, 0, 0, 0, List.of()));
    }

    @Test
    void anAcknowledgedMessageThatIsAbsentIsMissing() {
        Hop hop = mqtt(log(0, 1, 3));

        assertThat(hop.missing()).isEqualTo(1);
        assertThat(hop.breaches()).containsExactly("1 missing: p0/2");
    }

    @Test
    void aMessageThatWasNeverAcknowledgedMayBeAbsentOrPresent() {
        Receipts last = new Receipts(Map.of(0, 5L), ids(0, 1, 2, 3), Set.of(), Set.of());

        assertThat(mqtt(last, log(0, 1, 2, 3)).breaches()).isEmpty();
        assertThat(mqtt(last, log(0, 1, 2, 3, 4)).breaches()).isEmpty();
    }

    @Test
    void overMqttARepetitionIsCountedAndOnlyThere() {
        Log twice = log(0, 1, 2, 1, 2, 3);

        assertThat(mqtt(twice).twice()).isEqualTo(2);
        assertThat(mqtt(twice).breaches()).isEmpty();
        assertThat(producers(receipts, twice).twice()).isEqualTo(2);
        assertThat(producers(receipts, twice).breaches())
                .containsExactly("2 twice: p0/1 at chaos-0@3, p0/2 at chaos-0@4");
    }

    @Test
    void aRepetitionThatNoFaultAccountsForIsABreach() {
        Log thrice = log(0, 1, 1, 1, 2, 3);

        assertThat(new LogHop(receipts, id -> 2)
                        .check("mqtt-qos1 → kafka", thrice)
                        .breaches())
                .isEmpty();
        assertThat(new LogHop(receipts, id -> 1)
                        .check("mqtt-qos1 → kafka", thrice)
                        .breaches())
                .containsExactly("1 twice: p0/1 at chaos-0@3");
        assertThat(new LogHop(receipts, id -> 0)
                        .check("mqtt-qos1 → kafka", thrice)
                        .breaches())
                .containsExactly("2 twice: p0/1 at chaos-0@2, p0/1 at chaos-0@3");
    }

    @Test
    void aRepetitionIsAllowedForThisMessageAndNotForThat() {
        Hop hop = new LogHop(receipts, id -> id.sequence() == 1 ? 1 : 0)
                .check("mqtt-qos2 → kafka", log(0, 1, 1, 2, 2, 3));

        assertThat(hop.twice()).isEqualTo(2);
        assertThat(hop.breaches()).containsExactly("1 twice: p0/2 at chaos-0@4");
    }

    @Test
    void aLogIsPartedByTheQosOfItsMessagesAndStrangersAreToldOnce() {
        LogEntry exact = new LogEntry(new Coordinates(1, 0), 0, new MessageId(2, 7), MessageKind.GOOD, "p2/k1", true);
        List<Coordinates> strangers = List.of(new Coordinates(5, 7));
        Log log = new Log(List.of(entry(0, 0, KEY, true), exact), strangers);

        assertThat(log.ofQos(1)).isEqualTo(new Log(List.of(entry(0, 0, KEY, true)), strangers));
        assertThat(log.ofQos(2)).isEqualTo(new Log(List.of(exact), List.of()));
    }

    @Test
    void whatTheProducerItselfSentAgainMayBeThereTwice() {
        assertThat(producers(receipts(Set.of(1)), log(0, 1, 2, 3, 1)).breaches())
                .isEmpty();
    }

    @Test
    void aFirstComingBehindALaterMessageOfItsKeyIsOutOfOrder() {
        Hop hop = mqtt(log(0, 2, 1, 3));

        assertThat(hop.outOfOrder()).isEqualTo(1);
        assertThat(hop.breaches()).containsExactly("1 out of order: p0/1 at chaos-0@2 behind p0/2 at chaos-0@1");
    }

    @Test
    void aMessageThatThePublisherSentAgainIsNotOutOfOrder() {
        assertThat(mqtt(receipts(Set.of(1)), log(0, 2, 1, 3)).outOfOrder()).isZero();
        assertThat(mqtt(receipts(Set.of(3)), log(0, 3, 1, 2)).outOfOrder()).isZero();
    }

    @Test
    void keysHaveNoOrderAmongEachOther() {
        Log log = new Log(
                List.of(
                        entry(0, 1, "p0/k2", true),
                        entry(1, 0, KEY, true),
                        entry(2, 2, KEY, true),
                        entry(3, 3, KEY, true)),
                List.of());

        assertThat(mqtt(log).breaches()).isEmpty();
    }

    @Test
    void aKeyInTwoPartitionsIsABreachThoughTheOrderLooksRight() {
        LogEntry elsewhere = new LogEntry(new Coordinates(1, 0), 0, new MessageId(0, 3), MessageKind.GOOD, KEY, true);
        Log log = new Log(
                List.of(entry(0, 0, KEY, true), entry(1, 1, KEY, true), entry(2, 2, KEY, true), elsewhere), List.of());

        assertThat(mqtt(log).outOfOrder()).isZero();
        assertThat(mqtt(log).breaches())
                .containsExactly(
                        "1 under a key that stands in another partition: p0/3 at chaos-1@0 and p0/0 at chaos-0@0");
    }

    @Test
    void anotherContentIsAltered() {
        Log log = new Log(
                List.of(
                        entry(0, 0, KEY, true),
                        entry(1, 1, KEY, false),
                        entry(2, 2, KEY, true),
                        entry(3, 3, KEY, true)),
                List.of());

        assertThat(mqtt(log).altered()).isEqualTo(1);
        assertThat(mqtt(log).breaches()).containsExactly("1 altered: p0/1 at chaos-0@1");
    }

    @Test
    void whatNobodySentIsABreach() {
        assertThat(mqtt(log(0, 1, 2, 3, 9)).breaches()).containsExactly("1 never sent: p0/9 at chaos-0@4");
        assertThat(mqtt(new Log(log(0, 1, 2, 3).entries(), List.of(new Coordinates(5, 7))))
                        .breaches())
                .containsExactly("1 not a message of this run: chaos-5@7");
    }

    @Test
    void aBreachNamesItsFirstFiveExamples() {
        Receipts many = new Receipts(Map.of(0, 8L), ids(0, 1, 2, 3, 4, 5, 6, 7), Set.of(), ids(1));

        assertThat(mqtt(many, log(0)).breaches())
                .containsExactly(
                        "7 missing: p0/1 (taken over although nobody had subscribed), p0/2, p0/3, p0/4, p0/5, …");
    }

    private Hop mqtt(Log log) {
        return mqtt(receipts, log);
    }

    private static Hop mqtt(Receipts receipts, Log log) {
        return new LogHop(receipts, id -> 1).check("mqtt-qos1 → kafka", log);
    }

    private static Hop producers(Receipts receipts, Log log) {
        return new LogHop(receipts, id -> 0).check("producers → kafka", log);
    }

    private static Receipts receipts(Set<Integer> repeated) {
        Set<MessageId> again = new HashSet<>();
        repeated.forEach(sequence -> again.add(new MessageId(0, sequence)));
        return new Receipts(Map.of(0, 4L), ids(0, 1, 2, 3), again, Set.of());
    }

    private static Set<MessageId> ids(long... sequences) {
        Set<MessageId> ids = new HashSet<>();
        Arrays.stream(sequences).forEach(sequence -> ids.add(new MessageId(0, sequence)));
        return ids;
    }

    private static Log log(long... sequences) {
        return new Log(
                IntStream.range(0, sequences.length)
                        .mapToObj(offset -> entry(offset, sequences[offset], KEY, true))
                        .toList(),
                List.of());
    }

    private static LogEntry entry(long offset, long sequence, String key, boolean sound) {
        return new LogEntry(new Coordinates(0, offset), 0, new MessageId(0, sequence), MessageKind.GOOD, key, sound);
    }
}
