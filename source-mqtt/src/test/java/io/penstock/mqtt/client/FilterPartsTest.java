package io.penstock.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FilterPartsTest {
    @Test
    void haveNoMoreThanEightFiltersEach() {
        // When
        List<List<TopicFilter>> parts = FilterParts.of(filters(17, 1), Function.identity(), Long.MAX_VALUE);

        // Then
        assertThat(parts).extracting(List::size).containsExactly(8, 8, 1);
        assertThat(parts.stream().flatMap(List::stream)).isEqualTo(filters(17, 1));
        assertThat(FilterParts.of(List.<TopicFilter>of(), Function.identity(), Long.MAX_VALUE))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void fitIntoThePacketsThatTheBrokerTakes(MqttVersion version) {
        // Given
        List<TopicFilter> filters = new ArrayList<>(filters(5, 30));
        filters.addAll(filters(5, 60));

        // When
        List<List<TopicFilter>> parts = FilterParts.of(filters, Function.identity(), 100);

        // Then
        assertThat(parts.stream().flatMap(List::stream)).isEqualTo(filters);
        assertThat(parts).hasSizeLessThan(filters.size()).allSatisfy(part -> {
            assertThat(PacketEncoder.subscribe(version, 1, requested(part), RetainHandling.SKIP))
                    .hasSizeLessThanOrEqualTo(100);
            assertThat(PacketEncoder.unsubscribe(version, 1, part)).hasSizeLessThanOrEqualTo(100);
        });
    }

    private static List<RequestedFilter> requested(List<TopicFilter> filters) {
        return filters.stream().map(filter -> new RequestedFilter(filter, 1)).toList();
    }

    private static List<TopicFilter> filters(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(i -> TopicFilter.parse((char) ('a' + i) + "x".repeat(length - 1)))
                .toList();
    }
}
