package io.penstock.s3.restore;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.penstock.s3.format.EnvelopeFields;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.jspecify.annotations.Nullable;

/** Lines of JSON as the sink writes them with {@code envelope=full}; fields that a later version may add are passed over. */
final class JsonEnvelopeReader implements EnvelopeReader {

    private static final SchemaAndValue NULL = new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, null);

    /** A record is bounded by the buffer of the sink that wrote it. */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser json;

    JsonEnvelopeReader(InputStream lines) throws IOException {
        this.json = FACTORY.createParser(lines);
    }

    /** A key or a value while its object is read: the encoding may stand on either side of it. */
    private static final class Part {

        private @Nullable String text;
        private @Nullable String encoding;
        private boolean other;

        void take(JsonParser json) throws IOException {
            JsonToken token = json.currentToken();
            text = token == JsonToken.VALUE_STRING ? json.getText() : null;
            other = token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NULL;
            json.skipChildren();
        }

        SchemaAndValue value(String name) {
            if (other) {
                throw new NotReplayable(
                        "a " + name + " is neither bytes nor a text, and was not what Kafka had: write such"
                                + " topics with ByteArrayConverter to restore them");
            }
            if (text == null) {
                return NULL;
            }
            if (encoding == null) {
                return new SchemaAndValue(Schema.OPTIONAL_STRING_SCHEMA, text);
            }
            if (!encoding.equals(EnvelopeFields.BASE64)) {
                throw new NotReplayable("a " + name + " has an encoding that this version does not know");
            }
            return new SchemaAndValue(
                    Schema.OPTIONAL_BYTES_SCHEMA, Base64.getDecoder().decode(text));
        }
    }

    @Override
    public @Nullable ArchivedRecord next() throws IOException {
        JsonToken token = json.nextToken();
        if (token == null) {
            return null;
        }
        if (token != JsonToken.START_OBJECT) {
            throw noEnvelope();
        }
        String topic = null;
        Long partition = null;
        Long offset = null;
        Long timestamp = null;
        Part key = new Part();
        Part value = new Part();
        ConnectHeaders headers = null;
        boolean hasValue = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case EnvelopeFields.TOPIC -> topic = json.getValueAsString();
                case EnvelopeFields.PARTITION -> partition = number();
                case EnvelopeFields.OFFSET -> offset = number();
                case EnvelopeFields.TIMESTAMP -> timestamp = number();
                case EnvelopeFields.KEY -> key.take(json);
                case EnvelopeFields.KEY_ENCODING -> key.encoding = json.getValueAsString();
                case EnvelopeFields.VALUE -> {
                    value.take(json);
                    hasValue = true;
                }
                case EnvelopeFields.VALUE_ENCODING -> value.encoding = json.getValueAsString();
                case EnvelopeFields.HEADERS -> headers = headers();
                default -> json.skipChildren();
            }
        }
        if (topic == null || partition == null || offset == null || headers == null || !hasValue) {
            throw noEnvelope();
        }
        SchemaAndValue restoredKey = key.value("key");
        SchemaAndValue restoredValue = value.value("value");
        return new ArchivedRecord(
                topic,
                partition.intValue(),
                offset,
                timestamp,
                restoredKey.schema(),
                restoredKey.value(),
                headers,
                restoredValue.schema(),
                restoredValue.value());
    }

    private @Nullable Long number() throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return json.getLongValue();
        }
        json.skipChildren();
        return null;
    }

    private ConnectHeaders headers() throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw noEnvelope();
        }
        ConnectHeaders headers = new ConnectHeaders();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            header(headers);
        }
        return headers;
    }

    private void header(ConnectHeaders headers) throws IOException {
        String key = null;
        Part value = new Part();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case EnvelopeFields.KEY -> key = json.getValueAsString();
                case EnvelopeFields.VALUE -> value.take(json);
                case EnvelopeFields.VALUE_ENCODING -> value.encoding = json.getValueAsString();
                default -> json.skipChildren();
            }
        }
        if (key == null) {
            throw noEnvelope();
        }
        headers.add(key, value.value("header"));
    }

    private static NotReplayable noEnvelope() {
        return new NotReplayable("it does not hold records whole: the sink had envelope=none, or it is not the sink's");
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
