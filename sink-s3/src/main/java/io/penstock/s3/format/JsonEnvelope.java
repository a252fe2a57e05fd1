package io.penstock.s3.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as one JSON object, by {@link EnvelopeFields}. What is bytes is base64, and a field beside it says so: without it nobody could
 * tell bytes from a text that looks like them.
 */
final class JsonEnvelope {

    private static final SerializableString TOPIC = new SerializedString(EnvelopeFields.TOPIC);
    private static final SerializableString PARTITION = new SerializedString(EnvelopeFields.PARTITION);
    private static final SerializableString OFFSET = new SerializedString(EnvelopeFields.OFFSET);
    private static final SerializableString TIMESTAMP = new SerializedString(EnvelopeFields.TIMESTAMP);
    private static final SerializableString TIMESTAMP_TYPE = new SerializedString(EnvelopeFields.TIMESTAMP_TYPE);
    private static final SerializableString KEY = new SerializedString(EnvelopeFields.KEY);
    private static final SerializableString KEY_ENCODING = new SerializedString(EnvelopeFields.KEY_ENCODING);
    private static final SerializableString HEADERS = new SerializedString(EnvelopeFields.HEADERS);
    private static final SerializableString VALUE = new SerializedString(EnvelopeFields.VALUE);
    private static final SerializableString VALUE_ENCODING = new SerializedString(EnvelopeFields.VALUE_ENCODING);

    private final JsonValues values;

    JsonEnvelope(JsonValues values) {
        this.values = values;
    }

    void write(JsonGenerator json, SinkRecord record) throws IOException {
        json.writeStartObject();
        json.writeFieldName(TOPIC);
        json.writeString(record.originalTopic());
        json.writeFieldName(PARTITION);
        json.writeNumber(record.originalKafkaPartition());
        json.writeFieldName(OFFSET);
        json.writeNumber(record.originalKafkaOffset());
        json.writeFieldName(TIMESTAMP);
        Long timestamp = record.timestamp();
        if (timestamp == null) {
            json.writeNull();
        } else {
            json.writeNumber(timestamp.longValue());
        }
        json.writeFieldName(TIMESTAMP_TYPE);
        json.writeString(record.timestampType().name);
        part(json, KEY, KEY_ENCODING, record.keySchema(), record.key());
        json.writeFieldName(HEADERS);
        json.writeStartArray();
        for (Header header : record.headers()) {
            json.writeStartObject();
            json.writeFieldName(KEY);
            json.writeString(header.key());
            part(json, VALUE, VALUE_ENCODING, header.schema(), header.value());
            json.writeEndObject();
        }
        json.writeEndArray();
        part(json, VALUE, VALUE_ENCODING, record.valueSchema(), record.value());
        json.writeEndObject();
    }

    private void part(
            JsonGenerator json,
            SerializableString name,
            SerializableString encodingName,
            @Nullable Schema schema,
            @Nullable Object value)
            throws IOException {
        if (value instanceof byte[] || value instanceof ByteBuffer) {
            json.writeFieldName(encodingName);
            json.writeString(EnvelopeFields.BASE64);
        }
        json.writeFieldName(name);
        values.write(json, schema, value);
    }
}
