package io.penstock.chaos.check;

import io.penstock.chaos.load.MessageKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What Kafka holds.
 *
 * @param entries by partition and offset
 * @param strangers where records stand that are no message of this run's form
 */
record Log(List<LogEntry> entries, List<Coordinates> strangers) {

    Log {
        entries = entries.stream()
                .sorted((one, other) -> one.at().compareTo(other.at()))
                .toList();
        strangers = List.copyOf(strangers);
    }

    /** With what is published at this QoS. Strangers are told with the lower one. */
    Log ofQos(int qos) {
        return new Log(
                entries.stream().filter(entry -> entry.id().qos() == qos).toList(), qos == 1 ? strangers : List.of());
    }

    /** Those of the given kinds, by where they stand. */
    Map<Coordinates, LogEntry> of(Set<MessageKind> kinds) {
        return entries.stream()
                .filter(entry -> kinds.contains(entry.kind()))
                .collect(Collectors.toMap(LogEntry::at, Function.identity()));
    }
}
