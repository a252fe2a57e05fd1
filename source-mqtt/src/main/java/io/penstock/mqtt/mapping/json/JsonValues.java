package io.penstock.mqtt.mapping.json;

import io.penstock.common.error.RecordException;
import io.penstock.mqtt.error.MqttError;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    /**
     * By a schema of each Kafka topic that grows with its messages, and is forgotten with the task. Converters keep schemas that they have seen, so all versions of one count against what a task may infer. Thread-confined.
     */
    final class Inferred implements JsonValues {
        private static final Logger LOG = LoggerFactory.getLogger(Inferred.class);
        private static final int MAX_TOPICS = 1_000;

        /** The least used first. */
        private final Map<String, Learned> topics = new LinkedHashMap<>(16, 0.75f, true);

        private final int maxFields;
        private long spent;

        /** @param maxFields of all schemas together, each of their versions counted */
        public Inferred(int maxFields) {
            this.maxFields = maxFields;
        }

        /** @param spent on this version and those before */
        private record Learned(JsonType.StructOf type, long spent) {}

        @Override
        public SchemaAndValue of(String kafkaTopic, @Nullable Object json) {
            Learned learned = topics.get(kafkaTopic);
            JsonType.StructOf known = learned == null ? null : learned.type();
            try {
                if (known != null && json != null) {
                    return new SchemaAndValue(known.schema(), known.of(json));
                }
            } catch (Misfit e) {
                // It may have more than those before.
            }
            try {
                return learned(kafkaTopic, learned, json);
            } catch (Misfit e) {
                throw malformed("what earlier messages for this Kafka topic had (json.schema=infer)", e);
            }
        }

        private SchemaAndValue learned(String kafkaTopic, @Nullable Learned before, @Nullable Object json) {
            if (!(json instanceof Map<?, ?> map)) {
                throw new Misfit("it is no object");
            }
            JsonType.StructOf wider = Inference.widened(before == null ? null : before.type(), map);
            if (before != null && wider.equals(before.type())) {
                return new SchemaAndValue(before.type().schema(), before.type().of(map));
            }
            long cost = wider.size().cost();
            if (spent + cost > maxFields) {
                throw new Misfit("with it the schemas that this task has inferred would have more than"
                        + " json.schema.infer.max.fields=" + maxFields
                        + " fields, those of all their versions counted: names of fields seem to be data");
            }
            Object value = wider.of(map);
            spend(cost);
            topics.put(kafkaTopic, new Learned(wider, cost + (before == null ? 0 : before.spent())));
            if (topics.size() > MAX_TOPICS) {
                forgetLeastUsed();
            }
            return new SchemaAndValue(wider.schema(), value);
        }

        private void spend(long cost) {
            boolean plenty = spent <= maxFields / 2;
            spent += cost;
            if (plenty && spent > maxFields / 2) {
                LOG.warn(
                        "The schemas that this task has inferred have {} fields, those of all their versions counted; beyond"
                                + " json.schema.infer.max.fields={} messages with new ones are malformed (errors.parse). Give the"
                                + " schema (json.schema=given), or raise the bound",
                        spent,
                        maxFields);
            }
        }

        private void forgetLeastUsed() {
            Iterator<Learned> all = topics.values().iterator();
            spent -= all.next().spent();
            all.remove();
        }
    }

    private static RecordException malformed(String expected, Misfit why) {
        return new RecordException(
                MqttError.PAYLOAD_MALFORMED, "the payload does not fit " + expected + ": " + why.getMessage());
    }
}
