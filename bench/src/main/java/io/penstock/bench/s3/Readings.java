package io.penstock.bench.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Values of about 200 bytes as JSON, whose first field is a number. A pool of them is made beforehand and used again and again;
 * the records around them are made as they are put.
 */
final class Readings {

    static final TopicPartition PARTITION = new TopicPartition("readings", 0);
    /** Different values of the field {@code area}, which take turns. */
    static final int AREAS = 500;

    private static final int POOL = 100 * AREAS;
    private static final long START = 1_700_000_000_000L;
    private static final Schema SCHEMA = SchemaBuilder.struct()
            .name("io.penstock.bench.Reading")
            .field("id", Schema.INT64_SCHEMA)
            .field("area", Schema.STRING_SCHEMA)
            .field("device", Schema.STRING_SCHEMA)
            .field("line", Schema.STRING_SCHEMA)
            .field("temperature", Schema.FLOAT64_SCHEMA)
            .field("humidity", Schema.FLOAT64_SCHEMA)
            .field("battery", Schema.INT32_SCHEMA)
            .field("valid", Schema.BOOLEAN_SCHEMA)
            .field("at", Timestamp.SCHEMA)
            .build();

    private final @Nullable Schema schema;
    private final List<Object> pool;

    private Readings(@Nullable Schema schema, List<Object> pool) {
        this.schema = schema;
        this.pool = pool;
    }

    /** With a schema. */
    static Readings structs() {
        List<Object> pool = new ArrayList<>(POOL);
        for (int number = 0; number < POOL; number++) {
            Struct value = new Struct(SCHEMA);
            fields(number).forEach(value::put);
            pool.add(value.put("at", new Date(at(number))));
        }
        return new Readings(SCHEMA, pool);
    }

    /** Maps without a schema, as the JSON converter makes them. */
    static Readings maps() {
        List<Object> pool = new ArrayList<>(POOL);
        for (int number = 0; number < POOL; number++) {
            Map<String, Object> value = fields(number);
            value.put("at", Instant.ofEpochMilli(at(number)).toString());
            pool.add(value);
        }
        return new Readings(null, pool);
    }

    /** Lines of JSON as they came from Kafka. */
    static Readings bytes() {
        ObjectMapper json = new ObjectMapper();
        List<Object> pool = new ArrayList<>(POOL);
        for (Object value : maps().pool) {
            try {
                pool.add(json.writeValueAsBytes(value));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("maps of texts and numbers are JSON", e);
            }
        }
        return new Readings(Schema.BYTES_SCHEMA, pool);
    }

    private static Map<String, Object> fields(int number) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", (long) number);
        fields.put("area", "area-" + number % AREAS);
        fields.put("device", "device-with-number-" + (1_000_000 + number % 7_919));
        fields.put("line", "production line " + number % 23);
        fields.put("temperature", 20.5 + number % 89);
        fields.put("humidity", 40.25 + number % 41);
        fields.put("battery", number % 100);
        fields.put("valid", number % 7 != 0);
        return fields;
    }

    private static long at(long number) {
        return START + number * 10;
    }

    /** @param number of the value, with which the pool begins anew where it ends */
    SinkRecord record(long offset, int number) {
        return new SinkRecord(
                PARTITION.topic(),
                PARTITION.partition(),
                Schema.STRING_SCHEMA,
                "key",
                schema,
                pool.get(number % POOL),
                offset,
                at(offset),
                TimestampType.CREATE_TIME);
    }

    /** The first field of a value. */
    static long id(int number) {
        return number % POOL;
    }
}
