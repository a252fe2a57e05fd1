package io.penstock.mqtt.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.mqtt.session.Snapshot;
import java.util.HashMap;
import java.util.List;
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
        Map<String, Object> offset =
                new HashMap<>(SourceOffset.remembering(Snapshot.of(digests), List.of("a/+", "$share/g/#")));

        // Then
        assertThat(offset).containsOnlyKeys("version", "messages", "filters");
        assertThat(SourceOffset.filters(offset)).containsExactly("a/+", "$share/g/#");
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
        assertThat(SourceOffset.filters(null)).isEmpty();
        Map<String, Object> atLeastOnce = SourceOffset.atLeastOnce(List.of("a/#"));
        assertThat(SourceOffset.read(atLeastOnce).digests()).isEmpty();
        assertThat(SourceOffset.filters(atLeastOnce)).containsExactly("a/#");
        assertThat(SourceOffset.isOffset(atLeastOnce)).isTrue();
        assertThat(SourceOffset.read(SourceOffset.remembering(Snapshot.EMPTY, List.of("a/#")))
                        .digests())
                .isEmpty();
    }

    /** As the first builds wrote them. */
    @Test
    void takesAnOffsetWithoutFilters() {
        assertThat(SourceOffset.isOffset(Map.of("version", 1))).isTrue();
        assertThat(SourceOffset.filters(Map.of("version", 1))).isEmpty();
        assertThat(SourceOffset.isOffset(Map.of("version", 2))).isFalse();
        assertThat(SourceOffset.isOffset(Map.of("version", 1, "position", 7))).isFalse();
    }

    @Test
    void hasRoomForEveryPacketIdInARecordOfKafkasDefaultSize() {
        // Given
        Map<Integer, Long> digests = new HashMap<>();
        for (int packetId = 1; packetId <= 65_535; packetId++) {
            digests.put(packetId, -1L - packetId);
        }

        // When
        Map<String, Object> offset = SourceOffset.remembering(Snapshot.of(digests), List.of("a/#"));

        // Then: max.request.size is 1,048,576
        assertThat(String.valueOf(offset.get("messages"))).hasSizeLessThan(800_000);
        assertThat(SourceOffset.read(offset).digests()).isEqualTo(digests);
    }

    /** The format of version 2, byte by byte. */
    @Test
    void staysReadableForLaterVersions() {
        assertThat(SourceOffset.remembering(Snapshot.of(Map.of(7, 1L, 300, -1L)), List.of("a", "b")))
                .isEqualTo(Map.of("version", 2L, "filters", "a,b", "messages", "BwAAAAAAAAABpQL//////////w"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "?",
                "BwAAAAAAAAAB/",
                "AAAAAAAAAAAB",
                "BwAAAAAAAAA",
                "/////wAAAAAAAAAB",
                "//8DAAAAAAAAAAEBAAAAAAAAAAE"
            })
    void refusesWhatItDidNotWriteWithoutRepeatingIt(String messages) {
        assertThatThrownBy(() -> SourceOffset.read(Map.of("version", 2L, "messages", messages)))
                .hasMessageContaining("PEN-230");
    }
}
