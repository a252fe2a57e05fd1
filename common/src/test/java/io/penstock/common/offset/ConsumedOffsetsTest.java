package io.penstock.common.offset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class ConsumedOffsetsTest {

    private static final TopicPartition ORDERS_0 = new TopicPartition("orders", 0);
    private static final TopicPartition ORDERS_1 = new TopicPartition("orders", 1);

    private final ConsumedOffsets consumed = new ConsumedOffsets();

    @Test
    void believesTheCountOfPartitionsThatWereOpenedWhileNothingWasGivenBack() {
        consumed.opened(List.of(ORDERS_0));
        consumed.givenBack();

        assertThat(consumed.isTrue(ORDERS_0)).isTrue();
    }

    @Test
    void doubtsThoseThatCameBackWhileRecordsWereGivenBackUntilARecordOfThemIsTaken() {
        // Given
        consumed.opened(List.of(ORDERS_0, ORDERS_1));
        consumed.givenBack();
        consumed.closed(List.of(ORDERS_0, ORDERS_1));
        consumed.opened(List.of(ORDERS_0, ORDERS_1));
        // When
        consumed.taken(List.of());
        consumed.taken(List.of(record(1)));
        // Then
        assertThat(consumed.isTrue(ORDERS_0)).isFalse();
        assertThat(consumed.isTrue(ORDERS_1)).isTrue();
    }

    @Test
    void aFailedPutOfItsRecordsEndsNoDoubt() {
        consumed.givenBack();
        consumed.opened(List.of(ORDERS_0));
        consumed.givenBack();

        assertThat(consumed.isTrue(ORDERS_0)).isFalse();
    }

    @Test
    void believesAgainAfterThePutThatConnectCountedThem() {
        consumed.givenBack();
        consumed.taken(List.of());
        consumed.opened(List.of(ORDERS_0));

        assertThat(consumed.isTrue(ORDERS_0)).isTrue();
    }

    @Test
    void forgetsTheDoubtsOfPartitionsThatAreGone() {
        consumed.givenBack();
        consumed.opened(List.of(ORDERS_0));
        consumed.taken(List.of());
        consumed.closed(List.of(ORDERS_0));
        consumed.opened(List.of(ORDERS_0));

        assertThat(consumed.isTrue(ORDERS_0)).isTrue();
    }

    private static SinkRecord record(int partition) {
        return new SinkRecord("orders", partition, null, null, null, "x", 7);
    }
}
