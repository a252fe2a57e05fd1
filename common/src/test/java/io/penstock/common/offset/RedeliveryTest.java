package io.penstock.common.offset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class RedeliveryTest {

    private static final TopicPartition ORDERS_0 = new TopicPartition("orders", 0);
    private static final TopicPartition ORDERS_1 = new TopicPartition("orders", 1);

    private final Redelivery redelivery = new Redelivery();

    @Test
    void believesTheCountOfPartitionsThatWereOpenedWhileNothingWasGivenBack() {
        redelivery.opened(List.of(ORDERS_0));
        failed(List.of());

        assertThat(redelivery.isCountTrue(ORDERS_0)).isTrue();
    }

    @Test
    void doubtsThoseThatCameBackWhileRecordsWereGivenBackUntilARecordOfThemIsTaken() {
        // Given
        redelivery.opened(List.of(ORDERS_0, ORDERS_1));
        failed(List.of());
        rebalanced(ORDERS_0, ORDERS_1);
        // When
        succeeded(List.of());
        succeeded(List.of(record(1)));
        // Then
        assertThat(redelivery.isCountTrue(ORDERS_0)).isFalse();
        assertThat(redelivery.isCountTrue(ORDERS_1)).isTrue();
    }

    @Test
    void aFailedPutOfItsRecordsEndsNoDoubt() {
        failed(List.of());
        redelivery.opened(List.of(ORDERS_0));
        failed(List.of(record(0)));

        assertThat(redelivery.isCountTrue(ORDERS_0)).isFalse();
    }

    @Test
    void believesAgainAfterThePutThatConnectCountedThem() {
        failed(List.of());
        succeeded(List.of());
        redelivery.opened(List.of(ORDERS_0));

        assertThat(redelivery.isCountTrue(ORDERS_0)).isTrue();
    }

    @Test
    void forgetsTheDoubtsOfPartitionsThatAreGone() {
        failed(List.of());
        redelivery.opened(List.of(ORDERS_0));
        succeeded(List.of());
        rebalanced(ORDERS_0);

        assertThat(redelivery.isCountTrue(ORDERS_0)).isTrue();
    }

    @Test
    void takesNothingOfAPartitionThatWasOpenedSinceItsRecordsWereFetched() {
        // Given
        SinkRecord old = record(0);
        SinkRecord other = record(1);
        failed(List.of(old, other));
        // When
        rebalanced(ORDERS_0);
        // Then
        assertThat(redelivery.begin(List.of(old, other))).containsExactly(other);
        assertThat(redelivery.isAgain()).isTrue();
    }

    @Test
    void thoseRecordsEndNoDoubt() {
        // Given
        SinkRecord old = record(0);
        failed(List.of(old));
        rebalanced(ORDERS_0);
        // When
        succeeded(List.of(old));
        // Then
        assertThat(redelivery.isCountTrue(ORDERS_0)).isFalse();
        succeeded(List.of(record(0)));
        assertThat(redelivery.isCountTrue(ORDERS_0)).isTrue();
    }

    @Test
    void takesWhatIsFetchedLaterAlsoWhenItIsGivenBackInItsTurn() {
        // Given
        failed(List.of(record(0)));
        rebalanced(ORDERS_0);
        List<SinkRecord> fresh = List.of(record(0));
        // When
        failed(fresh);
        // Then
        assertThat(redelivery.begin(fresh)).isEqualTo(fresh);
        assertThat(redelivery.isAgain()).isTrue();
    }

    @Test
    void takesNothingOfItHoweverManyRebalancesComeBetween() {
        // Given
        SinkRecord old = record(0);
        failed(List.of(old));
        rebalanced(ORDERS_0);
        failed(List.of(old));
        // When
        rebalanced(ORDERS_0);
        // Then
        assertThat(redelivery.begin(List.of(old))).isEmpty();
    }

    private void rebalanced(TopicPartition... partitions) {
        redelivery.closed(List.of(partitions));
        redelivery.opened(List.of(partitions));
    }

    private void failed(List<SinkRecord> records) {
        redelivery.begin(records);
        redelivery.givenBack(records);
    }

    private void succeeded(List<SinkRecord> records) {
        redelivery.begin(records);
        redelivery.taken(records);
    }

    private static SinkRecord record(int partition) {
        return new SinkRecord("orders", partition, null, null, null, "x", 7);
    }
}
