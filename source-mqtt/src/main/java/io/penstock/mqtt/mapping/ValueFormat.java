package io.penstock.mqtt.mapping;

import io.penstock.common.error.RecordException;
import io.penstock.mqtt.error.MqttError;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;

/** What a payload is read as. */
public enum ValueFormat {
    /** As it is. */
    BYTES {
        @Override
        SchemaAndValue read(byte[] payload) {
            return new SchemaAndValue(Schema.BYTES_SCHEMA, payload);
        }
    },
    /** Well-formed UTF-8. */
    STRING {
        @Override
        SchemaAndValue read(byte[] payload) {
            try {
                return new SchemaAndValue(
                        Schema.STRING_SCHEMA,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(payload))
                                .toString());
            } catch (CharacterCodingException e) {
                throw new RecordException(
                        MqttError.PAYLOAD_MALFORMED,
                        "the payload is not well-formed UTF-8, as value.format=string asks");
            }
        }
    },
    /** One JSON value, without a schema: maps, lists, texts, numbers, booleans and null. */
    JSON {
        @Override
        SchemaAndValue read(byte[] payload) {
            return new SchemaAndValue(null, JsonPayload.read(payload));
        }
    };

    /** @throws RecordException if the payload is not of this format; its message holds nothing of the payload */
    abstract SchemaAndValue read(byte[] payload);
}
