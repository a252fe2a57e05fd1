package io.penstock.common.offset;

import static io.penstock.common.offset.PositionGate.Decision.ACCEPT;
import static io.penstock.common.offset.PositionGate.Decision.DISCARD;
import static io.penstock.common.offset.PositionGate.Decision.SEEK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.FatalException;
import java.util.Optional;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PositionGateTest {

    private static final long FAR = PositionGate.NEAR + 1;

    /** The ledger holds everything below {@code next}, whose predecessor is the witness. */
    private static Position upTo(long next) {
        return new Position(0, next, Optional.of(Witness.of(Records.at(next - 1))));
    }

    private static PositionGate gate(Position claimed) {
        return new PositionGate(Records.ORDERS, claimed);
    }

    @Nested
    class WithoutAnOpinion {

        @Test
        void takesWhateverComesFirstAndCountsFromThere() {
            // Given
            PositionGate gate = gate(Position.noOpinion(3));

            // When
            PositionGate.Decision decision = gate.admit(Records.at(41));

            // Then
            assertThat(decision).isEqualTo(ACCEPT);
            assertThat(gate.position()).isEqualTo(new Position(3, 42, Optional.of(Witness.of(Records.at(41)))));
        }

        @Test
        void hasNoneUntilARecordCame() {
            // Given
            PositionGate gate = gate(Position.noOpinion(3));

            // When
            Position position = gate.position();

            // Then
            assertThat(position).isEqualTo(Position.noOpinion(3));
            assertThat(position.hasOpinion()).isFalse();
            assertThat(gate.nextOffset()).isEqualTo(Position.NO_OPINION);
        }

        @Test
        void discardsWhatItTookWhenTheFrameworkRewinds() {
            // Given
            PositionGate gate = gate(Position.noOpinion(0));
            gate.admit(Records.at(41));
            gate.admit(Records.at(42));

            // When
            PositionGate.Decision first = gate.admit(Records.at(41));
            PositionGate.Decision second = gate.admit(Records.at(42));
            PositionGate.Decision third = gate.admit(Records.at(43));

            // Then
            assertThat(first).isEqualTo(DISCARD);
            assertThat(second).isEqualTo(DISCARD);
            assertThat(third).isEqualTo(ACCEPT);
        }
    }

    @Nested
    class SomebodyMovedTheGroup {

        @Test
        void isToldOnceWhetherToBelowOrBeyondThePosition() {
            for (long from : new long[] {2, FAR * 2 + 100}) {
                // Given
                PositionGate gate = gate(upTo(12));

                // When
                gate.admit(Records.at(from));

                // Then
                assertThat(gate.displacement().orElseThrow())
                        .contains("orders-0", "from offset " + from, "next offset is 12", "PATCH");
                gate.admit(Records.at(from + 1));
                assertThat(gate.displacement()).isEmpty();
            }
        }

        @Test
        void isNotSaidOfWhatBeginsAtThePositionNorOfAPartitionWithoutOne() {
            // Given
            PositionGate standing = gate(upTo(12));
            PositionGate without = gate(Position.noOpinion(0));

            // When
            standing.admit(Records.at(12));
            without.admit(Records.at(7));

            // Then
            assertThat(standing.displacement()).isEmpty();
            assertThat(without.displacement()).isEmpty();
        }

        @Test
        void isNotSaidAgainWhenThePutIsGivenBack() {
            // Given
            PositionGate gate = gate(upTo(12));
            PositionGate.Mark mark = gate.mark();
            gate.admit(Records.at(2));
            assertThat(gate.displacement()).isPresent();

            // When
            gate.rollBack(mark);
            gate.admit(Records.at(2));

            // Then
            assertThat(gate.displacement()).isEmpty();
        }
    }

    @Nested
    class AtThePosition {

        @Test
        void takesTheNextRecord() {
            // Given
            PositionGate gate = gate(upTo(5));

            // When
            PositionGate.Decision decision = gate.admit(Records.at(5));

            // Then
            assertThat(decision).isEqualTo(ACCEPT);
            assertThat(gate.nextOffset()).isEqualTo(6);
        }

        @Test
        void passesOverGapsOnceDeliveryRuns() {
            // Given
            PositionGate gate = gate(upTo(5));
            gate.admit(Records.at(5));

            // When
            PositionGate.Decision decision = gate.admit(Records.at(90_000));

            // Then
            assertThat(decision).isEqualTo(ACCEPT);
            assertThat(gate.nextOffset()).isEqualTo(90_001);
        }

        @Test
        void countsByTheOriginalOffsetWhenATransformMadeANewRecord() {
            // Given
            PositionGate gate = gate(upTo(5));
            SinkRecord original = Records.at(5);
            SinkRecord renamed = original.newRecord(
                    "renamed", 7, null, original.key(), null, original.value(), original.timestamp());

            // When
            PositionGate.Decision decision = gate.admit(renamed);

            // Then
            assertThat(decision).isEqualTo(ACCEPT);
            assertThat(gate.nextOffset()).isEqualTo(6);
        }
    }

    @Nested
    class AboveThePosition {

        @Test
        void sendsTheConsumerBackWhenDeliveryBeginsAbove() {
            // Given
            PositionGate gate = gate(upTo(5));

            // When
            PositionGate.Decision decision = gate.admit(Records.at(8));

            // Then
            assertThat(decision).isEqualTo(SEEK);
            assertThat(gate.seekOffset()).isEqualTo(5);
            assertThat(gate.nextOffset()).isEqualTo(5);
        }

        @Test
        void takesAGapForOneAfterItAskedForThePosition() {
            // Given
            PositionGate gate = gate(upTo(5));
            gate.admit(Records.at(8));
            gate.sought();

            // When
            PositionGate.Decision decision = gate.admit(Records.at(8));

            // Then
            assertThat(decision).isEqualTo(ACCEPT);
            assertThat(gate.nextOffset()).isEqualTo(9);
        }

        @Test
        void refusesTheSameBatchAgainWhenARetriableExceptionBringsItBackBeforeTheSeek() {
            // Given
            PositionGate gate = gate(upTo(5));
            SinkRecord early = Records.at(8);
            gate.admit(early);
            gate.sought();

            // When
            PositionGate.Decision again = gate.admit(early);
            PositionGate.Decision rest = gate.admit(Records.at(9));
            gate.sought();
            PositionGate.Decision afterSeek = gate.admit(Records.at(6));

            // Then
            assertThat(again).isEqualTo(SEEK);
            assertThat(rest).isEqualTo(SEEK);
            assertThat(afterSeek).isEqualTo(ACCEPT);
        }

        @Test
        void refusesTheRestOfTheBatchUntilTheConsumerWasSent() {
            // Given
            PositionGate gate = gate(upTo(5));
            gate.admit(Records.at(8));

            // When
            PositionGate.Decision rest = gate.admit(Records.at(9));

            // Then
            assertThat(rest).isEqualTo(SEEK);
        }

        @Test
        void failsWhenASeekJumpsOverARecordThatTheTopicHolds() {
            // Given
            PositionGate gate = gate(upTo(5));
            gate.admit(Records.at(8));
            gate.sought();

            // When / Then
            assertThatThrownBy(() -> gate.admit(Records.at(20)))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-120")
                    .hasMessageContaining("offset 20")
                    .hasMessageContaining("offset 8")
                    .hasMessageContaining("auto.offset.reset");
        }
    }

    @Nested
    class BelowThePosition {

        @Test
        void discardsASmallDifferenceAndConfirmsTheWitness() {
            // Given
            PositionGate gate = gate(upTo(5));

            // When
            PositionGate.Decision third = gate.admit(Records.at(3));
            boolean unconfirmedBefore = gate.unconfirmed();
            PositionGate.Decision fourth = gate.admit(Records.at(4));
            boolean unconfirmedAfter = gate.unconfirmed();
            PositionGate.Decision fifth = gate.admit(Records.at(5));

            // Then
            assertThat(third).isEqualTo(DISCARD);
            assertThat(unconfirmedBefore).isTrue();
            assertThat(fourth).isEqualTo(DISCARD);
            assertThat(unconfirmedAfter).isFalse();
            assertThat(fifth).isEqualTo(ACCEPT);
        }

        @Test
        void sendsTheConsumerToTheWitnessWhenTheDifferenceIsLarge() {
            // Given
            PositionGate gate = gate(upTo(FAR));

            // When
            PositionGate.Decision decision = gate.admit(Records.at(0));
            long seekOffset = gate.seekOffset();
            gate.sought();
            PositionGate.Decision witness = gate.admit(Records.at(FAR - 1));
            PositionGate.Decision next = gate.admit(Records.at(FAR));

            // Then
            assertThat(decision).isEqualTo(SEEK);
            assertThat(seekOffset).isEqualTo(FAR - 1);
            assertThat(witness).isEqualTo(DISCARD);
            assertThat(next).isEqualTo(ACCEPT);
        }

        @Test
        void discardsUpToExactlyTheNearDistance() {
            // Given
            PositionGate gate = gate(upTo(PositionGate.NEAR));

            // When
            PositionGate.Decision decision = gate.admit(Records.at(0));

            // Then
            assertThat(decision).isEqualTo(DISCARD);
        }

        @Test
        void sendsTheConsumerAgainAfterALaterRewindOfTheFramework() {
            // Given: a seek that came true
            PositionGate gate = gate(upTo(FAR));
            gate.admit(Records.at(0));
            gate.sought();
            gate.admit(Records.at(FAR - 1));
            gate.admit(Records.at(FAR));

            // When: an older commit became the one to which the framework rewinds
            PositionGate.Decision decision = gate.admit(Records.at(0));

            // Then
            assertThat(decision).isEqualTo(SEEK);
            assertThat(gate.seekOffset()).isEqualTo(FAR);
        }

        @Test
        void seeksToThePositionItselfWhereThereIsNoWitness() {
            // Given: an operator altered the offsets
            PositionGate gate = gate(new Position(1, FAR, Optional.empty()));

            // When
            PositionGate.Decision decision = gate.admit(Records.at(0));

            // Then
            assertThat(decision).isEqualTo(SEEK);
            assertThat(gate.seekOffset()).isEqualTo(FAR);
            assertThat(gate.unconfirmed()).isFalse();
        }

        @Test
        void discardsASmallDifferenceWhereThereIsNoWitness() {
            // Given
            PositionGate gate = gate(new Position(1, 5, Optional.empty()));

            // When
            PositionGate.Decision below = gate.admit(Records.at(3));
            PositionGate.Decision next = gate.admit(Records.at(5));

            // Then
            assertThat(below).isEqualTo(DISCARD);
            assertThat(next).isEqualTo(ACCEPT);
        }
    }

    @Nested
    class ARecreatedTopic {

        private static SinkRecord fresh(long offset) {
            return Records.at(offset, 1_000_000 + offset, "value-" + offset);
        }

        @Test
        void isFoundByTheWitnessesTimestamp() {
            // Given
            PositionGate gate = gate(upTo(5));

            // When / Then
            assertThatThrownBy(() -> gate.admit(fresh(4)))
                    .isInstanceOfSatisfying(
                            FatalException.class, e -> assertThat(e.code()).isEqualTo(CommonError.RECORD_CONFLICT))
                    .hasMessageContaining("orders-0")
                    .hasMessageContaining("next offset is 5")
                    .hasMessageContaining("timestamp 1004")
                    .hasMessageContaining("1000004")
                    .hasMessageContaining("PATCH /connectors/<name>/offsets with"
                            + " {\"offsets\":[{\"partition\":{\"kafka_topic\":\"orders\",\"kafka_partition\":0},"
                            + "\"offset\":{\"kafka_offset\":0}}]}, an entry for each partition");
        }

        @Test
        void isFoundByTheWitnessesContentWithoutShowingIt() {
            // Given
            PositionGate gate = gate(upTo(5));

            // When / Then
            assertThatThrownBy(() -> gate.admit(Records.at(4, 1_004L, "card 4111")))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("another key or value")
                    .hasMessageContaining(
                            "transforms were changed since, it is the same topic: stop the connector, set this partition's offset to 5 (PATCH")
                    .hasMessageContaining("witness.check=timestamp")
                    .hasMessageNotContaining("4111");
        }

        @Test
        void isJudgedByTimestampOnlyWhereTransformsChangeValues() {
            // Given
            PositionGate gate = new PositionGate(Records.ORDERS, upTo(5), WitnessCheck.TIMESTAMP);

            // When
            PositionGate.Decision decision = gate.admit(Records.at(4, 1_004L, "another UUID"));

            // Then
            assertThat(decision).isEqualTo(DISCARD);
        }

        @Test
        void isFoundWhenASeekEndsBelowWhereItWasSent() {
            // Given
            PositionGate gate = gate(upTo(5));
            gate.admit(fresh(0));
            gate.sought();

            // When / Then
            assertThatThrownBy(() -> gate.admit(fresh(0)))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("begins at offset 0")
                    .hasMessageContaining("sent to offset 4");
        }

        @Test
        void isAskedForWhenItIsShortAndNothingMoreComes() {
            // Given
            PositionGate gate = gate(upTo(5));

            // When
            gate.admit(fresh(0));
            boolean before = gate.unconfirmed();
            long seekOffset = gate.seekOffset();
            gate.sought();
            boolean after = gate.unconfirmed();

            // Then
            assertThat(before).isTrue();
            assertThat(seekOffset).isEqualTo(4);
            assertThat(after).isFalse();
        }

        @Test
        void isFoundWhenItHasAGapInTheWitnessesPlace() {
            // Given
            PositionGate gate = gate(upTo(5));
            gate.admit(fresh(0));
            gate.admit(fresh(3));

            // When / Then
            assertThatThrownBy(() -> gate.admit(fresh(5)))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("offset 4")
                    .hasMessageContaining("PATCH /connectors/<name>/offsets");
        }

        @Test
        void isNotSuspectedWhenCompactionTookTheWitnessOfTheOldTopic() {
            // Given
            PositionGate gate = gate(upTo(5));
            gate.admit(Records.at(0));
            gate.admit(Records.at(3));

            // When
            PositionGate.Decision decision = gate.admit(Records.at(7));

            // Then
            assertThat(decision).isEqualTo(ACCEPT);
        }

        @Test
        void isSuspectedWhenAgeCannotBeCompared() {
            // Given
            PositionGate gate = gate(upTo(5));
            gate.admit(Records.at(0, null, "no timestamp"));

            // When / Then
            assertThatThrownBy(() -> gate.admit(Records.at(7))).isInstanceOf(FatalException.class);
        }
    }

    @Nested
    class APutThatGivesItsRecordsBack {

        @Test
        void takesThemAgainAfterTheRollBack() {
            // Given
            PositionGate gate = gate(upTo(5));
            gate.admit(Records.at(5));
            PositionGate.Mark mark = gate.mark();
            gate.admit(Records.at(6));
            gate.admit(Records.at(7));

            // When
            gate.rollBack(mark);
            Position position = gate.position();
            PositionGate.Decision again = gate.admit(Records.at(6));

            // Then
            assertThat(position).isEqualTo(upTo(6));
            assertThat(again).isEqualTo(ACCEPT);
        }

        @Test
        void asksAgainAfterTheRollBack() {
            // Given
            PositionGate gate = gate(upTo(5));
            SinkRecord early = Records.at(8);
            PositionGate.Mark mark = gate.mark();
            gate.admit(early);
            gate.sought();

            // When
            gate.rollBack(mark);
            PositionGate.Decision again = gate.admit(early);

            // Then
            assertThat(again).isEqualTo(SEEK);
        }

        @Test
        void keepsItsPositionWhenTheWitnessWasHashedInBetween() {
            // Given
            PositionGate gate = gate(Position.noOpinion(0));
            gate.admit(Records.at(5));
            PositionGate.Mark mark = gate.mark();
            gate.position();
            gate.admit(Records.at(6));
            gate.position();

            // When
            gate.rollBack(mark);

            // Then
            assertThat(gate.position()).isEqualTo(upTo(6));
        }
    }

    @Test
    void keepsTheGenerationOfTheClaim() {
        // Given
        PositionGate gate = gate(new Position(7, 5, Optional.empty()));

        // When
        gate.admit(new SinkRecord("orders", 0, null, null, null, null, 5, null, TimestampType.NO_TIMESTAMP_TYPE));

        // Then
        assertThat(gate.position().generation()).isEqualTo(7);
    }
}
