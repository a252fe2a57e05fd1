package io.penstock.mqtt.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionsTest {
    @ParameterizedTest
    @CsvSource({"1, '0,1,2,3,4'", "2, '0,2,4 1,3'", "3, '0,3 1,4 2'", "5, '0 1 2 3 4'", "9, '0 1 2 3 4'"})
    void areSpreadOverTheTasksThatThereAre(int maxTasks, String spread) {
        // When
        List<Map<String, String>> tasks =
                Sessions.spread(props("mqtt.sessions", "5", "mqtt.share.group", "g"), maxTasks);

        // Then
        assertThat(tasks).extracting(task -> task.get(Sessions.OF_TASK)).containsExactly(spread.split(" "));
        assertThat(tasks).extracting(task -> task.get(MqttSourceConfig.TASK)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"bus, bus bus-1 bus-2", ", penstock-city-0 penstock-city-1 penstock-city-2"})
    void haveClientIdsThatDoNotDependOnTasksAndTheFirstTheOneThatItHadAlone(String clientId, String expected) {
        // Given
        Map<String, String> props = props("mqtt.sessions", "3", "mqtt.share.group", "g");
        if (clientId != null) {
            props.put("mqtt.client.id", clientId);
        }
        String[] all = expected.split(" ");

        // Then
        assertThat(clientIds(MqttSourceConfig.parse(props))).containsExactly(all);
        assertThat(clientIds(MqttSourceConfig.parse(Sessions.spread(props, 2).get(1))))
                .containsExactly(all[1]);
        props.put("mqtt.sessions", "1");
        assertThat(clientIds(MqttSourceConfig.parse(props))).containsExactly(all[0]);
    }

    @Test
    void shareAllFiltersByAGroup() {
        // When
        MqttSourceConfig config = MqttSourceConfig.parse(
                props("mqtt.sessions", "2", "mqtt.share.group", "g", "mqtt.topics", "a/+,/b", "mqtt.qos", "2"));

        // Then
        assertThat(config.sessions())
                .allSatisfy(session -> assertThat(session.filters())
                        .extracting(Object::toString)
                        .containsExactly("$share/g/a/+ at QoS 2", "$share/g//b at QoS 2"));
        assertThat(config.warnings()).singleElement().asString().contains("in no order");
    }

    @Test
    void mayHaveFiltersOfTheirOwn() {
        // When
        MqttSourceConfig config = MqttSourceConfig.parse(props(
                "mqtt.sessions", "2",
                "mqtt.subscriptions", "second,first",
                "mqtt.subscription.second.filter", "b",
                "mqtt.subscription.second.session", "1",
                "mqtt.subscription.first.filter", "c"));

        // Then
        assertThat(config.sessions())
                .extracting(session -> session.filters().toString())
                .containsExactly("[a/# at QoS 1, c at QoS 1]", "[b at QoS 1]");
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void needAGroupOrFiltersEach() {
        assertThatThrownBy(() -> MqttSourceConfig.parse(props("mqtt.sessions", "3")))
                .hasMessageContaining("mqtt.sessions: sessions [1, 2] of 3")
                .hasMessageContaining("mqtt.share.group");
        assertThatThrownBy(() -> MqttSourceConfig.parse(props(
                        "mqtt.subscriptions", "one",
                        "mqtt.subscription.one.filter", "b",
                        "mqtt.subscription.one.session", "1")))
                .hasMessageContaining("mqtt.subscription.one.session: there is no session 1");
        assertThatThrownBy(() -> MqttSourceConfig.parse(props(
                        "mqtt.share.group", "g",
                        "mqtt.topics", "$share/h/b,$exclusive/d",
                        "mqtt.subscriptions", "one",
                        "mqtt.subscription.one.filter", "c",
                        "mqtt.subscription.one.session", "0")))
                .hasMessageContaining("mqtt.topics: $share/h/b has a group of its own")
                .hasMessageContaining("mqtt.topics: $exclusive/d is for one session alone")
                .hasMessageContaining("mqtt.subscription.one.session: with mqtt.share.group every session has all");
    }

    @ParameterizedTest
    @CsvSource({"a/b", "a+", "#", "'a,b'"})
    void refuseGroupsThatAreNone(String group) {
        assertThatThrownBy(() -> MqttSourceConfig.parse(props("mqtt.share.group", group)))
                .hasMessageContaining("mqtt.share.group");
    }

    @Test
    void divideTheBufferOfTheirTask() {
        // When
        MqttSourceConfig config = MqttSourceConfig.parse(props("mqtt.buffer.max.messages", "10"));

        // Then
        assertThat(config.limits().dividedBy(4).records()).isEqualTo(2);
        assertThat(config.limits().dividedBy(100).records()).isEqualTo(1);
        assertThat(config.limits().dividedBy(1)).isEqualTo(config.limits());
    }

    @ParameterizedTest
    @CsvSource({"50, 1", "51, 2", "1000, 20", "1000, 2000"})
    void areFiftyToATaskAtMost(String sessions, String tasks) {
        // Given
        Map<String, String> props = props("mqtt.sessions", sessions, "mqtt.share.group", "g", "tasks.max", tasks);

        // Then
        assertThat(MqttSourceConfig.parse(props).connector()).isEqualTo("city");
    }

    @ParameterizedTest
    @CsvSource({"51, 1, 51, 2", "1000, 19, 53, 20"})
    void areRefusedWhereATaskWouldHaveMore(String sessions, String tasks, String each, String enough) {
        assertThatThrownBy(() -> MqttSourceConfig.parse(
                        props("mqtt.sessions", sessions, "mqtt.share.group", "g", "tasks.max", tasks)))
                .hasMessageContaining(
                        "mqtt.sessions: " + sessions + " sessions on " + tasks + " tasks (tasks.max) are " + each)
                .hasMessageContaining("raise tasks.max to " + enough);
    }

    @Test
    void warnWhereTheirMessagesMayOutgrowTheBuffer() {
        // Given
        Map<String, String> props =
                props("mqtt.sessions", "10", "mqtt.share.group", "g", "buffer.memory.bytes", "9000000");

        // Then
        assertThat(MqttSourceConfig.parse(props).warnings()).noneMatch(text -> text.contains("buffer.memory.bytes"));
        props.put("buffer.memory.bytes", "8999999");
        assertThat(MqttSourceConfig.parse(props).warnings())
                .anyMatch(
                        text -> text.contains("divided among 10 sessions") && text.contains("together 9000000 bytes"));
        assertThat(MqttSourceConfig.parse(Sessions.spread(props, 2).get(0)).warnings())
                .noneMatch(text -> text.contains("buffer.memory.bytes"));
    }

    private static List<String> clientIds(MqttSourceConfig config) {
        return config.sessions().stream()
                .map(session -> session.connect().clientId())
                .toList();
    }

    private static Map<String, String> props(String... keysAndValues) {
        Map<String, String> props = new HashMap<>(Map.of(
                "name", "city",
                "mqtt.uris", "tcp://broker",
                "mqtt.topics", "a/#",
                "kafka.topic", "positions",
                "value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            props.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return props;
    }
}
