package io.penstock.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.FaultKind;
import io.penstock.chaos.plan.Moment;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OccasionsTest {

    @Test
    void aPromisedFailureWithoutAnyFaultIsABreach() {
        assertThat(excess(1, "PEN-310", "jdbc-insert"))
                .containsExactly("1 failures with PEN-310 of jdbc-insert, where the faults account for 0 at most");
        assertThat(excess(1, "PEN-207", "mqtt-qos1")).hasSize(1);
    }

    @Test
    void eachDisturbanceMayEndEachTaskOnce() {
        Strike freeze = strike(FaultKind.FREEZE, "worker-1");

        assertThat(excess(2, "PEN-310", "jdbc-insert", freeze)).isEmpty();
        assertThat(excess(3, "PEN-310", "jdbc-insert", freeze)).hasSize(1);
        assertThat(excess(4, "PEN-310", "jdbc-insert", freeze, freeze)).isEmpty();
        assertThat(excess(8, "PEN-310", "jdbc-insert", freeze, strike(FaultKind.MORE_TASKS, "jdbc-insert")))
                .isEmpty();
    }

    @Test
    void whatHitsOnlyTheTargetsOfOthersIsNoOccasion() {
        assertThat(excess(1, "PEN-310", "jdbc-insert", strike(FaultKind.KILL, "store")))
                .hasSize(1);
        assertThat(excess(1, "PEN-310", "jdbc-insert", strike(FaultKind.CUT, "worker-1>mqtt")))
                .hasSize(1);
        assertThat(excess(1, "PEN-310", "jdbc-insert", strike(FaultKind.CUT, "worker-1>kafka-1")))
                .isEmpty();
        assertThat(excess(1, "PEN-310", "jdbc-insert", strike(FaultKind.SILENCE, "worker-1>postgres")))
                .isEmpty();
        assertThat(excess(1, "PEN-310", "jdbc-insert", strike(FaultKind.STOP, "s3-plain")))
                .isEmpty();
    }

    @Test
    void whatConnectDoesByItselfNeedsNoOccasionOfOurs() {
        assertThat(excess(9, "org.apache.kafka.connect.runtime.TooManyTasksException", "jdbc-insert"))
                .isEmpty();
    }

    @Test
    void kafkaForgetsATransactionOnlyWhereAFaultMayHaveMadeIt() {
        String forgotten = "org.apache.kafka.common.errors.InvalidTxnStateException";

        assertThat(excess(1, forgotten, "mqtt-qos2")).hasSize(1);
        assertThat(excess(
                        1,
                        forgotten,
                        "mqtt-qos2",
                        strike(FaultKind.CUT, "worker-1>mqtt"),
                        strike(FaultKind.PAUSE, "mqtt-qos2")))
                .hasSize(1);
        assertThat(excess(1, forgotten, "mqtt-qos2", strike(FaultKind.KILL, "kafka-2")))
                .isEmpty();
        assertThat(excess(1, forgotten, "mqtt-qos2", strike(FaultKind.DELAY, "worker-1>kafka-1")))
                .isEmpty();
        assertThat(excess(1, forgotten, "mqtt-qos2", strike(FaultKind.FREEZE, "worker-1")))
                .isEmpty();
    }

    @Test
    void aRecordMayComeAgainAfterAFaultAndAfterItsUndoing() {
        Occasions occasions =
                new Occasions(List.of(strike(FaultKind.FREEZE, "worker-1"), strike(FaultKind.KILL, "store")));

        assertThat(occasions.redeliveries("mqtt-qos1")).isEqualTo(2);
        assertThat(occasions.redeliveries("s3-plain")).isEqualTo(4);
        assertThat(new Occasions(List.of()).redeliveries("mqtt-qos1")).isZero();
    }

    @Test
    void whatWasPublishedAtQos2ComesAgainOnlyAfterTheEndOfATask() {
        Occasions occasions = new Occasions(List.of(
                strike(FaultKind.KILL, "worker-1"),
                strike(FaultKind.KILL, "mqtt"),
                strike(FaultKind.SILENCE, "worker-1>mqtt")));

        assertThat(occasions.redeliveries("mqtt-qos1")).isEqualTo(6);
        assertThat(occasions.redeliveries("mqtt-qos2")).isEqualTo(2);
    }

    private static List<String> excess(int count, String code, String connector, Strike... strikes) {
        Failure failure = new Failure(connector, "task 0", 1, code, "x", "promised", "x");
        return new Occasions(Stream.of(strikes).toList())
                .excess(Collections.nCopies(count, failure), name -> name.equals("mqtt-qos1") ? 1 : 2);
    }

    private static Strike strike(FaultKind kind, String target) {
        return new Strike(new FaultEvent(1, kind, target, 500, Moment.ANY), 1, 501, false);
    }
}
