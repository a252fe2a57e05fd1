package io.penstock.mqtt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/** Plays a worker that writes in transactions: what it stores outlives a task, offset and messages alike. */
final class StoringWorker {
    private final String clientId;
    private final List<String> messages = new ArrayList<>();
    private Map<String, Object> offset = Map.of();

    StoringWorker(String clientId) {
        this.clientId = clientId;
    }

    DrivenTask start(String uri, String filter, Map<String, String> more) {
        return DrivenTask.start(
                uri,
                clientId,
                filter,
                more,
                offset.isEmpty() ? Map.of() : Map.of(Map.of("cluster", "default", "client.id", clientId), offset));
    }

    /** One transaction. */
    void store(DrivenTask task, List<SourceRecord> records) {
        write(records);
        task.store(records);
    }

    /** One transaction that the task does not hear of. */
    void write(List<SourceRecord> records) {
        for (SourceRecord record : records) {
            Map<String, Object> written = new HashMap<>();
            record.sourceOffset().forEach((field, value) -> written.put(String.valueOf(field), value));
            offset = written;
        }
        messages.addAll(DrivenTask.values(
                records.stream().filter(record -> record.value() != null).toList()));
    }

    List<String> messages() {
        return List.copyOf(messages);
    }

    boolean hasStored(String message) {
        return messages.contains(message);
    }

    boolean hasStoredAnything() {
        return !offset.isEmpty();
    }
}
