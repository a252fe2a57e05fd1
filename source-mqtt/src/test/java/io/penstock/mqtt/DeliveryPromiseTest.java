package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.mqtt.client.RequestedFilter;
import io.penstock.mqtt.client.TopicFilter;
import io.penstock.mqtt.config.Guarantee;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryPromiseTest {
    private static final Guarantee AT_LEAST_ONCE = new Guarantee.AtLeastOnce();

    @Test
    void hasOneClauseForEachQos() {
        assertThat(DeliveryPromise.of(
                        List.of(asked("a", 1), asked("b", 0), asked("c", 2), asked("d", 1)), AT_LEAST_ONCE))
                .isEqualTo(
                        "at QoS 2 (c) at least once: acknowledged after Kafka has the records; after the end of a task messages may come"
                                + " twice. Exactly once takes exactly.once.support=required, QoS 2 for every filter, and workers with"
                                + " exactly.once.source.support=enabled; at QoS 1 (a, d) at least once: acknowledged after Kafka has the records;"
                                + " after a broken connection or a crash messages may come twice; at QoS 0 (b) best effort: the broker keeps nothing");
    }

    @Test
    void namesFiltersOnlyWhereTheyDifferAndNotAllOfMany() {
        // Given
        List<RequestedFilter> many = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            many.add(asked("f" + i, 1));
        }
        String alone = DeliveryPromise.of(many, AT_LEAST_ONCE);

        // When
        many.add(asked("zero", 0));

        // Then
        assertThat(alone).startsWith("at QoS 1 at least once");
        assertThat(DeliveryPromise.of(many, AT_LEAST_ONCE))
                .startsWith("at QoS 1 (f0, f1, f2, f3, f4 and 2 more) at least once")
                .endsWith("; at QoS 0 (zero) best effort: the broker keeps nothing");
    }

    private static RequestedFilter asked(String filter, int qos) {
        return new RequestedFilter(TopicFilter.parse(filter), qos);
    }
}
