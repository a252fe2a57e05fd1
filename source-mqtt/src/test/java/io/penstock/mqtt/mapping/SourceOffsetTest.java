package io.penstock.mqtt.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceOffsetTest {
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
}
