package io.penstock.mqtt.mapping.json;

import io.penstock.common.error.RecordException;
import io.penstock.mqtt.error.MqttError;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.jspecify.annotations.Nullable;

/** What JSON becomes in Kafka. */
public sealed interface JsonValues {
    /**
     * @param kafkaTopic the record's
     * @param json as {@link JsonPayload} reads it
     * @throws RecordException if it does not fit; its message holds nothing of the payload but names of fields
     */
    SchemaAndValue of(String kafkaTopic, @Nullable Object json);

    /** Without a schema: maps, lists, texts, numbers, booleans and null. */
    record Schemaless() implements JsonValues {
        @Override
        public SchemaAndValue of(String kafkaTopic, @Nullable Object json) {
            return new SchemaAndValue(null, json);
        }
    }

    /** By one schema. */
    record Given(JsonType type) implements JsonValues {
        @Override
        public SchemaAndValue of(String kafkaTopic, @Nullable Object json) {
            try {
                return new SchemaAndValue(type.schema(), type.convert(json));
            } catch (Misfit e) {
                throw malformed("the schema that is given (json.schema)", e);
            }
        }
    }

    /** By a schema of each Kafka topic that grows with its messages, and is forgotten with the task. Thread-confined. */
    final class Inferred implements JsonValues {
        private static final int MAX_TOPICS = 1_000;

        /** The least used first. */
        private final Map<String, JsonType> topics = new LinkedHashMap<>(16, 0.75f, true);

        @Override
        public SchemaAndValue of(String kafkaTopic, @Nullable Object json) {
            JsonType known = topics.get(kafkaTopic);
            try {
                if (known != null && json != null) {
                    return new SchemaAndValue(known.schema(), known.of(json));
                }
            } catch (Misfit e) {
                // It may have more than those before.
            }
            try {
                return learned(kafkaTopic, known, json);
            } catch (Misfit e) {
                throw malformed("what earlier messages for this Kafka topic had (json.schema=infer)", e);
            }
        }

        private SchemaAndValue learned(String kafkaTopic, @Nullable JsonType known, @Nullable Object json) {
            if (!(json instanceof Map<?, ?> map)) {
                throw new Misfit("it is no object");
            }
            JsonType.StructOf wider = Inference.widened(known, map);
            JsonType type = known != null && wider.equals(known) ? known : wider;
            Object value = type.of(map);
            topics.put(kafkaTopic, type);
            if (topics.size() > MAX_TOPICS) {
                topics.remove(topics.keySet().iterator().next());
            }
            return new SchemaAndValue(type.schema(), value);
        }
    }

    private static RecordException malformed(String expected, Misfit why) {
        return new RecordException(
                MqttError.PAYLOAD_MALFORMED, "the payload does not fit " + expected + ": " + why.getMessage());
    }
}
