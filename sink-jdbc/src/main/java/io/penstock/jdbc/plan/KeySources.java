package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.jdbc.config.KeyMode;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.Inference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Finds the columns of the primary key in records like a given one. */
final class KeySources {

    private KeySources() {}

    /** @throws RecordException when records like {@code sample} have no such key */
    static List<Source> of(KeyMode mode, SinkRecord sample) {
        if (mode instanceof KeyMode.Coordinates columns) {
            return coordinates(columns);
        }
        if (mode instanceof KeyMode.RecordKey key) {
            return ofRecordKey(key.fields(), sample);
        }
        if (mode instanceof KeyMode.RecordValue value) {
            return fields(value.fields(), sample.valueSchema(), sample.value(), SinkRecord::value, "value", sample);
        }
        return List.of();
    }

    private static List<Source> coordinates(KeyMode.Coordinates columns) {
        return List.of(
                new Source(
                        new ColumnSpec(columns.topicColumn(), ColumnType.TEXT),
                        Moment.TIMESTAMP,
                        SinkRecord::originalTopic),
                new Source(
                        new ColumnSpec(columns.partitionColumn(), ColumnType.INT32),
                        Moment.TIMESTAMP,
                        SinkRecord::originalKafkaPartition),
                new Source(
                        new ColumnSpec(columns.offsetColumn(), ColumnType.INT64),
                        Moment.TIMESTAMP,
                        SinkRecord::originalKafkaOffset));
    }

    private static List<Source> ofRecordKey(List<String> fields, SinkRecord sample) {
        Object key = sample.key();
        if (key == null) {
            throw missing("the record at " + RecordCoordinates.of(sample) + " has no key, and pk.mode is record_key");
        }
        if (key instanceof Struct struct) {
            List<String> all =
                    struct.schema().fields().stream().map(Field::name).toList();
            return fields(fields.isEmpty() ? all : fields, struct.schema(), key, SinkRecord::key, "key", sample);
        }
        if (key instanceof Map<?, ?>) {
            if (fields.isEmpty()) {
                throw missing("the key of the record at " + RecordCoordinates.of(sample)
                        + " is a map without a schema, and pk.fields does not say which of its fields make the key");
            }
            return fields(fields, null, key, SinkRecord::key, "key", sample);
        }
        if (fields.size() != 1) {
            throw missing("the key of the record at " + RecordCoordinates.of(sample)
                    + " is a single value, and pk.fields does not name the one column that takes it");
        }
        String column = fields.get(0);
        Schema schema = sample.keySchema();
        ColumnType type = schema == null ? Inference.ofKey(column, key) : Inference.ofSchema(column, schema);
        return List.of(new Source(new ColumnSpec(column, type), Moment.of(schema), SinkRecord::key));
    }

    private static List<Source> fields(
            List<String> names,
            @Nullable Schema schema,
            @Nullable Object sampleHolder,
            Source.Reader holder,
            String where,
            SinkRecord sample) {
        List<Source> sources = new ArrayList<>(names.size());
        for (String name : names) {
            sources.add(
                    schema != null && schema.type() == Schema.Type.STRUCT
                            ? ofField(name, schema.field(name), holder, where, sample)
                            : ofEntry(name, sampleHolder, holder, where, sample));
        }
        return sources;
    }

    private static Source ofField(
            String name, @Nullable Field field, Source.Reader holder, String where, SinkRecord sample) {
        if (field == null) {
            throw noField(name, where, sample);
        }
        return new Source(
                new ColumnSpec(name, Inference.ofSchema(name, field.schema())),
                Moment.of(field.schema()),
                record -> holder.read(record) instanceof Struct struct ? Fields.get(struct, field) : null);
    }

    private static Source ofEntry(
            String name, @Nullable Object sampleHolder, Source.Reader holder, String where, SinkRecord sample) {
        Object value = sampleHolder instanceof Map<?, ?> map ? map.get(name) : null;
        if (value == null) {
            throw noField(name, where, sample);
        }
        return new Source(
                new ColumnSpec(name, Inference.ofKey(name, value)),
                Moment.TIMESTAMP,
                record -> holder.read(record) instanceof Map<?, ?> map ? map.get(name) : null);
    }

    private static RecordException noField(String name, String where, SinkRecord sample) {
        return missing("the " + where + " of the record at " + RecordCoordinates.of(sample) + " has no field \"" + name
                + "\", which pk.fields names");
    }

    static RecordException missing(String why) {
        return new RecordException(JdbcError.KEY_MISSING, why);
    }
}
