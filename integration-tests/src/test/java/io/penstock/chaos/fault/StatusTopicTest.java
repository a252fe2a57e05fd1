package io.penstock.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusTopicTest {

    private static final String FAILED = "{\"state\":\"FAILED\",\"trace\":\"x: PEN-324: refused\",\"generation\":3}";
    private static final String RUNNING = "{\"state\":\"RUNNING\",\"trace\":null,\"generation\":3}";

    @Test
    void countsEachFailureOnceThoughItWasOverSoon() {
        List<StatusTopic.Seen> failures = StatusTopic.failuresIn(
                List.of(
                        status(1_100, "status-task-jdbc-insert-1", RUNNING),
                        status(1_200, "status-task-jdbc-insert-1", FAILED),
                        status(1_201, "status-task-jdbc-insert-1", FAILED),
                        status(1_300, "status-task-jdbc-insert-1", RUNNING),
                        status(1_400, "status-task-jdbc-insert-1", FAILED),
                        status(1_250, "status-connector-jdbc-insert", FAILED),
                        status(1_500, "status-task-jdbc-insert-1", null),
                        status(1_600, "status-topic-chaos:connector-jdbc-insert", "{}"),
                        status(1_700, "status-task-other-0", FAILED)),
                List.of("jdbc-insert"),
                1_000);
        assertThat(failures)
                .containsExactly(
                        new StatusTopic.Seen("jdbc-insert", "task 1", 200, "x: PEN-324: refused"),
                        new StatusTopic.Seen("jdbc-insert", "connector", 250, "x: PEN-324: refused"),
                        new StatusTopic.Seen("jdbc-insert", "task 1", 400, "x: PEN-324: refused"));
    }

    @SuppressWarnings("NullAway") // a tombstone has no value
    private static ConsumerRecord<String, String> status(long time, String key, @Nullable String value) {
        return new ConsumerRecord<>(
                "chaos-status",
                0,
                0,
                time,
                TimestampType.CREATE_TIME,
                key.length(),
                0,
                key,
                value,
                new RecordHeaders(),
                Optional.empty());
    }
}
