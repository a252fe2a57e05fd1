package io.penstock.common.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class OffsetCommandTest {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final TopicPartition MORE_ORDERS = new TopicPartition("orders", 10);
    private static final TopicPartition CLIENTS = new TopicPartition("clients", 0);
    private static final List<TopicPartition> KNOWN = List.of(MORE_ORDERS, ORDERS, CLIENTS);
    private static final Map<String, String> PROPS = Map.of("topics", "orders, clients");

    private static OffsetCommand deleting(TopicPartition partition) {
        return new OffsetCommand(Collections.singletonMap(partition, null));
    }

    @Test
    void setsWhatItNames() {
        // When
        OffsetCommand command = new OffsetCommand(Map.of(ORDERS, 7L));

        // Then
        assertThat(command.positions(KNOWN, PROPS)).isEqualTo(Map.of(ORDERS, Optional.of(7L)));
        assertThat(command.deletes()).isFalse();
        assertThat(command.unnamed(KNOWN, PROPS)).containsExactly(CLIENTS, MORE_ORDERS);
    }

    @Test
    void aDeleteOfAGroupWithoutOffsetsResetsAll() {
        // When
        OffsetCommand command = new OffsetCommand(Map.of());

        // Then
        assertThat(command.positions(KNOWN, PROPS))
                .isEqualTo(Map.of(ORDERS, Optional.empty(), MORE_ORDERS, Optional.empty(), CLIENTS, Optional.empty()));
        assertThat(command.unnamed(KNOWN, PROPS)).isEmpty();
        assertThat(command.positions(KNOWN, Map.of("topics", "clients"))).containsOnlyKeys(CLIENTS);
    }

    @Test
    void aDeleteKnowsWhatItLeaves() {
        // When
        OffsetCommand command = deleting(CLIENTS);

        // Then
        assertThat(command.positions(KNOWN, PROPS)).isEqualTo(Map.of(CLIENTS, Optional.empty()));
        assertThat(command.deletes()).isTrue();
        assertThat(command.unnamed(KNOWN, PROPS)).containsExactly(ORDERS, MORE_ORDERS);
    }

    @Test
    void topicsThatTheConnectorReadsNoMoreAreNotMeant() {
        // Given
        OffsetCommand command = deleting(CLIENTS);

        // When / Then
        assertThat(command.unnamed(KNOWN, Map.of("topics", "clients"))).isEmpty();
        assertThat(command.unnamed(KNOWN, Map.of("topics.regex", "or.*"))).containsExactly(ORDERS, MORE_ORDERS);
    }

    @Test
    void refusesWhatNoRecordCanHave() {
        assertThatThrownBy(() -> new OffsetCommand(Map.of(ORDERS, -1L)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("orders-0");
    }
}
