package io.penstock.mqtt.mapping;

import io.penstock.common.error.RecordException;
import io.penstock.common.template.Template;
import io.penstock.mqtt.error.MqttError;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * What a record's timestamp is made of.
 *
 * @param maxAhead how far ahead of the clock it may lie: brokers refuse more, and with it the task's whole batch
 */
public record RecordTimestamp(Template<MessageView> template, TimestampUnit unit, Duration maxAhead, Clock clock) {
    /** In place of the time where none is known: nothing lies ahead of it. */
    public static final Clock NO_TIME = Clock.fixed(Instant.ofEpochMilli(Long.MAX_VALUE), ZoneOffset.UTC);

    RecordTimestamp at(Clock now) {
        return new RecordTimestamp(template, unit, maxAhead, now);
    }

    long of(MessageView message) {
        long millis = unit.millis(template.render(message))
                .orElseThrow(() -> new RecordException(
                        MqttError.VALUE_UNUSABLE,
                        "what kafka.timestamp makes of the message is neither a number nor a date and time with its offset (as in"
                                + " 2026-11-22T10:15:30Z), or not between the years 1970 and 9999"));
        if (millis - clock.millis() > maxAhead.toMillis()) {
            throw new RecordException(
                    MqttError.VALUE_UNUSABLE,
                    "what kafka.timestamp makes of the message lies further ahead than kafka.timestamp.max.ahead.ms="
                            + maxAhead.toMillis());
        }
        return millis;
    }

    boolean readsFields() {
        return template.variables().stream()
                .anyMatch(name -> MessageVocabulary.field(name).isPresent());
    }
}
