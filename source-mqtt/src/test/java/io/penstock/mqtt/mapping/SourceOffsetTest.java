package io.penstock.mqtt.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.mqtt.session.Snapshot;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceOffsetTest {
    @Test
    void readsBackWhatItWrote() {
        // Given
        Map<Integer, Long> digests = Map.of(1, 0L, 65_535, -1L, 300, Long.MIN_VALUE);

        // When
        Map<String, Object> offset = new HashMap<>(SourceOffset.remembering(Snapshot.of(digests)));

        // Then
        assertThat(offset).containsOnlyKeys("version", "messages");
        assertThat(SourceOffset.isOffset(offset)).isTrue();
        assertThat(SourceOffset.read(offset).digests()).isEqualTo(digests);
    }

    /** Connect compares the bytes of partitions. */
    @Test
    void namesASessionInTheSameOrderInEveryProcess() {
        // Given
        Map<String, String> asConnectReadsIt = new HashMap<>();
        asConnectReadsIt.put("client.id", "a");
        asConnectReadsIt.put("cluster", "b");

        // Then
        assertThat(SourceOffset.partition("b", "a").keySet())
                .containsExactlyElementsOf(asConnectReadsIt.keySet())
                .containsExactly("cluster", "client.id");
    }

    @Test
    void remembersNothingAtTheFirstStartAndAfterAtLeastOnce() {
        assertThat(SourceOffset.read(null).digests()).isEmpty();
        assertThat(SourceOffset.read(SourceOffset.atLeastOnce()).digests()).isEmpty();
        assertThat(SourceOffset.read(SourceOffset.remembering(Snapshot.EMPTY)).digests())
                .isEmpty();
    }

    @Test
    void needsLittleRoomForAFullWindow() {
        // Given
        Map<Integer, Long> digests = new HashMap<>();
        for (int packetId = 1; packetId <= 10_000; packetId++) {
            digests.put(packetId, -1L - packetId);
        }

        // Then: below a fifth of what Kafka takes as one record by default
        assertThat(String.valueOf(SourceOffset.remembering(Snapshot.of(digests)).get("messages")))
                .hasSizeLessThan(200_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1:2:3", "1:?", "0:1", "zzzz:1", "1:1,"})
    void refusesWhatItDidNotWriteWithoutRepeatingIt(String messages) {
        assertThatThrownBy(() -> SourceOffset.read(Map.of("version", 2L, "messages", messages)))
                .hasMessageContaining("PEN-230");
    }
}
