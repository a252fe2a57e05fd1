package io.penstock.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "#",
                "+",
                "/",
                "a",
                "a/#",
                "+/b/+",
                "/+/#",
                "$SYS/#",
                "$share/g/a/+/#",
                "$share/g//a",
                "$share/g/#"
            })
    void takesWhatTheSpecificationAllows(String filter) {
        assertThat(TopicFilter.parse(filter).text()).isEqualTo(filter);
    }

    @ParameterizedTest
    @CsvSource({
        "a#, MQTT-4.7.1-1",
        "#/a, MQTT-4.7.1-1",
        "a/#/b, MQTT-4.7.1-1",
        "a+, MQTT-4.7.1-2",
        "a/+b/c, MQTT-4.7.1-2",
        "$share/, MQTT-4.8.2-1",
        "$share//a, MQTT-4.8.2-1",
        "$share/g, MQTT-4.8.2-2",
        "$share/g/, MQTT-4.8.2-2",
        "$share/g+/a, MQTT-4.8.2-2",
        "$share/g/a#, MQTT-4.7.1-1"
    })
    void refusesTheRestNamingTheClause(String filter, String clause) {
        assertThatThrownBy(() -> TopicFilter.parse(filter)).hasMessageContaining(clause);
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, a/b, true",
        "a/+, a/b, true",
        "a/+, +/b, true",
        "a/#, a, true",
        "a/#, a/b/c, true",
        "#, x/y, true",
        "$share/g/a/+, a/b, true",
        "a/b, a/c, false",
        "a/+, a, false",
        "a/+/c, a/b, false",
        "+/x, a/#, true",
        "#, $SYS/#, false",
        "+/a, $SYS/a, false",
        "$SYS/#, $SYS/broker/load, true",
        "$share/g/#, $SYS/#, false",
        "a/+/c, a/b/d, false",
        "$queue/a/#, a/b, true",
        "$exclusive/a/b, a/+, true",
        "$queue/a/#, b/#, false"
    })
    void seesWhetherATopicCanMatchTwoFilters(String one, String other, boolean overlap) {
        assertThat(TopicFilter.parse(one).overlaps(TopicFilter.parse(other))).isEqualTo(overlap);
        assertThat(TopicFilter.parse(other).overlaps(TopicFilter.parse(one))).isEqualTo(overlap);
    }
}
