package io.penstock.s3.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.data.Values;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records whole, by {@link EnvelopeFields}. Key and value have the schemas that they come with or that are inferred for each; headers are
 * bytes, since two records may have quite different ones: what a converter has made of them is written as Connect's simple header
 * converter would write it back.
 *
 * @param <T> what a schema is compiled to
 */
final class EnvelopeRows<T extends FileSchema> implements RowSource<T> {

    private static final int MAX_ENVELOPES = 1_000;

    private static final String[] FIELDS = {
        EnvelopeFields.TOPIC,
        EnvelopeFields.PARTITION,
        EnvelopeFields.OFFSET,
        EnvelopeFields.TIMESTAMP,
        EnvelopeFields.TIMESTAMP_TYPE,
        EnvelopeFields.KEY,
        EnvelopeFields.HEADERS,
        EnvelopeFields.VALUE
    };
    private static final String[] HEADER_FIELDS = {EnvelopeFields.KEY, EnvelopeFields.VALUE};

    private static final Schema HEADERS = SchemaBuilder.array(SchemaBuilder.struct()
                    .name("io.penstock.s3.Header")
                    .field(EnvelopeFields.KEY, Schema.STRING_SCHEMA)
                    .field(EnvelopeFields.VALUE, Schema.OPTIONAL_BYTES_SCHEMA)
                    .build())
            .build();

    private final PartSchemas<T> keys;
    private final PartSchemas<T> values;
    private final CompiledSchemas<T> compiled;
    private final Map<Parts, Schema> envelopes = new HashMap<>();
    private long held;
    private Object row = "";

    /** By identity: a part's schema is one object, and asking one for its content is dear. */
    private static final class Parts {

        private final @Nullable Schema key;
        private final @Nullable Schema value;

        Parts(@Nullable Schema key, @Nullable Schema value) {
            this.key = key;
            this.value = value;
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object other) {
            return other instanceof Parts parts && key == parts.key && value == parts.value;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(key) + System.identityHashCode(value);
        }
    }

    /** @param project whether keys and values of older versions are written by newer ones */
    EnvelopeRows(Function<Schema, T> compiler, boolean project) {
        this.keys = new PartSchemas<>(compiler, project);
        this.values = new PartSchemas<>(compiler, project);
        this.compiled = new CompiledSchemas<>(compiler);
    }

    @Override
    public T take(SinkRecord record) {
        keys.forget();
        values.forget();
        Schema key = keys.of(record.topic(), record.keySchema(), record.key());
        Schema value = values.of(record.topic(), record.valueSchema(), record.value());
        Row taken = new Row(
                FIELDS,
                record.originalTopic(),
                record.originalKafkaPartition(),
                record.originalKafkaOffset(),
                record.timestamp(),
                record.timestampType().name,
                keys.value(),
                headers(record),
                values.value());
        row = taken;
        return compiled(new Parts(key, value), taken);
    }

    private static List<Row> headers(SinkRecord record) {
        if (record.headers().isEmpty()) {
            return List.of();
        }
        List<Row> rows = new ArrayList<>(record.headers().size());
        for (Header header : record.headers()) {
            rows.add(new Row(HEADER_FIELDS, header.key(), bytes(header)));
        }
        return rows;
    }

    private static @Nullable Object bytes(Header header) {
        Object value = header.value();
        return value == null || value instanceof byte[] || value instanceof ByteBuffer
                ? value
                : Utf8.bytes(Values.convertToString(header.schema(), value));
    }

    private T compiled(Parts parts, Row taken) {
        Schema known = envelopes.get(parts);
        if (known != null) {
            return compiled.of(known, taken);
        }
        Schema made = envelope(parts);
        T type = compiled.of(made, taken);
        held += type.heldChars();
        if (envelopes.size() >= MAX_ENVELOPES || held > CompiledSchemas.MAX_HELD_CHARS) {
            envelopes.clear();
            held = type.heldChars();
        }
        envelopes.put(parts, made);
        return type;
    }

    /** What has been null everywhere has no field: one of a type that was guessed would contradict later files. */
    private static Schema envelope(Parts parts) {
        SchemaBuilder envelope = SchemaBuilder.struct()
                .name("io.penstock.s3.Envelope")
                .field(EnvelopeFields.TOPIC, Schema.STRING_SCHEMA)
                .field(EnvelopeFields.PARTITION, Schema.INT32_SCHEMA)
                .field(EnvelopeFields.OFFSET, Schema.INT64_SCHEMA)
                .field(EnvelopeFields.TIMESTAMP, Timestamp.builder().optional().build())
                .field(EnvelopeFields.TIMESTAMP_TYPE, Schema.STRING_SCHEMA);
        if (parts.key != null) {
            envelope.field(EnvelopeFields.KEY, parts.key);
        }
        envelope.field(EnvelopeFields.HEADERS, HEADERS);
        if (parts.value != null) {
            envelope.field(EnvelopeFields.VALUE, parts.value);
        }
        return envelope.build();
    }

    @Override
    public Object row() {
        return row;
    }

    @Override
    public String what() {
        return "record";
    }

    @Override
    public void remember() {
        keys.keep();
        values.keep();
    }
}
