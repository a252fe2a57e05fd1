package io.penstock.jdbc.plan;

import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Change events as Debezium's connectors write them (its manual, "Data change events"): {@code op} says what happened to a row,
 * {@code before} and {@code after} hold its states, as structures or as maps without a schema.
 */
final class DebeziumEnvelope {

    private static final String OP = "op";
    private static final String BEFORE = "before";
    private static final String AFTER = "after";

    private DebeziumEnvelope() {}

    /** Whether the value is a structure with the name that Debezium gives to envelopes. */
    static boolean isNamedSo(Object value) {
        if (!(value instanceof Struct struct)) {
            return false;
        }
        String name = struct.schema().name();
        return name != null
                // Protobuf's converter leaves the package away
                && (name.endsWith(".Envelope") || name.equals("Envelope"))
                && struct.schema().field(OP) != null
                && struct.schema().field(AFTER) != null;
    }

    /** @throws io.penstock.common.error.RecordException when the record is no such event */
    static Event read(SinkRecord record) {
        Object envelope = record.value();
        Object op = part(envelope, OP);
        return switch (op == null ? "" : op.toString()) {
            case "c", "r", "u" -> new Event.Write(state(record, AFTER, true));
            case "d" -> new Event.Delete(state(record, BEFORE, false), true);
            case "t" -> new Event.Truncate();
            default ->
                throw EventReader.otherFormat(
                        record, envelope, "it is no change event of a row: its op is none of c, r, u, d and t");
        };
    }

    private static SinkRecord state(SinkRecord record, String part, boolean needed) {
        Object envelope = record.value();
        Object state = part(envelope, part);
        if (needed && state == null) {
            throw EventReader.otherFormat(record, envelope, "its " + part + " is missing");
        }
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                state == null ? null : schema(envelope, part),
                state,
                record.timestamp(),
                record.headers());
    }

    private static @Nullable Object part(@Nullable Object envelope, String name) {
        if (envelope instanceof Struct struct) {
            Field field = struct.schema().field(name);
            return field == null ? null : struct.get(field);
        }
        return envelope instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private static @Nullable Schema schema(@Nullable Object envelope, String name) {
        return envelope instanceof Struct struct ? struct.schema().field(name).schema() : null;
    }
}
