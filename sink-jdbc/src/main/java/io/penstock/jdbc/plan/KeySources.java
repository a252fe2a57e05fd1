package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.FieldPath;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.jdbc.config.FieldRules;
import io.penstock.jdbc.config.KeyMode;
import io.penstock.jdbc.config.RecordColumn;
import io.penstock.jdbc.config.RowSettings;
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

    private final FieldRules rules;
    private final SinkRecord sample;

    private KeySources(FieldRules rules, SinkRecord sample) {
        this.rules = rules;
        this.sample = sample;
    }

    /** @throws RecordException when records like {@code sample} have no such key */
    static List<Source> of(RowSettings settings, SinkRecord sample) {
        KeySources sources = new KeySources(settings.fields(), sample);
        KeyMode mode = settings.keyMode();
        if (mode instanceof KeyMode.Coordinates columns) {
            return coordinates(columns);
        }
        if (mode instanceof KeyMode.RecordKey key) {
            return sources.ofRecordKey(key.fields());
        }
        if (mode instanceof KeyMode.RecordValue value) {
            return sources.fields(value.fields(), sample.valueSchema(), sample.value(), SinkRecord::value, "value");
        }
        if (mode instanceof KeyMode.RecordHeader headers) {
            return headers.names().stream()
                    .map(name -> RecordSources.keyHeader(name, sources.rules.column(List.of(name)), sample))
                    .toList();
        }
        return List.of();
    }

    private static List<Source> coordinates(KeyMode.Coordinates columns) {
        return List.of(
                RecordSources.of(new RecordColumn.Topic(columns.topicColumn())),
                RecordSources.of(new RecordColumn.Partition(columns.partitionColumn())),
                RecordSources.of(new RecordColumn.Offset(columns.offsetColumn())));
    }

    private List<Source> ofRecordKey(List<String> fields) {
        Object key = sample.key();
        if (key == null) {
            throw missing("the record at " + RecordCoordinates.of(sample) + " has no key, and pk.mode is record_key");
        }
        if (key instanceof Struct struct) {
            List<String> all =
                    struct.schema().fields().stream().map(Field::name).toList();
            return fields(fields.isEmpty() ? all : fields, struct.schema(), key, SinkRecord::key, "key");
        }
        if (key instanceof Map<?, ?>) {
            if (fields.isEmpty()) {
                throw missing("the key of the record at " + RecordCoordinates.of(sample)
                        + " is a map without a schema, and pk.fields does not say which of its fields make the key");
            }
            return fields(fields, null, key, SinkRecord::key, "key");
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

    private List<Source> fields(
            List<String> names,
            @Nullable Schema schema,
            @Nullable Object sampleHolder,
            Source.Reader holder,
            String where) {
        List<Source> sources = new ArrayList<>(names.size());
        for (String name : names) {
            StructPath path =
                    schema == null || schema.type() != Schema.Type.STRUCT ? null : StructPath.find(schema, name);
            sources.add(path == null ? ofEntry(name, sampleHolder, holder, where) : ofField(path, holder));
        }
        return sources;
    }

    private Source ofField(StructPath path, Source.Reader holder) {
        String column = rules.column(path.names());
        return new Source(
                new ColumnSpec(column, Inference.ofSchema(column, path.schema())),
                Moment.of(path.schema()),
                record -> holder.read(record) instanceof Struct struct ? path.read(struct) : null);
    }

    /** Of a map, or of a map within structures: only records tell what it has. */
    private Source ofEntry(String name, @Nullable Object sampleHolder, Source.Reader holder, String where) {
        if (sampleHolder instanceof Map<?, ?> map && map.get(name) != null) {
            String column = rules.column(List.of(name));
            return new Source(
                    new ColumnSpec(column, Inference.ofKey(column, map.get(name))),
                    Moment.TIMESTAMP,
                    record -> holder.read(record) instanceof Map<?, ?> entries ? entries.get(name) : null);
        }
        FieldPath path = path(name, where);
        Object value = path.get(sampleHolder);
        if (value == null) {
            throw noField(name, where);
        }
        String column = rules.column(path.names());
        return new Source(
                new ColumnSpec(column, Inference.ofKey(column, value)),
                Moment.TIMESTAMP,
                record -> path.get(holder.read(record)));
    }

    private FieldPath path(String name, String where) {
        try {
            return FieldPath.parse(name);
        } catch (IllegalArgumentException e) {
            throw noField(name, where);
        }
    }

    private RecordException noField(String name, String where) {
        return missing("the " + where + " of the record at " + RecordCoordinates.of(sample) + " has no field \"" + name
                + "\", which pk.fields names");
    }

    static RecordException missing(String why) {
        return new RecordException(JdbcError.KEY_MISSING, why);
    }
}
