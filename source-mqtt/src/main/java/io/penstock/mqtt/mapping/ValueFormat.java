package io.penstock.mqtt.mapping;

import io.penstock.common.error.RecordException;
import io.penstock.mqtt.error.MqttError;
import io.penstock.mqtt.mapping.json.JsonValues;
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
        SchemaAndValue read(MessageView view, String kafkaTopic, JsonValues json) {
            return new SchemaAndValue(Schema.BYTES_SCHEMA, view.message().payload());
        }
    },
    /** Well-formed UTF-8. */
    STRING {
        @Override
        SchemaAndValue read(MessageView view, String kafkaTopic, JsonValues json) {
            try {
                return new SchemaAndValue(
                        Schema.STRING_SCHEMA,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(view.message().payload()))
                                .toString());
            } catch (CharacterCodingException e) {
                throw new RecordException(
                        MqttError.PAYLOAD_MALFORMED,
                        "the payload is not well-formed UTF-8, as value.format=string asks");
            }
        }
    },
    /** One JSON value. */
    JSON {
        @Override
        SchemaAndValue read(MessageView view, String kafkaTopic, JsonValues json) {
            return json.of(kafkaTopic, view.json());
        }
    };

    /** @throws RecordException if the payload is not of this format; its message holds nothing of the payload */
    abstract SchemaAndValue read(MessageView view, String kafkaTopic, JsonValues json);
}
